package org.earmuff.usage;

import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import org.earmuff.rules.Rule;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.jspecify.annotations.Nullable;

/** A speaker's budgets by one rule, of one unit, for one kind of window: they share a count. Thread-safe. */
final class Followed {

    private final Count.Key key;
    private final Count count;
    private final Rule rule;
    private final List<Budget> budgets;
    private final ZoneId zone;
    private volatile @Nullable Span span;

    private record Span(Instant from, Instant to) {}

    Followed(Count.Key key, Count count, Rule rule, List<Budget> budgets, ZoneId zone) {
        this.key = key;
        this.count = count;
        this.rule = rule;
        this.budgets = budgets;
        this.zone = zone;
    }

    Count.Key key() {
        return key;
    }

    Count count() {
        return count;
    }

    Rule rule() {
        return rule;
    }

    List<Budget> budgets() {
        return budgets;
    }

    boolean counts(BudgetUnit unit) {
        return key.unit() == unit;
    }

    /** Counts what was used now, where the rule applies; true where that has spent a budget. */
    boolean use(long amount, Instant now) {
        if (rule.when() != null && !rule.when().openAt(now, zone)) {
            return false;
        }
        long after = count.add(from(now), amount);
        for (Budget budget : budgets) {
            if (after >= budget.amount() && after - amount < budget.amount()) {
                return true;
            }
        }
        return false;
    }

    long used(Instant now) {
        return count.since(from(now));
    }

    Instant from(Instant now) {
        return span(now).from();
    }

    Instant to(Instant now) {
        return span(now).to();
    }

    /** As if the largest budget had been spent in the present window. */
    void spend(Instant now) {
        long most = budgets.stream().mapToLong(Budget::amount).max().orElse(0);
        long missing = most - used(now);
        if (missing > 0) {
            count.add(from(now), missing);
        }
    }

    private Span span(Instant now) {
        Span known = span;
        if (known == null || now.isBefore(known.from()) || !now.isBefore(known.to())) {
            BudgetWindow window = key.window();
            known = new Span(window.start(now, zone), window.end(now, zone));
            span = known;
        }
        return known;
    }
}
