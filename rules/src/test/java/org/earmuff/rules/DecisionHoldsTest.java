package org.earmuff.rules;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.rules.names.NamePattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Random rule books and mutes: a decision is the strictest of what each rule says alone, and holds until it says. */
class DecisionHoldsTest {

    private static final List<ZoneId> ZONES = List.of(
            ZoneId.of("Europe/Berlin"),
            ZoneId.of("America/Denver"),
            ZoneId.of("Australia/Lord_Howe"),
            ZoneId.of("Europe/London"),
            ZoneId.of("America/St_Johns"),
            ZoneId.of("Pacific/Apia"),
            ZoneId.of("UTC"));
    private static final List<String> NAMES =
            List.of("metrics-1.example.com", "unagi.example.com", "voice.example.com");
    private static final List<Verdict> VERDICTS = List.of(Verdict.ALLOW, Verdict.WITHHOLD, Verdict.REFUSE);

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6})
    void does_not_change_before_it_says_and_differs_then(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            List<Rule> rules = someRules(random);
            RuleBook book = book(random, rules);
            Facts facts = someFacts(random);
            // Often close to a clock change of most zones.
            Instant now = Instant.parse(random.nextBoolean() ? "2026-10-24T12:00:00Z" : "2026-03-07T00:00:00Z")
                    .plusSeconds(random.nextInt(3 * 24 * 3600));
            MuteState mutes = someMutes(random, now);
            Usage usage = someUsage(random, rules, now);

            Decision decision = book.decide(facts, usage, mutes, now);

            assertThat(decision.validUntil()).isAfter(now);
            Instant end = decision.validUntil();
            Duration span = end.equals(Instant.MAX) ? Duration.ofDays(400) : Duration.between(now, end);
            for (int sample = 0; sample < 60; sample++) {
                Instant at = now.plusSeconds((long) (random.nextDouble() * (span.toSeconds() - 1)));
                assertThat(alike(fresh(book, facts, usage, mutes, at)))
                        .as("seed %s book %s at %s of %s", seed, i, at, decision)
                        .isEqualTo(alike(decision));
            }
            if (!end.equals(Instant.MAX)) {
                assertThat(alike(fresh(book, facts, usage, mutes, end.minusNanos(1))))
                        .isEqualTo(alike(decision));
                assertThat(alike(fresh(book, facts, usage, mutes, end)))
                        .as("seed %s book %s: the real next change", seed, i)
                        .isNotEqualTo(alike(decision));
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {11, 12, 13})
    void is_as_strict_as_the_strictest_of_its_rules_alone(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            List<Rule> rules = someRules(random);
            Facts facts = someFacts(random);
            RuleBook book = book(random, rules);
            Instant now = Instant.parse("2026-10-24T12:00:00Z").plusSeconds(random.nextInt(3 * 24 * 3600));
            Usage usage = someUsage(random, rules, now);
            int strictest = rules.stream()
                    .map(r -> new RuleBook(List.of(r), book.zone(), book.unknownDevices(), book.clockUnsynced()))
                    .mapToInt(b -> b.decide(facts, usage, MuteState.NONE, now)
                            .verdict()
                            .strictness())
                    .max()
                    .orElse(facts.known() ? 0 : book.unknownDevices().strictness());

            assertThat(book.decide(facts, usage, MuteState.NONE, now).verdict().strictness())
                    .isEqualTo(strictest);
        }
    }

    @Test
    void asking_again_and_again_gives_what_a_new_book_would() {
        Random random = new Random(21);
        List<Rule> rules = someRules(random);
        RuleBook book = book(random, rules);
        Facts kitchen = new Facts("kitchen", "Kitchen", Set.of("downstairs"), true, true);
        Instant start = Instant.parse("2026-10-24T12:00:00Z");
        MuteState[] mutes = {MuteState.NONE, someMutes(random, start), someMutes(random, start)};
        Usage[] usages = {Usage.NONE, someUsage(random, rules, start), someUsage(random, rules, start)};
        for (int i = 0; i < 5_000; i++) {
            MuteState state = mutes[random.nextInt(mutes.length)];
            Usage usage = usages[random.nextInt(usages.length)];
            Facts facts = random.nextBoolean() ? kitchen : kitchen.named(any(random, NAMES));
            Instant at = start.plusSeconds(random.nextInt(2 * 24 * 3600));

            assertThat(alike(book.decide(facts, usage, state, at)))
                    .isEqualTo(alike(fresh(book, facts, usage, state, at)));
        }
    }

    /** What must not change: all but the end itself. */
    private static List<Object> alike(Decision decision) {
        return List.of(decision.verdict(), decision.reason(), String.valueOf(decision.rule()));
    }

    /** From a book that remembers nothing. */
    private static Decision fresh(RuleBook book, Facts facts, Usage usage, MuteState mutes, Instant at) {
        return new RuleBook(book.rules(), book.zone(), book.unknownDevices(), book.clockUnsynced())
                .decide(facts, usage, mutes, at);
    }

    private static RuleBook book(Random random, List<Rule> rules) {
        return new RuleBook(rules, any(random, ZONES), any(random, VERDICTS), any(random, VERDICTS));
    }

    private static Facts someFacts(Random random) {
        return new Facts(
                "kitchen",
                "Kitchen",
                Set.of("downstairs"),
                random.nextInt(6) > 0,
                random.nextInt(6) > 0,
                random.nextBoolean() ? null : any(random, NAMES));
    }

    private static List<Rule> someRules(Random random) {
        List<Rule> rules = new ArrayList<>();
        int count = random.nextInt(6);
        for (int i = 0; i < count; i++) {
            int what = random.nextInt(16);
            RuleBuilder rule = Rule.named(new RuleRef("rule-" + i, "earmuff.yaml", 1 + random.nextInt(3)))
                    .speakers(
                            random.nextInt(4) == 0
                                    ? new Speakers(false, Set.of("kitchen"), Set.of(), Set.of())
                                    : Speakers.ALL)
                    .when(random.nextInt(3) == 0 ? someHours(random) : null)
                    .hours(what < 6 ? someHours(random) : null)
                    .rate(what % 4 == 3 || what > 13 ? new Rate(1 + random.nextInt(3), 1 + random.nextInt(2)) : null)
                    .longestUpload(what == 10 ? Duration.ofSeconds(1 + random.nextInt(9)) : null)
                    .refuse(what == 11)
                    .shadow(random.nextInt(8) == 0);
            if (what % 3 == 1 || what == 8) {
                rule.budget(someBudget(random)).budget(someBudget(random));
            }
            if (what % 4 == 2 || what == 9 || what == 12) {
                rule.refuseNames(
                        List.of(new NamePattern("metrics-*.example.com"), new NamePattern("un?gi.example.com")));
            }
            rules.add(rule.build());
        }
        return rules;
    }

    private static Budget someBudget(Random random) {
        return new Budget(
                any(random, List.of(BudgetUnit.values())),
                1 + random.nextInt(2),
                any(random, List.of(BudgetWindow.values())));
    }

    /** Budgets spent in this window, in earlier ones, and (the clock went back) in later ones. */
    private static Usage someUsage(Random random, List<Rule> rules, Instant now) {
        Map<Usage.Spent, Instant> spent = new HashMap<>();
        for (Rule rule : rules) {
            for (Budget budget : rule.budgets()) {
                if (random.nextInt(3) > 0) {
                    Instant last = now.plusSeconds(random.nextInt(10 * 24 * 3600) - 5 * 24 * 3600);
                    spent.put(new Usage.Spent("kitchen", rule.ref().name(), budget), last);
                }
            }
        }
        return new Usage(spent);
    }

    private static WeeklyHours someHours(Random random) {
        List<Window> windows = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            windows.add(new Window(DayOfWeek.of(1 + random.nextInt(7)), random.nextInt(1440), random.nextInt(1441)));
        }
        return WeeklyHours.of(windows);
    }

    private static MuteState someMutes(Random random, Instant now) {
        List<MuteOrder> orders = new ArrayList<>();
        for (Scope scope : List.of(Scope.ALL, new Scope.Room("Kitchen"), new Scope.Speaker("nursery"))) {
            if (random.nextInt(3) == 0) {
                orders.add(new MuteOrder(
                        scope,
                        any(random, List.of(MuteOrder.Style.values())),
                        random.nextInt(3) == 0 ? null : now.plusSeconds(random.nextInt(100_000) - 20_000),
                        "api",
                        "",
                        now));
            }
        }
        return MuteState.of(orders);
    }

    private static <T> T any(Random random, List<T> list) {
        return list.get(random.nextInt(list.size()));
    }
}
