package org.earmuff.ledger.archive;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;

/**
 * Learns from the times alone by how much an archive's clock is off and how coarse its times are. Differences of every archive time with
 * every upload within 26 hours are counted by the second. True pairs heap up in a narrow window, and all others are spread: the window
 * that holds the most beyond chance, by the likelihood ratio of a Poisson count, is taken if chance alone would hardly ever
 * show the like in any of the windows looked at. So an archive that is not of this home has no offset.
 */
final class Learning {

    private static final int REACH = 26 * 3600;
    private static final int[] WIDTHS = {3, 8, 20, 40, 66};
    private static final int[] MINUTE_WIDTHS = {62, 68};
    private static final int AROUND = 1800;
    private static final int NEAR = 150;
    private static final int MOST_SAMPLES = 4000;
    private static final long DAY_SECONDS = 86_400;
    /** With some million windows looked at, chance alone comes to about 16. */
    private static final double ENOUGH = 22;
    /** A clock that is right is likelier than one that is wrong, and a wrong zone likelier than any other wrong. */
    private static final double RIGHT_CLOCK = 10;

    private static final double WHOLE_ZONE = 4;
    /** As is usual is likelier than anything else: it decides where two windows explain the rows about equally well. */
    private static final double AS_USUAL = 6;

    private static final double NEAR_USUAL = 13;
    /** How far the next pair outside a window may be. A vendor now and then writes a time late, and hardly ever early. */
    private static final long LATE = 12_000;

    private static final long EARLY = 3_000;
    private static final long LATE_MINUTE = 5_000;
    private static final long MARGIN = 3_000;
    private static final int FEW = 5;
    private static final long MINUTE_WIDTH = 66_000;

    private Learning() {}

    /**
     * What was learnt.
     *
     * @param score how much beyond chance; 0 where nothing was learnt
     * @param minute whether times are cut to the minute
     */
    record Fit(Window window, double score, boolean minute) {
        boolean learnt() {
            return score > 0;
        }
    }

    /** One device's times and the times of a speaker that it may be, both ascending. */
    static final class Couple {
        private final long[] theirs;
        private final long[] ours;

        Couple(long[] theirs, long[] ours) {
            this.theirs = theirs;
            this.ours = ours;
        }

        long[] theirs() {
            return theirs;
        }

        long[] ours() {
            return ours;
        }
    }

    /** Learns from all couples together. */
    static Fit of(List<Couple> couples) {
        double cut = cutShare(couples);
        boolean minute = cut > 0.9;
        Fit none = new Fit(minute ? Window.USUAL_MINUTE : Window.USUAL, 0, minute);
        int[] counts = counts(couples);
        long[] sums = sums(counts);
        double chance = chance(couples);
        double best = 0;
        Window core = none.window();
        for (int width : minute ? MINUTE_WIDTHS : cut < 0.05 ? Arrays.copyOf(WIDTHS, 4) : WIDTHS) {
            for (Candidate c : candidates(counts, sums, chance, width, minute)) {
                // A row has one upload at most: what else a wide window holds, or one of a home that talks as by a
                // clock, speaks for nothing.
                double score =
                        beyond((double) rows(couples, c.window()), c.expected()) + prior(c.from(), width, minute);
                if (score > best) {
                    best = score;
                    core = c.window();
                }
            }
        }
        return best < ENOUGH ? none : refined(couples, core, best, chance, minute);
    }

    /** A window that may be the one, and how many pairs chance makes in it. */
    private record Candidate(int from, int width, double expected) {
        Window window() {
            return Window.of(from * 1000L, (from + width) * 1000L);
        }
    }

    /** Of one width: the window that holds the most beyond chance, and the one that does near the usual. */
    private static List<Candidate> candidates(int[] counts, long[] sums, double chance, int width, boolean minute) {
        double[] best = new double[2];
        Candidate[] found = new Candidate[2];
        for (int at = 0; at + width < counts.length; at++) {
            long held = sums[at + width] - sums[at];
            if (held == 0 || counts[at] == 0) {
                continue;
            }
            double expected = Math.max(chance, around(sums, at, width)) * width;
            double score = beyond((double) held, expected) + prior(at - REACH, width, minute);
            for (int i = 0; i < 2; i++) {
                if (score > best[i] && (i == 0 || usual(at - REACH, width, minute))) {
                    best[i] = score;
                    found[i] = new Candidate(at - REACH, width, expected);
                }
            }
        }
        return Arrays.stream(found).filter(Objects::nonNull).toList();
    }

    /** How many rows, each counted once, have an upload of any speaker in a window, each upload taken by one row. */
    private static long rows(List<Couple> couples, Window window) {
        long rows = 0;
        boolean[] has = {};
        for (int i = 0; i < couples.size(); i++) {
            Couple c = couples.get(i);
            // Couples of one device follow one another.
            if (i == 0 || couples.get(i - 1).theirs() != c.theirs()) {
                has = new boolean[c.theirs().length];
            }
            int[] partners = Pairing.of(window, c.theirs(), c.ours()).partners();
            for (int row = 0; row < has.length; row++) {
                if (partners[row] >= 0 && !has[row]) {
                    has[row] = true;
                    rows++;
                }
            }
        }
        return rows;
    }

    /** How much more than chance a count is: the logarithm of the likelihoods' ratio. */
    static double beyond(double held, double expected) {
        double e = Math.max(expected, 1e-6);
        return held <= e ? 0 : held * Math.log(held / e) - (held - e);
    }

    /** Pairs a second that chance would make of these, were they spread evenly over the time that they span. */
    static double chance(List<Couple> couples) {
        double chance = 0;
        for (Couple c : couples) {
            if (c.theirs().length > 0 && c.ours().length > 0) {
                long from = Math.min(c.theirs()[0], c.ours()[0]);
                long to = Math.max(c.theirs()[c.theirs().length - 1], c.ours()[c.ours().length - 1]);
                chance += (double) c.theirs().length * c.ours().length / Math.max(DAY_SECONDS, (to - from) / 1000);
            }
        }
        return chance;
    }

    private static double prior(int from, int width, boolean minute) {
        double middle = from + width / 2.0;
        if (Math.abs(middle) < 120) {
            return usual(from, width, minute) ? RIGHT_CLOCK + AS_USUAL : RIGHT_CLOCK;
        }
        return Math.abs(middle - Math.round(middle / 1800) * 1800) < 90 ? WHOLE_ZONE : 0;
    }

    /** Whether a window's middle is near that of the vendors' usual one. */
    private static boolean usual(int from, int width, boolean minute) {
        Window usual = minute ? Window.USUAL_MINUTE : Window.USUAL;
        double middle = (usual.from() + usual.to()) / 2000.0;
        return Math.abs(from + width / 2.0 - middle) <= NEAR_USUAL;
    }

    private static double around(long[] sums, int at, int width) {
        int from = Math.max(0, at - AROUND);
        int to = Math.min(sums.length - 1, at + width + AROUND);
        int nearFrom = Math.max(0, at - NEAR);
        int nearTo = Math.min(sums.length - 1, at + width + NEAR);
        long pairs = sums[to] - sums[from] - (sums[nearTo] - sums[nearFrom]);
        return (double) pairs / Math.max(1, to - from - (nearTo - nearFrom));
    }

    private static int[] counts(List<Couple> couples) {
        int[] counts = new int[2 * REACH + 1];
        for (Couple c : couples) {
            int step = 1 + c.theirs().length / MOST_SAMPLES;
            int low = 0;
            for (int i = 0; i < c.theirs().length; i += step) {
                long at = c.theirs()[i];
                while (low < c.ours().length && at - c.ours()[low] > REACH * 1000L) {
                    low++;
                }
                for (int j = low; j < c.ours().length && at - c.ours()[j] >= -REACH * 1000L; j++) {
                    counts[(int) Math.floorDiv(at - c.ours()[j], 1000L) + REACH]++;
                }
            }
        }
        return counts;
    }

    private static long[] sums(int[] counts) {
        long[] sums = new long[counts.length + 1];
        for (int i = 0; i < counts.length; i++) {
            sums[i + 1] = sums[i] + counts[i];
        }
        return sums;
    }

    /** The share of the times that have the second in common which most have: all, where they were cut and the clock is off. */
    private static double cutShare(List<Couple> couples) {
        return cutShare(couples.stream().flatMapToLong(c -> Arrays.stream(c.theirs())));
    }

    private static double cutShare(LongStream theirs) {
        long[] seconds = new long[60];
        theirs.forEach(t -> seconds[(int) Math.floorMod(t / 1000, 60L)]++);
        long all = Arrays.stream(seconds).sum();
        long most = all < FEW ? seconds[0] : Arrays.stream(seconds).max().orElse(0);
        return all == 0 ? 0 : (double) most / all;
    }

    /** The ends of the window from the pairs themselves, then a margin; what lies just outside is added while it hangs together. */
    private static Fit refined(List<Couple> couples, Window core, double score, double chance, boolean allCut) {
        long late = allCut ? LATE_MINUTE : LATE;
        Window window = core;
        for (int round = 0; round < 4; round++) {
            Window wider = Window.of(window.from() - EARLY, window.to() + late);
            long[] left = leftOver(couples, window, wider);
            long ours = couples.stream().mapToLong(c -> c.ours().length).sum();
            double unmatched = 1 - (double) differences(couples, window).length / Math.max(1, ours);
            // As many as chance would leave there say nothing of the clock.
            if (left.length <= 3 * chance * unmatched * (EARLY + late) / 1000) {
                break;
            }
            Window next = Window.of(Math.min(window.from(), left[0]), Math.max(window.to(), left[left.length - 1]));
            if (next.equals(window) || next.width() > 2 * core.width() + 30_000) {
                break;
            }
            window = next;
        }
        long[] all = differences(couples, window);
        long least = all[0];
        long most = all[all.length - 1];
        long from = least - MARGIN;
        long to = most + MARGIN;
        boolean minute = cutMatches(couples, window) > 0.8 && most - least > 20_000;
        if (minute && to - from < MINUTE_WIDTH) {
            long more = MINUTE_WIDTH - (to - from);
            from -= more / 2;
            to += more / 2;
        }
        // Uniform over a minute, or a hump: what is rare in either costs.
        int rare = minute ? all.length / 20 : all.length / 4;
        long usualFrom = all[rare];
        long usualTo = all[all.length - 1 - rare];
        return new Fit(new Window(from, to, usualFrom, usualTo), score, minute);
    }

    private static long[] differences(List<Couple> couples, Window window) {
        long[] all = couples.stream()
                .flatMapToLong(c ->
                        Arrays.stream(Pairing.of(window, c.theirs(), c.ours()).differences()))
                .sorted()
                .toArray();
        return all.length == 0 ? new long[] {window.from(), window.to()} : all;
    }

    private static double cutMatches(List<Couple> couples, Window window) {
        return cutShare(couples.stream().flatMapToLong(c -> {
            int[] partners = Pairing.of(window, c.theirs(), c.ours()).partners();
            return IntStream.range(0, partners.length)
                    .filter(i -> partners[i] >= 0)
                    .mapToLong(i -> c.theirs()[i]);
        }));
    }

    /** Differences of what one window leaves unmatched and a wider one would match. */
    private static long[] leftOver(List<Couple> couples, Window window, Window wider) {
        return couples.stream()
                .flatMapToLong(c -> {
                    int[] partners = Pairing.of(window, c.theirs(), c.ours()).partners();
                    boolean[] used = new boolean[c.ours().length];
                    long[] theirs = new long[c.theirs().length];
                    int n = 0;
                    for (int i = 0; i < partners.length; i++) {
                        if (partners[i] >= 0) {
                            used[partners[i]] = true;
                        } else {
                            theirs[n++] = c.theirs()[i];
                        }
                    }
                    long[] ours = new long[c.ours().length];
                    int m = 0;
                    for (int j = 0; j < used.length; j++) {
                        if (!used[j]) {
                            ours[m++] = c.ours()[j];
                        }
                    }
                    return Arrays.stream(Pairing.of(wider, Arrays.copyOf(theirs, n), Arrays.copyOf(ours, m))
                            .differences());
                })
                .sorted()
                .toArray();
    }
}
