package org.earmuff.ledger.archive;

import java.util.Arrays;

/**
 * Matches times one to one: as many as can be, and of those ways the one of least cost. Both sides are sorted and the cost grows the faster
 * the further two times are apart, so there is a best way in which no two pairs cross. It is found for each cluster of times by
 * itself, by dynamic programming; clusters too large for that are matched in their order.
 */
final class Pairing {

    private static final long MOST_CELLS = 4_000_000;
    private static final double ONE_PAIR = 1e9;

    private final Window window;
    private final long[] theirs;
    private final long[] ours;
    private final int[] partner;
    private int count;

    private Pairing(Window window, long[] theirs, long[] ours) {
        this.window = window;
        this.theirs = theirs;
        this.ours = ours;
        this.partner = new int[theirs.length];
        Arrays.fill(partner, -1);
    }

    /**
     * Matches.
     *
     * @param theirs milliseconds, ascending
     * @param ours milliseconds, ascending
     */
    static Pairing of(Window window, long[] theirs, long[] ours) {
        Pairing pairing = new Pairing(window, theirs, ours);
        pairing.run();
        return pairing;
    }

    /** The index of ours for each of theirs; -1 where there is none. */
    int[] partners() {
        return partner;
    }

    int count() {
        return count;
    }

    /** Theirs minus ours, for every pair, ascending. */
    long[] differences() {
        long[] all = new long[count];
        int n = 0;
        for (int i = 0; i < theirs.length; i++) {
            if (partner[i] >= 0) {
                all[n++] = theirs[i] - ours[partner[i]];
            }
        }
        Arrays.sort(all);
        return all;
    }

    private void run() {
        long middle = (window.from() + window.to()) / 2;
        long half = (window.to() - window.from() + 1) / 2;
        int i = 0;
        int j = 0;
        while (i < theirs.length && j < ours.length) {
            int firstI = i;
            int firstJ = j;
            long last = Math.min(theirs[i] - middle, ours[j]);
            while (true) {
                if (i < theirs.length && theirs[i] - middle <= last + half) {
                    last = Math.max(last, theirs[i++] - middle);
                } else if (j < ours.length && ours[j] <= last + half) {
                    last = Math.max(last, ours[j++]);
                } else {
                    break;
                }
            }
            cluster(firstI, i, firstJ, j);
        }
    }

    private void cluster(int i0, int i1, int j0, int j1) {
        int n = i1 - i0;
        int m = j1 - j0;
        if (n == 0 || m == 0) {
            return;
        }
        if ((long) n * m > MOST_CELLS) {
            inOrder(i0, i1, j0, j1);
            return;
        }
        byte[] way = new byte[n * m];
        double[] above = new double[m + 1];
        double[] row = new double[m + 1];
        for (int i = 0; i < n; i++) {
            row[0] = 0;
            for (int j = 0; j < m; j++) {
                long difference = theirs[i0 + i] - ours[j0 + j];
                double pair = window.holds(difference) ? above[j] + ONE_PAIR - window.cost(difference) : -1;
                double best = Math.max(above[j + 1], row[j]);
                way[i * m + j] = (byte) (pair > best ? 2 : above[j + 1] >= row[j] ? 1 : 0);
                row[j + 1] = Math.max(pair, best);
            }
            double[] swap = above;
            above = row;
            row = swap;
        }
        int i = n - 1;
        int j = m - 1;
        while (i >= 0 && j >= 0) {
            switch (way[i * m + j]) {
                case 2 -> pair(i0 + i--, j0 + j--);
                case 1 -> i--;
                default -> j--;
            }
        }
    }

    private void inOrder(int i0, int i1, int j0, int j1) {
        int j = j0;
        for (int i = i0; i < i1 && j < j1; i++) {
            while (j < j1 && theirs[i] - ours[j] > window.to()) {
                j++;
            }
            if (j < j1 && window.holds(theirs[i] - ours[j])) {
                pair(i, j++);
            }
        }
    }

    private void pair(int i, int j) {
        partner[i] = j;
        count++;
    }
}
