package org.earmuff.usage;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.hours.WeeklyHours;

/**
 * What would have been used of budgets in the past, counted as {@link BudgetKeeper} counts what is used now, but from instants that are given
 * and without a file. One thread.
 */
public final class PastUsage {

    private final RuleBook rules;
    private final Map<String, List<Followed>> bySpeaker;
    private Usage usage = Usage.NONE;

    /** @param speakers everyone who may come, the unknown among them */
    public PastUsage(RuleBook rules, List<Facts> speakers) {
        this.rules = rules;
        this.bySpeaker = Counting.follow(rules, speakers, new HashMap<>());
    }

    public Usage usage() {
        return usage;
    }

    /** Counts milliseconds of sound and bytes that left at an instant. */
    public void use(String speaker, long millis, long bytes, Instant at) {
        boolean spent = false;
        for (Followed one : bySpeaker.getOrDefault(speaker, List.of())) {
            long amount = one.counts(BudgetUnit.SECONDS) ? millis : bytes;
            spent |= amount > 0 && one.use(amount, at);
        }
        if (spent) {
            usage = Counting.spent(bySpeaker, false);
        }
    }

    /** Whether so much more at an instant would leave something of every budget that applies then. */
    public boolean fits(String speaker, long millis, long bytes, Instant at) {
        for (Followed one : bySpeaker.getOrDefault(speaker, List.of())) {
            WeeklyHours when = one.rule().when();
            if (when != null && !when.openAt(at, rules.zone())) {
                continue;
            }
            long after = one.used(at) + (one.counts(BudgetUnit.SECONDS) ? millis : bytes);
            for (Budget budget : one.budgets()) {
                if (after >= budget.amount()) {
                    return false;
                }
            }
        }
        return true;
    }

    /** The first instant after this at which a budget's window ends, or its rule begins or ceases to apply; {@link Instant#MAX} for never. */
    public Instant steadyUntil(String speaker, Instant at) {
        Instant until = Instant.MAX;
        for (Followed one : bySpeaker.getOrDefault(speaker, List.of())) {
            until = earlier(until, one.to(at));
            WeeklyHours when = one.rule().when();
            if (when != null) {
                until = earlier(until, when.nextChange(at, rules.zone()));
            }
        }
        return until;
    }

    private static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
