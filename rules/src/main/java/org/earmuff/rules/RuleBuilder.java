package org.earmuff.rules;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.names.NamePattern;
import org.jspecify.annotations.Nullable;

/** Puts a {@link Rule} together, one thing that it says at a time. */
public final class RuleBuilder {

    private final RuleRef ref;
    private Speakers speakers = Speakers.ALL;
    private @Nullable WeeklyHours when;
    private @Nullable WeeklyHours hours;
    private @Nullable Rate rate;
    private final List<Budget> budgets = new ArrayList<>();
    private @Nullable Duration longestUpload;
    private final List<NamePattern> refuseNames = new ArrayList<>();
    private boolean refuse;
    private boolean shadow;

    RuleBuilder(RuleRef ref) {
        this.ref = ref;
    }

    public RuleBuilder speakers(Speakers who) {
        speakers = who;
        return this;
    }

    public RuleBuilder when(@Nullable WeeklyHours window) {
        when = window;
        return this;
    }

    public RuleBuilder hours(@Nullable WeeklyHours open) {
        hours = open;
        return this;
    }

    public RuleBuilder rate(@Nullable Rate limit) {
        rate = limit;
        return this;
    }

    public RuleBuilder budgets(Collection<Budget> more) {
        budgets.addAll(more);
        return this;
    }

    public RuleBuilder budget(Budget one) {
        budgets.add(one);
        return this;
    }

    public RuleBuilder longestUpload(@Nullable Duration sound) {
        longestUpload = sound;
        return this;
    }

    public RuleBuilder refuseNames(Collection<NamePattern> more) {
        refuseNames.addAll(more);
        return this;
    }

    public RuleBuilder refuse(boolean all) {
        refuse = all;
        return this;
    }

    public RuleBuilder shadow(boolean only) {
        shadow = only;
        return this;
    }

    /**
     * The rule.
     *
     * @throws IllegalArgumentException where it says nothing
     */
    public Rule build() {
        return new Rule(ref, speakers, when, hours, rate, budgets, longestUpload, refuseNames, refuse, shadow);
    }
}
