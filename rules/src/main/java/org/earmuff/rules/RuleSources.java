package org.earmuff.rules;

import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.hours.WeeklyHours;

/** Takes a rule apart into what each of its keys has to say about one flow. */
final class RuleSources {

    private RuleSources() {}

    /** @param named whether the flow's name is one that the rule refuses */
    static List<Source> of(Rule rule, String speaker, boolean named, Usage usage, ZoneId zone, Instant at) {
        List<Source> sources = new ArrayList<>();
        RuleRef ref = rule.ref();
        if (rule.refuse()) {
            // The closed list of reasons has none of its own: inside a window it is the hour that refuses, else it is
            // how
            // things are.
            Reason reason = rule.when() == null ? Reason.DEFAULT : Reason.HOURS;
            sources.add(new FixedSource(new Finding(Verdict.REFUSE, reason, ref)));
        }
        if (named) {
            sources.add(new FixedSource(new Finding(Verdict.REFUSE, Reason.NAME, ref)));
        }
        if (rule.hours() != null) {
            sources.add(new HoursSource(rule.hours(), ref, zone, at));
        }
        for (Budget budget : rule.budgets()) {
            sources.add(new BudgetSource(usage, speaker, ref, budget, zone, at));
        }
        if (rule.rate() != null) {
            sources.add(new FixedSource(new Finding(new Verdict.Limit(rule.rate()), Reason.RATE, ref)));
        }
        WeeklyHours when = rule.when();
        if (when != null) {
            sources.replaceAll(source -> new WhenSource(when, source, zone, at));
        }
        return sources;
    }
}
