package org.earmuff.rules.voice;

import java.util.Arrays;

/**
 * The last units of a burst that may carry sound: their sizes and when they came.
 *
 * <p>Bounded: {@value #CAPACITY} units, 6 bytes each. A unit as small as a window update or a ping is never offered to it.
 */
final class RecentUnits {

    /** A run may be interleaved with half again as many other records (state notes, control frames). */
    static final int CAPACITY = 40;

    /** Equal units that make a run. Home B's longest repetition in what is not sound is nine. */
    static final int RUN = 16;

    /** A run that stops for longer, in tenths of a millisecond, comes in gusts, as a video's key frames do. */
    private static final int LONGEST_GAP = 4_000;

    /** Fewer say nothing about sizes. */
    private static final int LEAST_UNITS = 8;

    private static final double MOST_OF_THEM = 0.85;

    private final char[] sizes = new char[CAPACITY];
    private final int[] times = new int[CAPACITY];
    private int next;
    private int count;

    /** @param time tenths of a millisecond since the burst began */
    void add(int time, int size) {
        sizes[next] = (char) Math.min(size, Character.MAX_VALUE);
        times[next] = time;
        next = (next + 1) % CAPACITY;
        count = Math.min(count + 1, CAPACITY);
    }

    int count() {
        return count;
    }

    /** Units a second from the {@value #RUN}th latest of this size to the latest; 0 where there are fewer or they came all at once. */
    double runPace(int size) {
        int seen = 0;
        int latest = 0;
        int after = 0;
        for (int i = 1; i <= count; i++) {
            int at = (next - i + CAPACITY) % CAPACITY;
            if (sizes[at] != size) {
                continue;
            }
            if (seen++ == 0) {
                latest = times[at];
            } else if (after - times[at] > LONGEST_GAP) {
                return 0;
            }
            after = times[at];
            if (seen == RUN) {
                int span = latest - times[at];
                return span == 0 ? 0 : (RUN - 1) * 10_000.0 / span;
            }
        }
        return 0;
    }

    /** The size that comes most often; 0 where none is held. */
    int commonest() {
        char[] sorted = sorted();
        int best = 0;
        int bestCount = 0;
        int run = 0;
        for (int i = 0; i < count; i++) {
            run = i > 0 && sorted[i] == sorted[i - 1] ? run + 1 : 1;
            if (run > bestCount) {
                bestCount = run;
                best = sorted[i];
            }
        }
        return best;
    }

    /** How many of the units held lie in a range of sizes, both ends included. */
    int within(int least, int most) {
        int within = 0;
        for (int i = 0; i < count; i++) {
            if (sizes[i] >= least && sizes[i] <= most) {
                within++;
            }
        }
        return within;
    }

    /** Tenths of a millisecond from the first unit of this size that is held to the last; 0 where there are fewer than two. */
    int span(int size) {
        int first = -1;
        int last = -1;
        for (int i = count; i >= 1; i--) {
            int at = (next - i + CAPACITY) % CAPACITY;
            if (sizes[at] == size) {
                first = first < 0 ? times[at] : first;
                last = times[at];
            }
        }
        return last - first;
    }

    /** The size that {@code part} (0..1) of the units do not exceed; 0 where none is held. */
    int quantile(double part) {
        return count == 0 ? 0 : sorted()[(int) Math.min(count - 1, part * count)];
    }

    /** Units a second over all that are held. */
    double pace() {
        if (count < 2) {
            return 0;
        }
        int span = times[(next - 1 + CAPACITY) % CAPACITY] - times[(next - count + CAPACITY) % CAPACITY];
        return span == 0 ? 0 : (count - 1) * 10_000.0 / span;
    }

    /** Mean size in bytes of those that came at this time or later; 0 where none did. */
    int meanSize(int since) {
        char[] sizes = sorted(since);
        return sizes.length == 0 ? 0 : (int) (sum(sizes, new Band(0, sizes.length)) / sizes.length);
    }

    /**
     * Whether the sizes since a time are those of one coder: most, by number and by bytes, within a factor of two and a half, or two sizes that
     * take turns (a frame cut over two records).
     */
    boolean fewSizes(int since) {
        char[] sizes = sorted(since);
        if (sizes.length < LEAST_UNITS) {
            return false;
        }
        long bytes = sum(sizes, new Band(0, sizes.length));
        Band widest = widest(sizes, 2.5);
        if (widest.width() >= MOST_OF_THEM * sizes.length && sum(sizes, widest) >= 0.75 * bytes) {
            return true;
        }
        Band one = widest(sizes, 1.6);
        char[] rest = new char[sizes.length - one.width()];
        System.arraycopy(sizes, 0, rest, 0, one.from());
        System.arraycopy(sizes, one.to(), rest, one.from(), sizes.length - one.to());
        Band two = widest(rest, 1.6);
        return one.width() + two.width() >= 0.9 * sizes.length && two.width() >= 0.7 * one.width();
    }

    private static long sum(char[] sizes, Band band) {
        long sum = 0;
        for (int i = band.from(); i < band.to(); i++) {
            sum += sizes[i];
        }
        return sum;
    }

    private char[] sorted() {
        return sorted(Integer.MIN_VALUE);
    }

    private char[] sorted(int since) {
        char[] found = new char[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            if (times[i] >= since) {
                found[n++] = sizes[i];
            }
        }
        char[] sorted = Arrays.copyOf(found, n);
        Arrays.sort(sorted);
        return sorted;
    }

    private record Band(int from, int to) {
        int width() {
            return to - from;
        }
    }

    /** The fullest range of a sorted array in which the largest is at most {@code factor} times the smallest. */
    private static Band widest(char[] sorted, double factor) {
        Band best = new Band(0, 0);
        int from = 0;
        for (int to = 1; to <= sorted.length; to++) {
            while (sorted[to - 1] > factor * sorted[from]) {
                from++;
            }
            if (to - from > best.width()) {
                best = new Band(from, to);
            }
        }
        return best;
    }
}
