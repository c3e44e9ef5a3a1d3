package org.earmuff.admin.access;

import java.time.Duration;
import java.util.OptionalLong;
import org.earmuff.flow.HouseClock;

/** How often a line is logged that somebody else can bring about: some at once, then one in an interval. Any thread. */
public final class LinePace {

    private final HouseClock clock;
    private final int most;
    private final long interval;
    private double left;
    private long at;
    private long leftOut;

    public LinePace(HouseClock clock, int most, Duration interval) {
        this.clock = clock;
        this.most = most;
        this.interval = interval.toNanos();
        this.left = most;
        this.at = clock.nanos();
    }

    /** How many lines were left out before this one; empty where this one is to be left out, too. */
    public synchronized OptionalLong next() {
        long now = clock.nanos();
        left = Math.min(most, left + (double) (now - at) / interval);
        at = now;
        if (left < 1) {
            leftOut++;
            return OptionalLong.empty();
        }
        left--;
        long before = leftOut;
        leftOut = 0;
        return OptionalLong.of(before);
    }

    /** What to say after a line: nothing, or how many like it were left out. */
    public static String more(long leftOut) {
        return leftOut == 0 ? "" : " (and " + leftOut + " like it before, not logged)";
    }
}
