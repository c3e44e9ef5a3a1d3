package org.earmuff.policy;

import java.util.List;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;

/** Who counts what speakers use of their budgets, as the policy sees it. Any thread. */
public interface BudgetAccount {

    /** Counts nothing. */
    BudgetAccount NONE = new BudgetAccount() {
        @Override
        public void follow(RuleBook rules, List<Facts> speakers) {
            // There is nothing to follow.
        }

        @Override
        public Usage usage() {
            return Usage.NONE;
        }

        @Override
        public List<BudgetView> budgets() {
            return List.of();
        }
    };

    /** Counts by these rules for these speakers from now on; what was used of a rule's budgets before stays used. */
    void follow(RuleBook rules, List<Facts> speakers);

    /** Which budgets are spent. */
    Usage usage();

    /** Every speaker's every budget. */
    List<BudgetView> budgets();
}
