package org.earmuff.rules;

import java.time.Duration;
import java.util.List;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.names.NamePattern;
import org.jspecify.annotations.Nullable;

/**
 * One rule as it was written. Made by {@link #named}; what the rule does not say is null or empty.
 *
 * @param ref its name and where it stands
 * @param speakers whom it is about
 * @param when the rule applies inside these hours only; null for always
 * @param hours uploads leave only inside these
 * @param rate uploads are shaped to this
 * @param budgets each speaker may use so much while the rule applies, then it is withheld until the budget's window ends
 * @param longestUpload an upload is cut once it has more sound than this
 * @param refuseNames flows to these names are refused
 * @param refuse everything is refused while the rule applies
 * @param shadow the rule is asked and counted, but decides nothing
 */
public record Rule(
        RuleRef ref,
        Speakers speakers,
        @Nullable WeeklyHours when,
        @Nullable WeeklyHours hours,
        @Nullable Rate rate,
        List<Budget> budgets,
        @Nullable Duration longestUpload,
        List<NamePattern> refuseNames,
        boolean refuse,
        boolean shadow) {

    public Rule {
        budgets = List.copyOf(budgets);
        refuseNames = List.copyOf(refuseNames);
        boolean says = hours != null || rate != null || !budgets.isEmpty() || longestUpload != null;
        if (!says && refuseNames.isEmpty() && !refuse) {
            throw new IllegalArgumentException(
                    "a rule has hours, a rate, a budget, a longest-upload, refuse-names or refuse, else it decides nothing");
        }
        if (longestUpload != null && (longestUpload.isNegative() || longestUpload.isZero())) {
            throw new IllegalArgumentException("a longest-upload is longer than nothing");
        }
    }

    /** A rule of hours and a rate alone. */
    public Rule(
            RuleRef ref,
            Speakers speakers,
            @Nullable WeeklyHours when,
            @Nullable WeeklyHours hours,
            @Nullable Rate rate) {
        this(ref, speakers, when, hours, rate, List.of(), null, List.of(), false, false);
    }

    /** A rule about everyone that is yet to say something. */
    public static RuleBuilder named(RuleRef ref) {
        return new RuleBuilder(ref);
    }

    /** The same rule, not in shadow mode. */
    public Rule inForce() {
        return new Rule(ref, speakers, when, hours, rate, budgets, longestUpload, refuseNames, refuse, false);
    }

    /** Whether its answer depends on the wall clock. */
    boolean needsClock() {
        return hours != null || when != null || !budgets.isEmpty();
    }
}
