package org.earmuff.rules.voice;

import java.util.Arrays;

/**
 * How often which record size was followed by which: enough to tell, once the burst is over, what of it was sound.
 *
 * <p>Pairs rather than sizes, because a state note whose length happens to lie on the sound's lattice is followed by one that does not. Bounded:
 * {@value #MOST} pairs, 8 bytes each; what comes once gives way first.
 */
final class SizePairs {

    static final int MOST = 48;

    private int[] keys = new int[12];
    private int[] total = new int[12];
    private int count;
    private int victim;

    void add(int size, int next) {
        int key = (size << 16) | (next & 0xffff);
        int at = 0;
        while (at < count && keys[at] != key) {
            at++;
        }
        if (at == count) {
            at = place(key);
        }
        total[at]++;
    }

    private int place(int key) {
        int at = count;
        if (count == MOST) {
            at = evict();
        } else {
            grow();
            count++;
        }
        keys[at] = key;
        total[at] = 0;
        return at;
    }

    private int evict() {
        for (int tried = 0; tried < MOST; tried++) {
            victim = (victim + 1) % MOST;
            if (total[victim] == 1) {
                break;
            }
        }
        return victim;
    }

    private void grow() {
        if (count == keys.length) {
            int length = Math.min(MOST, count * 2);
            keys = Arrays.copyOf(keys, length);
            total = Arrays.copyOf(total, length);
        }
    }

    /** Whether the one was ever followed by the other. */
    boolean has(int one, int other) {
        int key = (one << 16) | (other & 0xffff);
        for (int i = 0; i < count; i++) {
            if (keys[i] == key) {
                return true;
            }
        }
        return false;
    }

    int count() {
        return count;
    }

    int size(int i) {
        return keys[i] >>> 16;
    }

    int next(int i) {
        return keys[i] & 0xffff;
    }

    int total(int i) {
        return total[i];
    }
}
