package org.earmuff.policy;

import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.earmuff.flow.HouseClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Compares the wall clock with the clocks that cannot be set, from one look to the next. One thread. */
final class ClockWatch {

    private static final Logger LOG = LoggerFactory.getLogger(ClockWatch.class);
    /** The wall clock is slewed by NTP all the time; this much off between two looks is a jump. */
    private static final Duration JUMP = Duration.ofMillis(500);

    private final HouseClock clock;
    private final ClockListener listener;
    private Instant lastWall;
    private long lastNanos;
    private long lastBoot;
    private boolean lastSet;

    ClockWatch(HouseClock clock, ClockListener listener) {
        this.clock = clock;
        this.listener = listener;
        this.lastSet = clock.set();
        this.lastWall = clock.now();
        this.lastNanos = clock.nanos();
        this.lastBoot = clock.sinceBootNanos();
        if (!lastSet) {
            LOG.warn(
                    "the clock was not set since boot: rules with hours, when or a budget follow clock-unsynced until it is");
            listener.clock("not set since boot", 0);
        }
    }

    /** Whether the clock has done anything since the last look but run. */
    boolean changed() {
        boolean set = clock.set();
        Instant wall = clock.now();
        long nanos = clock.nanos();
        long boot = clock.sinceBootNanos();
        Duration slept = Duration.ofNanos((boot - lastBoot) - (nanos - lastNanos));
        Duration jumped = Duration.between(lastWall, wall).minusNanos(boot - lastBoot);
        boolean setChanged = set != lastSet;
        lastSet = set;
        lastWall = wall;
        lastNanos = nanos;
        lastBoot = boot;
        if (slept.compareTo(JUMP) > 0) {
            tell("the machine slept for", slept);
        }
        if (jumped.abs().compareTo(JUMP) > 0) {
            tell(jumped.isNegative() ? "went back by" : "went forward by", jumped.abs());
        }
        if (setChanged) {
            LOG.warn(set ? "the clock is set" : "the clock is no longer believed: it shows a time before this release");
            listener.clock(set ? "set" : "no longer believed", 0);
        }
        return setChanged || slept.compareTo(JUMP) > 0 || jumped.abs().compareTo(JUMP) > 0;
    }

    private void tell(String what, Duration howMuch) {
        double seconds = howMuch.toMillis() / 1000.0;
        String text = String.format(Locale.ROOT, "%s %.1f s", what, seconds);
        LOG.warn("the clock: {}; every decision is asked for again", text);
        listener.clock(text, seconds);
    }
}
