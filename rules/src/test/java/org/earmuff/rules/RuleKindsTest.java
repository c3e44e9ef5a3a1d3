package org.earmuff.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.names.NamePattern;
import org.junit.jupiter.api.Test;

/** What each kind of rule decides: budgets, names, refuse, longest uploads, shadows. */
class RuleKindsTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final Facts NURSERY = new Facts("nursery", "Nursery", Set.of(), true, true);
    private static final Instant NOON = at("2026-11-23T12:00");
    private static final Budget THREE_MINUTES = new Budget(BudgetUnit.SECONDS, 180_000, BudgetWindow.DAY);
    private static final Rule CHILDREN =
            rule("children", 3).budget(THREE_MINUTES).build();

    @Test
    void a_spent_budget_withholds_until_its_window_ends() {
        RuleBook book = book(CHILDREN);

        assertThat(book.decide(NURSERY, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX));
        assertThat(book.decide(NURSERY, spent("2026-11-23T00:00"), MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.BUDGET, CHILDREN.ref(), at("2026-11-24T00:00")));
        assertThat(book.decide(NURSERY, spent("2026-11-22T00:00"), MuteState.NONE, NOON)
                        .verdict())
                .as("yesterday's")
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void a_budget_that_is_spent_in_a_later_window_too_withholds_through_all_of_them() {
        assertThat(book(CHILDREN)
                        .decide(NURSERY, spent("2026-11-25T00:00"), MuteState.NONE, NOON)
                        .validUntil())
                .as("the clock went back from the 25th")
                .isEqualTo(at("2026-11-26T00:00"));
    }

    @Test
    void another_speakers_spending_is_nothing_to_this_one() {
        Facts kitchen = new Facts("kitchen", "", Set.of(), true, true);

        assertThat(book(CHILDREN)
                        .decide(kitchen, spent("2026-11-23T00:00"), MuteState.NONE, NOON)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void without_a_clock_a_budget_gives_the_verdict_for_that() {
        Facts unset = new Facts("nursery", "Nursery", Set.of(), true, false);

        assertThat(book(CHILDREN).decide(unset, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.WITHHOLD, Reason.CLOCK, CHILDREN.ref(), Instant.MAX));
    }

    @Test
    void only_flows_to_a_refused_name_are_refused() {
        Rule telemetry = rule("no-telemetry", 5)
                .refuseNames(List.of(new NamePattern("metrics-*.example.com")))
                .build();
        RuleBook book = book(telemetry);

        assertThat(book.decide(NURSERY.named("metrics-1.example.com"), Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.REFUSE, Reason.NAME, telemetry.ref(), Instant.MAX));
        assertThat(book.decide(NURSERY.named("voice.example.com"), Usage.NONE, MuteState.NONE, NOON)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(book.decide(NURSERY, Usage.NONE, MuteState.NONE, NOON).verdict())
                .isEqualTo(Verdict.ALLOW);
        assertThat(book.namesMatter(NURSERY)).isTrue();
        assertThat(book(CHILDREN).namesMatter(NURSERY)).isFalse();
    }

    @Test
    void refuse_refuses_inside_its_window_for_the_hour_and_else_by_default() {
        Rule night = rule("night", 1)
                .when(WeeklyHours.parse("daily 22:00-06:00"))
                .refuse(true)
                .build();
        Rule always = rule("always", 2).refuse(true).build();

        assertThat(book(night).decide(NURSERY, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, at("2026-11-23T22:00")));
        assertThat(book(night).decide(NURSERY, Usage.NONE, MuteState.NONE, at("2026-11-23T23:00")))
                .isEqualTo(new Decision(Verdict.REFUSE, Reason.HOURS, night.ref(), at("2026-11-24T06:00")));
        assertThat(book(always).decide(NURSERY, Usage.NONE, MuteState.NONE, NOON))
                .isEqualTo(new Decision(Verdict.REFUSE, Reason.DEFAULT, always.ref(), Instant.MAX));
    }

    @Test
    void the_shortest_longest_upload_counts_while_its_rule_applies() {
        Rule always = rule("a", 1).longestUpload(Duration.ofSeconds(30)).build();
        Rule night = rule("b", 2)
                .longestUpload(Duration.ofSeconds(5))
                .when(WeeklyHours.parse("daily 22:00-06:00"))
                .build();
        RuleBook book = book(always, night);

        assertThat(book.longestUpload(NURSERY, NOON)).isEqualTo(new UploadLimit(Duration.ofSeconds(30), always.ref()));
        assertThat(book.longestUploadChanges(NURSERY, NOON)).isEqualTo(at("2026-11-23T22:00"));
        assertThat(book.longestUpload(NURSERY, at("2026-11-23T23:00")))
                .isEqualTo(new UploadLimit(Duration.ofSeconds(5), night.ref()));
        assertThat(book(CHILDREN).longestUpload(NURSERY, NOON)).isNull();
        assertThat(book(always)
                        .decide(NURSERY, Usage.NONE, MuteState.NONE, NOON)
                        .verdict())
                .isEqualTo(Verdict.ALLOW);
    }

    @Test
    void a_rule_in_shadow_mode_only_says_what_it_would() {
        Rule stricter = rule("try-stricter", 9)
                .hours(WeeklyHours.parse("daily 08:00-20:00"))
                .shadow(true)
                .build();
        RuleBook book = book(stricter);
        Instant night = at("2026-11-23T23:00");

        assertThat(book.decide(NURSERY, Usage.NONE, MuteState.NONE, night))
                .isEqualTo(new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX));
        assertThat(book.shadow(NURSERY, Usage.NONE, night))
                .containsExactly(new ShadowFinding(stricter.ref(), Verdict.WITHHOLD));
        assertThat(book.shadow(NURSERY, Usage.NONE, NOON))
                .containsExactly(new ShadowFinding(stricter.ref(), Verdict.ALLOW));
    }

    private static Usage spent(String since) {
        return new Usage(Map.of(new Usage.Spent("nursery", "children", THREE_MINUTES), at(since)));
    }

    private static RuleBook book(Rule... rules) {
        return new RuleBook(List.of(rules), BERLIN, Verdict.WITHHOLD, Verdict.WITHHOLD);
    }

    private static RuleBuilder rule(String name, int line) {
        return Rule.named(new RuleRef(name, "/etc/earmuff/earmuff.yaml", line));
    }

    private static Instant at(String local) {
        return LocalDateTime.parse(local).atZone(BERLIN).toInstant();
    }
}
