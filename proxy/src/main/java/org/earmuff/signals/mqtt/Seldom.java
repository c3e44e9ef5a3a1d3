package org.earmuff.signals.mqtt;

import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.slf4j.Logger;

/** A log for what strangers can cause: one line in ten seconds, and how many there would have been. */
final class Seldom {

    private static final long EVERY_NANOS = TimeUnit.SECONDS.toNanos(10);

    private final Logger log;
    private final HouseClock clock;
    private long saidAt;
    private boolean said;
    private long kept;

    Seldom(Logger log, HouseClock clock) {
        this.log = log;
        this.clock = clock;
    }

    synchronized void warn(String text) {
        long now = clock.nanos();
        if (said && now - saidAt < EVERY_NANOS) {
            kept++;
            return;
        }
        log.warn(kept == 0 ? "{}" : "{} (and {} more like it before)", text, kept);
        said = true;
        saidAt = now;
        kept = 0;
    }
}
