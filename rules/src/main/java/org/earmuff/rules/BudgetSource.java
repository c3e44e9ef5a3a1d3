package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import org.earmuff.rules.budget.Budget;
import org.jspecify.annotations.Nullable;

/** A budget: once it is spent the speaker is withheld until the budget's window ends. One that is not spent stays so, since time uses nothing. */
final class BudgetSource implements Source {

    private final Usage usage;
    private final String speaker;
    private final RuleRef rule;
    private final Budget budget;
    private final ZoneId zone;
    private final Finding finding;
    private boolean spent;
    private Instant until = Instant.MAX;

    BudgetSource(Usage usage, String speaker, RuleRef rule, Budget budget, ZoneId zone, Instant at) {
        this.usage = usage;
        this.speaker = speaker;
        this.rule = rule;
        this.budget = budget;
        this.zone = zone;
        this.finding = new Finding(Verdict.WITHHOLD, Reason.BUDGET, rule);
        look(at);
    }

    @Override
    public Finding strictest() {
        return finding;
    }

    @Override
    public @Nullable Finding says() {
        return spent ? finding : null;
    }

    @Override
    public Instant next() {
        return until;
    }

    @Override
    public void moveTo(Instant at) {
        if (!at.isBefore(until) && !until.equals(Instant.MAX)) {
            look(at);
        }
    }

    private void look(Instant at) {
        spent = usage.spent(speaker, rule, budget, budget.window().start(at, zone));
        until = spent ? budget.window().end(at, zone) : Instant.MAX;
    }
}
