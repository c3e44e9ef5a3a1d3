package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/** What counts only inside the hours in which its rule applies. */
final class WhenSource implements Source {

    private final HoursCursor when;
    private final Source inner;

    WhenSource(WeeklyHours when, Source inner, ZoneId zone, Instant at) {
        this.when = new HoursCursor(when, zone, at);
        this.inner = inner;
    }

    @Override
    public Finding strictest() {
        return inner.strictest();
    }

    @Override
    public @Nullable Finding says() {
        return when.open() ? inner.says() : null;
    }

    @Override
    public Instant next() {
        Instant next = inner.next();
        if (next.equals(Instant.MAX) && inner.says() == null) {
            // It has nothing more to say: then it is all one when.
            return Instant.MAX;
        }
        return when.open() && next.isBefore(when.until()) ? next : when.until();
    }

    @Override
    public void moveTo(Instant at) {
        when.moveTo(at);
        inner.moveTo(at);
    }
}
