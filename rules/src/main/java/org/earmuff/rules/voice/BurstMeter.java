package org.earmuff.rules.voice;

import org.jspecify.annotations.Nullable;

/**
 * Follows one flow's upstream as units of data with sizes and times, and tells bursts, settled or not, sound or not.
 *
 * <p>It knows no device, host or vendor. Not thread-safe: it belongs to its flow's event loop. Times are nanoseconds of any
 * monotonic clock; one that goes back counts as no time passed. A unit costs constant time. Between bursts a meter holds some 40 bytes, in an
 * open burst at most 1.4 kB.
 */
public final class BurstMeter {

    /** The pause that ends a burst. */
    public static final long PAUSE_NANOS = 1_000_000_000L;

    private final Framing framing;
    private @Nullable OpenBurst open;

    public BurstMeter(Framing framing) {
        this.framing = framing;
    }

    /**
     * Adds one unit.
     *
     * @param bytes the unit's application bytes (a TLS record's body length, known as soon as its header is); up to 0 is no unit
     * @return the burst before it, where a pause of more than a second lay between; else null
     */
    public @Nullable Burst add(long nanos, int bytes) {
        if (bytes <= 0) {
            return null;
        }
        Burst before = settle(nanos);
        if (open == null) {
            open = new OpenBurst(framing, nanos);
        }
        open.add(nanos, bytes);
        return before;
    }

    /** The open burst where it has fallen silent for more than a second at {@code nanos}; it is closed then. Else null. */
    public @Nullable Burst settle(long nanos) {
        return open != null && nanos - open.lastNanos() > PAUSE_NANOS ? finish() : null;
    }

    /** Closes and returns the open burst because the flow ends; null where none is open. */
    public @Nullable Burst finish() {
        Burst burst = open == null ? null : open.toBurst();
        open = null;
        return burst;
    }

    /** Whether a burst is open. */
    public boolean open() {
        return open != null;
    }

    /** Whether the open burst has shown itself as sound: it will be an upload, whatever follows. */
    public boolean sound() {
        return open != null && open.sound();
    }

    /** Whether the open burst carries any sign of sound, though too little to call it an upload: enough not to forward it while withheld. */
    public boolean suspicious() {
        return open != null && open.suspicious();
    }

    /** The open burst as it is so far, its seconds of sound included; null where none is open. Costs more than the other questions. */
    public @Nullable Burst soFar() {
        return open == null ? null : open.toBurst();
    }

    /** Application bytes of the open burst so far; 0 where none is open. */
    public long bytes() {
        return open == null ? 0 : open.bytes();
    }

    /**
     * The first instant at which the open burst counts as settled if nothing more comes, on the same clock; {@link Long#MAX_VALUE} where none is
     * open.
     */
    public long settlesAtNanos() {
        return open == null ? Long.MAX_VALUE : open.lastNanos() + PAUSE_NANOS + 1;
    }
}
