package org.earmuff.rules.voice;

import org.jspecify.annotations.Nullable;

/**
 * Follows one flow's upstream as units of data with sizes and times, and tells bursts, settled or not, sound or not.
 *
 * <p>It knows no device, host or vendor. Not thread-safe: it belongs to its flow's event loop. Times are nanoseconds of any
 * monotonic clock and must not go back.
 */
public final class BurstMeter {

    /** The pause that ends a burst. */
    public static final long PAUSE_NANOS = 1_000_000_000L;

    public BurstMeter(Framing framing) {}

    /**
     * Adds one unit.
     *
     * @param bytes the unit's application bytes (a TLS record's body length, known as soon as its header is)
     * @return the burst before it, where a pause of more than a second lay between; else null
     */
    public @Nullable Burst add(long nanos, int bytes) {
        return null;
    }

    /** The open burst where it has fallen silent for more than a second at {@code nanos}; it is closed then. Else null. */
    public @Nullable Burst settle(long nanos) {
        return null;
    }

    /** Closes and returns the open burst because the flow ends; null where none is open. */
    public @Nullable Burst finish() {
        return null;
    }

    /** Whether a burst is open. */
    public boolean open() {
        return false;
    }

    /** Whether the open burst has shown itself as sound: it will be an upload, whatever follows. */
    public boolean sound() {
        return false;
    }

    /** Whether the open burst carries any sign of sound, though too little to call it an upload: enough not to forward it while withheld. */
    public boolean suspicious() {
        return false;
    }

    /** Application bytes of the open burst so far; 0 where none is open. */
    public long bytes() {
        return 0;
    }

    /** When the open burst counts as settled if nothing more comes, on the same clock; {@link Long#MAX_VALUE} where none is open. */
    public long settlesAtNanos() {
        return Long.MAX_VALUE;
    }
}
