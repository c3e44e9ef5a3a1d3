package org.earmuff.rules.voice;

import java.util.Arrays;

/**
 * How many units had come by a few moments of a run, for a pace that stalls and the catching up after them do not bend.
 *
 * <p>Bounded: {@value #MOST} moments, thinned out by halves as the run grows longer.
 */
final class PaceAnchors {

    private static final int MOST = 12;

    /** An anchor closer to the end than this says little. */
    private static final double LEAST_SECONDS = 0.5;

    private final int[] times = new int[MOST];
    private final int[] units = new int[MOST];
    private int count;
    private int spacing = 1_500;

    /** @param time tenths of a millisecond, never going back */
    void add(int time, int unitsSoFar) {
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

    /** The median pace in units a second from the moments to the end; 0 where all are too close to it. */
    double pace(int endTime, int endUnits) {
        double[] paces = new double[count];
        int n = 0;
        for (int i = 0; i < count; i++) {
            double seconds = (endTime - times[i]) / 10_000.0;
            if (seconds >= LEAST_SECONDS) {
                paces[n++] = (endUnits - units[i]) / seconds;
            }
        }
        Arrays.sort(paces, 0, n);
        return n == 0 ? 0 : paces[n / 2];
    }
}
