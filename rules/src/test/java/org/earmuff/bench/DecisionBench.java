package org.earmuff.bench;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.Set;
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

/**
 * How long a decision takes with 1,000 rules and 100 speakers. A plain main, run by hand: {@code java -cp … org.earmuff.bench.DecisionBench}.
 *
 * <p>Three ways to ask: again at the same time; over a day that goes by in seconds, every speaker at each; and the first time, when nothing
 * is remembered. A running house asks the first two ways; the third comes once a speaker after a reload, a mute or a spent budget.
 */
public final class DecisionBench {

    private static final int RULES = 1_000;
    private static final int SPEAKERS = 100;
    private static final Instant START = Instant.parse("2026-11-23T00:00:00Z");

    private DecisionBench() {}

    public static void main(String[] args) {
        for (int round = 0; round < 5; round++) {
            RuleBook book = book();
            List<Facts> all = speakers();
            long cold = time(SPEAKERS, i -> ask(book, all.get(i), START));
            long again = time(5_000_000, i -> ask(book, all.get(i % SPEAKERS), START));
            long named = time(5_000_000, i -> ask(book, all.get(i % SPEAKERS).named("voice.example.com"), START));
            long day = time(
                    86_400 / 10 * SPEAKERS,
                    i -> ask(book, all.get(i % SPEAKERS), START.plusSeconds(i / SPEAKERS * 10L)));
            System.out.printf(
                    Locale.ROOT,
                    "ns a decision: again %d, with a name %d, over a day asked every 10 s %d, cold %d%n",
                    again,
                    named,
                    day,
                    cold);
        }
    }

    private interface Ask {
        int ask(int i);
    }

    private static int ask(RuleBook book, Facts facts, Instant at) {
        return book.decide(facts, Usage.NONE, MuteState.NONE, at).verdict().strictness();
    }

    private static long time(int times, Ask ask) {
        long sum = 0;
        long start = System.nanoTime();
        for (int i = 0; i < times; i++) {
            sum += ask.ask(i);
        }
        long took = Duration.ofNanos(System.nanoTime() - start).toNanos() / times;
        if (sum < 0) {
            throw new IllegalStateException("verdicts have no strictness below 0");
        }
        return took;
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
