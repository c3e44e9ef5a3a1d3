package org.earmuff.policy;

import java.time.Instant;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.budget.Budget;

/**
 * How much of a budget a speaker has used.
 *
 * @param used milliseconds of sound or bytes, as the budget's amount; may be more than that
 * @param until when the budget's present window ends
 */
public record BudgetView(String speaker, RuleRef rule, Budget budget, long used, Instant until) {}
