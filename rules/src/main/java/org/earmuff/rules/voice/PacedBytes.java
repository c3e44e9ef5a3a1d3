package org.earmuff.rules.voice;

/**
 * Bytes of the last two seconds in slots of 50 ms, and whether they flow as evenly as sound does.
 *
 * <p>Sound is made in real time, so however it is cut, batched or delayed on its way, what has come by any moment stays close to a straight
 * line. A post, a page or a video's key frame makes a step.
 */
final class PacedBytes {

    static final int SLOT_TENTHS = 500;
    private static final int SLOTS = 40;

    private final int[] slots = new int[SLOTS];
    private int current;

    /** Adds bytes.
     *
     *
     * @return whether a slot was completed, so that asking again may give another answer
     */
    boolean add(int time, int bytes) {
        int slot = time / SLOT_TENTHS;
        boolean advanced = slot > current;
        for (int i = Math.max(current + 1, slot - SLOTS + 1); i <= slot; i++) {
            slots[i % SLOTS] = 0;
        }
        current = slot;
        slots[slot % SLOTS] += bytes;
        return advanced;
    }

    /** Rate in bytes a second over the shortest window (1.2, 1.6, 1.95 s) that is steady; 0 where none is. */
    double steadyRate() {
        double rate = steadyRate(24, 0.10, 9);
        if (rate == 0) {
            rate = steadyRate(32, 0.13, 8);
        }
        return rate == 0 ? steadyRate(SLOTS - 1, 0.16, 7) : rate;
    }

    /** How many of the last {@code n} completed slots hold anything. */
    int activeSlots(int n) {
        int active = 0;
        for (int i = Math.max(0, current - n); i < current; i++) {
            if (slots[i % SLOTS] > 0) {
                active++;
            }
        }
        return active;
    }

    /**
     * @param tolerance how far the running sum may leave the straight line, as a part of the whole
     * @param least slots that must hold something
     */
    private double steadyRate(int n, double tolerance, int least) {
        if (current < n) {
            return 0;
        }
        long whole = 0;
        int gap = 0;
        for (int i = current - n; i < current; i++) {
            int here = slots[i % SLOTS];
            whole += here;
            gap = here > 0 ? 0 : gap + 1;
            if (gap > 8) {
                return 0;
            }
        }
        if (whole == 0 || activeSlots(n) < least) {
            return 0;
        }
        long sum = 0;
        for (int i = 0; i < n; i++) {
            double before = (double) i / n - (double) sum / whole;
            sum += slots[(current - n + i) % SLOTS];
            double after = (i + 1.0) / n - (double) sum / whole;
            if (Math.abs(before) > tolerance || Math.abs(after) > tolerance) {
                return 0;
            }
        }
        return whole / (n * SLOT_TENTHS / 10_000.0);
    }
}
