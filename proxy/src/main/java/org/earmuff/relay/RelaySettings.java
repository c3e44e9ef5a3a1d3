package org.earmuff.relay;

import java.time.Duration;

/**
 * Limits of every flow.
 *
 * @param connectTimeout how long a destination may take to answer
 * @param idle how long both directions may be silent; longer than any keep-alive interval of a speaker
 * @param halfClosedIdle the same once one side has said that it is done
 * @param readBuffer largest single read, in bytes
 */
public record RelaySettings(Duration connectTimeout, Duration idle, Duration halfClosedIdle, int readBuffer) {

    public static final RelaySettings DEFAULT =
            new RelaySettings(Duration.ofSeconds(10), Duration.ofHours(2), Duration.ofMinutes(5), 256 * 1024);
}
