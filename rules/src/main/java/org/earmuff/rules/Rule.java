package org.earmuff.rules;

import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/**
 * One rule as it was written.
 *
 * @param ref its name and where it stands
 * @param speakers whom it is about
 * @param when the rule applies inside these hours only; null for always
 * @param hours uploads leave only inside these; null where the rule does not say
 * @param rate uploads are shaped to this; null where the rule does not say
 */
public record Rule(
        RuleRef ref,
        Speakers speakers,
        @Nullable WeeklyHours when,
        @Nullable WeeklyHours hours,
        @Nullable Rate rate) {

    public Rule {
        if (hours == null && rate == null) {
            throw new IllegalArgumentException("a rule has hours or a rate, else it decides nothing");
        }
    }

    /** Whether its answer depends on the wall clock. */
    boolean needsClock() {
        return hours != null || when != null;
    }
}
