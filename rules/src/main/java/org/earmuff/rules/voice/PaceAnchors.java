package org.earmuff.rules.voice;

import java.util.Arrays;

/**
 * How many units had come by a few moments of a run, for a pace that stalls and the catching up after them do not bend.
 *
 * <p>Bounded: {@value #MOST} moments, thinned out by halves as the run grows longer.
 */
final class PaceAnchors {

    private static final int MOST = 12;

    /** Less time between two of them says little. */
    private static final double LEAST_SECONDS = 0.5;

    /** Units that come within so many tenths of a millisecond came in one batch, and count whole. */
    private static final int TOGETHER = 120;

    private final int[] times = new int[MOST];
    private final int[] units = new int[MOST];
    private int count;
    private int spacing = 1_500;

    /** @param time tenths of a millisecond, never going back */
    void add(int time, int unitsSoFar) {
        if (count > 0 && time - times[count - 1] <= TOGETHER) {
            units[count - 1] = unitsSoFar;
            return;
        }
        if (count > 0 && time - times[count - 1] < spacing) {
            return;
        }
        if (count == MOST) {
            for (int i = 0; i < MOST / 2; i++) {
                times[i] = times[2 * i];
                units[i] = units[2 * i];
            }
            count = MOST / 2;
            spacing *= 2;
        }
        times[count] = time;
        units[count++] = unitsSoFar;
    }

    /** The median pace in units a second between any two moments that are far enough apart; 0 where none are. */
    double pace(int endTime, int endUnits) {
        double[] paces = new double[(MOST + 1) * MOST / 2];
        int n = 0;
        for (int to = 1; to <= count; to++) {
            int time = to < count ? times[to] : endTime;
            int until = to < count ? units[to] : endUnits;
            for (int from = 0; from < to; from++) {
                double seconds = (time - times[from]) / 10_000.0;
                if (seconds >= LEAST_SECONDS) {
                    paces[n++] = (until - units[from]) / seconds;
                }
            }
        }
        Arrays.sort(paces, 0, n);
        return n == 0 ? 0 : paces[n / 2];
    }
}
