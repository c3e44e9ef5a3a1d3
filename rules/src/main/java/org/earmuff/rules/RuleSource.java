package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import org.jspecify.annotations.Nullable;

/** A rule whose answer follows the clock or never changes. */
final class RuleSource implements Source {

    private final Rule rule;
    private final @Nullable HoursCursor when;
    private final @Nullable HoursCursor hours;
    private final @Nullable Finding limit;

    RuleSource(Rule rule, ZoneId zone, Instant at) {
        this.rule = rule;
        this.when = rule.when() == null ? null : new HoursCursor(rule.when(), zone, at);
        this.hours = rule.hours() == null ? null : new HoursCursor(rule.hours(), zone, at);
        this.limit = rule.rate() == null ? null : new Finding(new Verdict.Limit(rule.rate()), Reason.RATE, rule.ref());
    }

    @Override
    public Finding strictest() {
        return hours == null && limit != null ? limit : closed();
    }

    @Override
    public @Nullable Finding says() {
        if (when != null && !when.open()) {
            return null;
        }
        return hours != null && !hours.open() ? closed() : limit;
    }

    @Override
    public Instant next() {
        Instant next = when == null ? Instant.MAX : when.until();
        boolean applies = when == null || when.open();
        return applies && hours != null && hours.until().isBefore(next) ? hours.until() : next;
    }

    @Override
    public void moveTo(Instant at) {
        if (when != null) {
            when.moveTo(at);
        }
        if (hours != null) {
            hours.moveTo(at);
        }
    }

    private Finding closed() {
        return new Finding(Verdict.WITHHOLD, Reason.HOURS, rule.ref());
    }
}
