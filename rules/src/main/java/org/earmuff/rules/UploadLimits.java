package org.earmuff.rules;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The {@code longest-upload} of the rules that cover a device. While the clock was never set they all apply, inside their {@code when} or not. */
final class UploadLimits {

    private final List<Rule> rules;
    private final ZoneId zone;
    private final boolean clockSet;

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
        for (Rule rule : rules) {
            if (rule.when() == null || !clockSet || rule.when().openAt(now, zone)) {
                return new UploadLimit(longest(rule), rule.ref());
            }
        }
        return null;
    }

    /** The first instant at which another may apply. */
    Instant nextChange(Instant now) {
        Instant next = Instant.MAX;
        for (Rule rule : rules) {
            if (rule.when() != null && clockSet) {
                Instant edge = rule.when().nextChange(now, zone);
                next = edge.isBefore(next) ? edge : next;
            }
        }
        return next;
    }

    private static Duration longest(Rule rule) {
        Duration longest = rule.longestUpload();
        return longest == null ? Duration.ofSeconds(Long.MAX_VALUE) : longest;
    }
}
