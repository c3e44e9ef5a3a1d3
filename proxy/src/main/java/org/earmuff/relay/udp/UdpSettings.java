package org.earmuff.relay.udp;

import java.time.Duration;

/**
 * Limits of every association.
 *
 * @param transparent whether answers leave from the address that the speaker asked, which needs CAP_NET_RAW unless it is ours
 * @param answered how long a lookup stays open after its answer
 * @param unanswered how long it waits for one
 * @param idle how long any other association may be silent both ways
 */
public record UdpSettings(boolean transparent, Duration answered, Duration unanswered, Duration idle) {

    public static final UdpSettings DEFAULT =
            new UdpSettings(true, Duration.ofSeconds(10), Duration.ofSeconds(30), Duration.ofSeconds(120));
}
