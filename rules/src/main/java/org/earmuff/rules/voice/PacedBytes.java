package org.earmuff.rules.voice;

import org.jspecify.annotations.Nullable;

/**
 * Bytes of the last two seconds in slots of 50 ms, and whether they flow as evenly as sound does.
 *
 * <p>Sound is made in real time, so however it is cut, batched or delayed on its way, what has come by any moment stays close to a straight
 * line. A post, a page or a video's key frame makes a step.
 */
final class PacedBytes {

    static final int SLOT_TENTHS = 500;
    private static final int SLOTS = 40;

    /** Slots: batches of 250 ms, and a little. */
    private static final int LONGEST_GAP = 8;

    /**
     * How much more than the others that hold anything a slot may hold. Batches are all alike; a video's key frame is five to twenty times its
     * other frames.
     */
    private static final double LARGEST_STEP = 3.2;

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

    /**
     * A stretch in which bytes flowed evenly.
     *
     * @param since its beginning, in tenths of a millisecond since the burst began
     * @param rate bytes a second
     */
    record Stretch(int since, double rate) {}

    /** The shortest stretch up to now (1.2, 1.6 or 1.95 s) that is even; null where none is. */
    @Nullable
    Stretch even() {
        Stretch stretch = even(24, 0.10, 9);
        if (stretch == null) {
            stretch = even(32, 0.13, 8);
        }
        return stretch == null ? even(SLOTS - 1, 0.16, 7) : stretch;
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
    private @Nullable Stretch even(int n, double tolerance, int least) {
        if (current < n) {
            return null;
        }
        long whole = 0;
        int fullest = 0;
        int gap = 0;
        for (int i = current - n; i < current; i++) {
            int here = slots[i % SLOTS];
            whole += here;
            fullest = Math.max(fullest, here);
            gap = here > 0 ? 0 : gap + 1;
            if (gap > LONGEST_GAP) {
                return null;
            }
        }
        int active = activeSlots(n);
        if (active < least || fullest > LARGEST_STEP * whole / active || strays(n, whole, tolerance)) {
            return null;
        }
        return new Stretch((current - n) * SLOT_TENTHS, whole / (n * SLOT_TENTHS / 10_000.0));
    }

    private boolean strays(int n, long whole, double tolerance) {
        long sum = 0;
        for (int i = 0; i < n; i++) {
            double before = (double) i / n - (double) sum / whole;
            sum += slots[(current - n + i) % SLOTS];
            double after = (i + 1.0) / n - (double) sum / whole;
            if (Math.abs(before) > tolerance || Math.abs(after) > tolerance) {
                return true;
            }
        }
        return false;
    }
}
