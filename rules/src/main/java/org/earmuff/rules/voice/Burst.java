package org.earmuff.rules.voice;

import org.jspecify.annotations.Nullable;

/**
 * Application data sent upstream on one flow with no pause over one second inside.
 *
 * @param startNanos time of its first data, on the caller's monotonic clock
 * @param endNanos time of its last data
 * @param bytes application data: record bodies, without the five-byte headers
 * @param wireBytes the same with record headers
 * @param records how many records (or datagrams, or segments where the flow is not TLS)
 * @param suspicious whether it carries any sign of sound, though too little to call it an upload: enough not to forward it while withheld
 * @param sound what made it an upload; null for a burst that is none
 */
public record Burst(
        long startNanos,
        long endNanos,
        long bytes,
        long wireBytes,
        int records,
        boolean suspicious,
        @Nullable Sound sound) {

    /** Whether this burst is sound leaving. */
    public boolean upload() {
        return sound != null;
    }
}
