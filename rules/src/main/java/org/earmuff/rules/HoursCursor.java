package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import org.earmuff.rules.hours.WeeklyHours;

/** Weekly hours followed along a line of time; asks them again only when they have changed. */
final class HoursCursor {

    private final WeeklyHours hours;
    private final ZoneId zone;
    private boolean open;
    private Instant until;

    HoursCursor(WeeklyHours hours, ZoneId zone, Instant at) {
        this.hours = hours;
        this.zone = zone;
        this.open = hours.openAt(at, zone);
        this.until = hours.nextChange(at, zone);
    }

    boolean open() {
        return open;
    }

    /** The instant at which {@link #open} turns over. */
    Instant until() {
        return until;
    }

    void moveTo(Instant at) {
        if (!at.isBefore(until) && !until.equals(Instant.MAX)) {
            open = hours.openAt(at, zone);
            until = hours.nextChange(at, zone);
        }
    }
}
