package org.earmuff.rules;

import java.time.Instant;
import java.util.Map;
import org.earmuff.rules.budget.Budget;

/**
 * Which budgets are spent: all that a decision needs to know of what was used. Immutable; a new one is made when a budget becomes spent.
 *
 * @param spent the budgets that are, each with the start of the last window that it is spent in
 */
public record Usage(Map<Spent, Instant> spent) {

    /**
     * One speaker's budget by one rule.
     *
     * @param rule the rule's name
     */
    public record Spent(String speaker, String rule, Budget budget) {}

    /** Nothing is used. */
    public static final Usage NONE = new Usage(Map.of());

    public Usage {
        spent = Map.copyOf(spent);
    }

    /** Whether a speaker's budget is spent in the window that begins at {@code from}. */
    boolean spent(String speaker, RuleRef rule, Budget budget, Instant from) {
        if (spent.isEmpty()) {
            return false;
        }
        Instant last = spent.get(new Spent(speaker, rule.name(), budget));
        return last != null && !from.isAfter(last);
    }
}
