package org.earmuff.rules.budget;

import java.util.concurrent.atomic.AtomicLong;

/**
 * A rate with a burst, shared by all flows that it covers, whichever thread they are on.
 *
 * <p>Kept as the generic cell rate algorithm (ITU-T I.371): one number, the theoretical arrival time, says all. In any interval of
 * t seconds at most {@code burst + t * rate} bytes conform. Times are nanoseconds of any one monotonic clock.
 */
public final class TokenBucket {

    private static final double NANOS = 1e9;

    private final double nanosPerByte;
    private final long burstNanos;
    private final AtomicLong arrival;

    /**
     * A full bucket.
     *
     * @param bytesPerSecond sustained rate, 1 or more
     * @param burstBytes what may pass at once, 1 or more
     */
    public TokenBucket(long bytesPerSecond, long burstBytes, long nowNanos) {
        this.nanosPerByte = NANOS / bytesPerSecond;
        this.burstNanos = (long) (burstBytes * nanosPerByte);
        this.arrival = new AtomicLong(nowNanos);
    }

    /**
     * Takes bytes whether or not they are there, going into debt.
     *
     * @return nanoseconds to wait before sending them, 0 for none
     */
    public long reserve(long nowNanos, long bytes) {
        long next = arrival.updateAndGet(a -> advanced(a, nowNanos, bytes));
        return Math.max(0, next - burstNanos - nowNanos);
    }

    /**
     * As {@link #reserve}, but takes nothing where the wait would be too long.
     *
     * @return nanoseconds to wait before sending them, 0 for none; -1 where it would be more than {@code mostNanos}
     */
    public long reserveWithin(long nowNanos, long bytes, long mostNanos) {
        while (true) {
            long before = arrival.get();
            long next = advanced(before, nowNanos, bytes);
            long wait = Math.max(0, next - burstNanos - nowNanos);
            if (wait > mostNanos) {
                return -1;
            }
            if (arrival.compareAndSet(before, next)) {
                return wait;
            }
        }
    }

    /** Takes bytes only if all of them are there. */
    public boolean tryTake(long nowNanos, long bytes) {
        while (true) {
            long before = arrival.get();
            long next = advanced(before, nowNanos, bytes);
            if (next - burstNanos - nowNanos > 0) {
                return false;
            }
            if (arrival.compareAndSet(before, next)) {
                return true;
            }
        }
    }

    private long advanced(long before, long nowNanos, long bytes) {
        // Differences, not comparisons: a monotonic clock may be negative and may wrap.
        long from = before - nowNanos > 0 ? before : nowNanos;
        return from + (long) (bytes * nanosPerByte);
    }
}
