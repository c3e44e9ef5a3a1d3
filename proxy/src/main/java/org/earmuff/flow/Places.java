package org.earmuff.flow;

import java.util.HashMap;
import java.util.Map;

/**
 * A number of places that several share, so that whoever takes too many crowds out nobody but itself. A holder may have as many as are
 * free: one alone gets half of them, of <i>n</i> who want all each gets one part in <i>n</i> + 1, and that much is always free for those
 * who have less (dynamic thresholds, Choudhury and Hahne 1998). Any thread.
 */
public final class Places {

    private final int most;
    private final Map<String, Integer> taken = new HashMap<>();
    private int total;

    /** Places in all, 2 or more. */
    public Places(int most) {
        this.most = most;
    }

    /** Takes a place; false, and nothing taken, where the holder has its share already. */
    public synchronized boolean take(String holder) {
        int has = taken.getOrDefault(holder, 0);
        if (has >= most - total) {
            return false;
        }
        taken.put(holder, has + 1);
        total++;
        return true;
    }

    /** Gives back one that the holder has taken. */
    public synchronized void free(String holder) {
        taken.computeIfPresent(holder, (h, has) -> has > 1 ? has - 1 : null);
        total--;
    }

    /** Places that are taken now. */
    public synchronized int taken() {
        return total;
    }
}
