package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/** Hours outside which a speaker is withheld. */
final class HoursSource implements Source {

    private final HoursCursor hours;
    private final Finding closed;

    HoursSource(WeeklyHours hours, RuleRef rule, ZoneId zone, Instant at) {
        this.hours = new HoursCursor(hours, zone, at);
        this.closed = new Finding(Verdict.WITHHOLD, Reason.HOURS, rule);
    }

    @Override
    public Finding strictest() {
        return closed;
    }

    @Override
    public @Nullable Finding says() {
        return hours.open() ? null : closed;
    }

    @Override
    public Instant next() {
        return hours.until();
    }

    @Override
    public void moveTo(Instant at) {
        hours.moveTo(at);
    }
}
