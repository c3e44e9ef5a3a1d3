package org.earmuff.rules;

import java.time.Instant;
import java.util.Comparator;
import org.jspecify.annotations.Nullable;

/**
 * What one rule, mute or default says at one instant. Of several the strictest counts; among equally strict ones a fixed order picks which
 * is named, so that the order of rules in a file never shows.
 */
record Finding(Verdict verdict, Reason reason, @Nullable RuleRef rule) {

    static final Comparator<RuleRef> BY_PLACE =
            Comparator.comparing(RuleRef::file).thenComparingInt(RuleRef::line).thenComparing(RuleRef::name);

    /** The larger is the stricter: refuse, withhold, limit with the lowest rate, allow. */
    private static final Comparator<Finding> BY_STRICTNESS = Comparator.<Finding>comparingInt(
                    f -> f.verdict.strictness())
            .thenComparing(Finding::rate, Comparator.reverseOrder())
            .thenComparing(Finding::burst, Comparator.reverseOrder())
            .thenComparing(Finding::rank, Comparator.reverseOrder())
            .thenComparing(Finding::reason, Comparator.reverseOrder())
            .thenComparing(Finding::rule, Comparator.nullsLast(BY_PLACE.reversed()));

    static Finding stricter(Finding one, Finding other) {
        return one.atLeastAsStrictAs(other) ? one : other;
    }

    boolean atLeastAsStrictAs(Finding other) {
        return BY_STRICTNESS.compare(this, other) >= 0;
    }

    Decision until(Instant validUntil) {
        return new Decision(verdict, reason, rule, validUntil);
    }

    /** What people want to be told first: what holds whatever the rules say, then the rules, then nothing in particular. */
    private int rank() {
        return switch (reason) {
            case MUTE -> 0;
            case UNKNOWN_DEVICE -> 1;
            case CLOCK -> 2;
            default -> 3;
        };
    }

    private long rate() {
        return verdict instanceof Verdict.Limit limit ? limit.rate().bytesPerSecond() : 0;
    }

    private long burst() {
        return verdict instanceof Verdict.Limit limit ? limit.rate().burstBytes() : 0;
    }
}
