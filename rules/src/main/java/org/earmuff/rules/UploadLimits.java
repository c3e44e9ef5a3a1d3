package org.earmuff.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/** The {@code longest-upload} of the rules that cover a device. While the clock was never set they all apply, inside their {@code when} or not. */
final class UploadLimits {

    private final List<Rule> rules;
    private final ZoneId zone;
    private final boolean clockSet;
    private volatile @Nullable Answer last;

    private record Answer(@Nullable UploadLimit limit, Instant from, Instant until) {}

    UploadLimits(List<Rule> rules, ZoneId zone, boolean clockSet) {
        this.rules = rules.stream()
                .filter(r -> r.longestUpload() != null)
                .sorted(Comparator.comparing(UploadLimits::longest).thenComparing(Rule::ref, Finding.BY_PLACE))
                .toList();
        this.zone = zone;
        this.clockSet = clockSet;
    }

    /** The shortest that applies; null where none does. */
    @Nullable
    UploadLimit at(Instant now) {
        return answer(now).limit();
    }

    /** The first instant at which another may apply. */
    Instant nextChange(Instant now) {
        return answer(now).until();
    }

    private Answer answer(Instant now) {
        Answer known = last;
        if (known == null || now.isBefore(known.from()) || !now.isBefore(known.until())) {
            known = work(now);
            last = known;
        }
        return known;
    }

    private Answer work(Instant now) {
        UploadLimit shortest = null;
        Instant until = Instant.MAX;
        for (Rule rule : rules) {
            WeeklyHours when = clockSet ? rule.when() : null;
            if (shortest == null && (when == null || when.openAt(now, zone))) {
                shortest = new UploadLimit(longest(rule), rule.ref());
            }
            if (when != null) {
                Instant edge = when.nextChange(now, zone);
                until = edge.isBefore(until) ? edge : until;
            }
        }
        return new Answer(shortest, now, until);
    }

    private static Duration longest(Rule rule) {
        Duration longest = rule.longestUpload();
        return longest == null ? Duration.ofSeconds(Long.MAX_VALUE) : longest;
    }
}
