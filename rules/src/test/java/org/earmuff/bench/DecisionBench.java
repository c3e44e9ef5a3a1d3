package org.earmuff.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.RuleBuilder;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.Usage;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.names.NamePattern;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * How long a decision takes with 1,000 rules and 100 speakers, by JMH. {@code bin/bench} runs it.
 *
 * <p>Four ways to ask: again at the same time; with the name that a connection shows; over a day that goes by in steps of ten seconds; and
 * the first time, when nothing is remembered. A running house asks the first three ways; the last comes once a speaker after a reload, a
 * mute or a spent budget.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
@Fork(1)
@State(Scope.Benchmark)
public class DecisionBench {

    private static final int RULES = 1_000;
    private static final int SPEAKERS = 100;
    private static final int STEPS = 8_640;
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private final List<Facts> speakers = speakers();
    private final List<Facts> named =
            speakers.stream().map(facts -> facts.named("voice.example.com")).toList();
    private final RuleBook book = book();
    private int turn;

    @Benchmark
    public Decision again() {
        return ask(book, speakers.get(next() % SPEAKERS), START);
    }

    @Benchmark
    public Decision withName() {
        return ask(book, named.get(next() % SPEAKERS), START);
    }

    @Benchmark
    public Decision overADay() {
        int now = next();
        return ask(book, speakers.get(now % SPEAKERS), START.plusSeconds(now / SPEAKERS * 10L));
    }

    /** A book that nobody has asked yet. */
    @State(Scope.Thread)
    public static class Unasked {
        private RuleBook book = book();

        @Setup(Level.Invocation)
        public void unasked() {
            book = book();
        }
    }

    @Benchmark
    public Decision cold(Unasked unasked) {
        return ask(unasked.book, speakers.get(next() % SPEAKERS), START);
    }

    private int next() {
        turn = (turn + 1) % (STEPS * SPEAKERS);
        return turn;
    }

    private static Decision ask(RuleBook book, Facts facts, Instant at) {
        return book.decide(facts, Usage.NONE, MuteState.NONE, at);
    }

    private static List<Facts> speakers() {
        List<Facts> all = new ArrayList<>();
        for (int i = 0; i < SPEAKERS; i++) {
            all.add(new Facts("speaker-" + i, "Room " + i % 10, Set.of("group-" + i % 5), true, true));
        }
        return all;
    }

    /** A tenth of the rules is about everyone, the others about one speaker, a room or a group. */
    private static RuleBook book() {
        Random random = new Random(1);
        List<Rule> rules = new ArrayList<>();
        for (int i = 0; i < RULES; i++) {
            RuleBuilder rule =
                    Rule.named(new RuleRef("rule-" + i, "earmuff.yaml", i)).speakers(who(random));
            switch (i % 5) {
                case 0 ->
                    rule.hours(
                            WeeklyHours.parse("daily 0" + random.nextInt(7) + ":00-23:" + (10 + random.nextInt(49))));
                case 1 -> rule.budget(new Budget(BudgetUnit.SECONDS, 60_000 + i, BudgetWindow.DAY));
                case 2 -> rule.rate(new Rate(8_000 + i, 32_768)).when(WeeklyHours.parse("daily 22:00-06:00"));
                case 3 -> rule.longestUpload(Duration.ofSeconds(10 + i));
                default -> rule.refuseNames(List.of(new NamePattern("metrics-" + i + "-*.example.com")));
            }
            rules.add(rule.build());
        }
        return new RuleBook(rules, ZoneId.of("Europe/Berlin"), Verdict.WITHHOLD, Verdict.WITHHOLD);
    }

    private static Speakers who(Random random) {
        return switch (random.nextInt(10)) {
            case 0 -> Speakers.ALL;
            case 1, 2 -> new Speakers(false, Set.of(), Set.of("group-" + random.nextInt(5)), Set.of());
            case 3, 4 -> new Speakers(false, Set.of(), Set.of(), Set.of("Room " + random.nextInt(10)));
            default -> new Speakers(false, Set.of("speaker-" + random.nextInt(SPEAKERS)), Set.of(), Set.of());
        };
    }
}
