package org.earmuff.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Rule;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;
import org.jspecify.annotations.Nullable;

/** What a configuration says that is allowed but seldom meant. */
public final class Advice {

    private static final int DAY = 24 * 60;
    private static final int WEEK = 7 * DAY;

    /** A quarter more than uncompressed speech of 256 kbit/s with its records' heads. */
    private static final long ABOVE_SPEECH = 40_000;

    private static final Duration PRE_ROLL = Duration.ofSeconds(2);

    private final Configuration configuration;
    private final List<Problem> found = new ArrayList<>();

    private Advice(Configuration configuration) {
        this.configuration = configuration;
    }

    /** All of it, by the order of speakers and rules; the messages are warnings. */
    public static List<Problem> on(Configuration configuration) {
        Advice advice = new Advice(configuration);
        advice.settings();
        advice.notices();
        List<Rule> rules = configuration.rules().rules();
        for (int i = 0; i < rules.size(); i++) {
            advice.rule(rules.get(i));
            advice.same(rules.get(i), rules.subList(0, i));
        }
        configuration.speakers().forEach(advice::neverOpen);
        return List.copyOf(advice.found);
    }

    private void settings() {
        String file = configuration.file().toString();
        Listen listen = configuration.listen();
        if (listen.tproxy().isEmpty()
                && listen.socks().isEmpty()
                && listen.connect().isEmpty()) {
            found.add(new Problem(
                    file,
                    0,
                    "listen",
                    null,
                    "takes in no speaker: there are no lan.interfaces, no socks and no connect"));
        }
        if (configuration.rules().unknownDevices().equals(Verdict.ALLOW)) {
            found.add(
                    new Problem(file, 0, "unknown-devices", "allow", "lets devices send sound that no one has listed"));
        }
    }

    private void notices() {
        for (int i = 0; i < configuration.notices().size(); i++) {
            Notify one = configuration.notices().get(i);
            if (one.away() == null && one.on().contains("upload-while-away")) {
                found.add(new Problem(
                        configuration.file().toString(),
                        0,
                        "notify[" + i + "]",
                        null,
                        "tells of upload-while-away only while the whole house is muted; write when you are away, like"
                                + " away: [\"mon-fri 08:00-16:00\"]"));
            }
        }
    }

    private void rule(Rule rule) {
        if (configuration.speakers().stream().noneMatch(s -> rule.speakers().cover(facts(s)))) {
            say(rule, "covers no speaker; name one below speakers");
        }
        List<String> strangers = new Strangers(configuration.speakers()).in(rule.speakers());
        if (!strangers.isEmpty()) {
            say(rule, "names " + String.join(", ", strangers) + ", and there is none of that name below speakers");
        }
        if (rule.when() != null && minutes(rule.when()).cardinality() == WEEK) {
            say(rule, "has a when: that is always so; leave it out");
        }
        hours(rule);
        for (Budget budget : rule.budgets()) {
            if (budget.unit() == BudgetUnit.SECONDS && budget.amount() >= millis(budget.window())) {
                say(
                        rule,
                        "has a budget of as much sound as the whole "
                                + budget.window().word() + ", which is no limit");
            }
        }
        if (rule.rate() != null && rule.rate().bytesPerSecond() > ABOVE_SPEECH) {
            say(rule, "has a rate above any speech (256 kbit/s and a little), so it slows none down");
        }
        if (rule.longestUpload() != null && rule.longestUpload().compareTo(PRE_ROLL) < 0) {
            say(rule, "has a longest-upload that is less than what speakers send from before their name was said");
        }
    }

    private void hours(Rule rule) {
        if (rule.hours() == null) {
            return;
        }
        BitSet open = minutes(rule.hours());
        BitSet applies = rule.when() == null ? always() : minutes(rule.when());
        BitSet inside = (BitSet) open.clone();
        inside.and(applies);
        if (open.cardinality() == WEEK) {
            say(rule, "has hours that are always open, so they forbid nothing");
        } else if (inside.isEmpty()) {
            say(rule, "has hours that never overlap its when:, so inside that no sound ever leaves");
        } else if (inside.equals(applies)) {
            say(rule, "has hours that are open all through its when:, so they forbid nothing");
        }
    }

    private void same(Rule rule, List<Rule> before) {
        for (Rule other : before) {
            if (said(rule).equals(said(other))) {
                say(
                        rule,
                        "says the same as rule " + other.ref().name() + " ("
                                + other.ref().file() + ":" + other.ref().line() + "); keep one of the two");
                return;
            }
        }
    }

    private static Object said(Rule rule) {
        return List.of(
                rule.speakers(),
                String.valueOf(rule.when()),
                String.valueOf(rule.hours()),
                String.valueOf(rule.rate()),
                rule.budgets(),
                String.valueOf(rule.longestUpload()),
                rule.refuseNames(),
                rule.refuse(),
                rule.shadow());
    }

    /** Hours of several rules that are never open together silence a speaker although each of them has windows. */
    private void neverOpen(SpeakerDef speaker) {
        BitSet open = always();
        Rule last = null;
        for (Rule rule : configuration.rules().rules()) {
            boolean counts = !rule.shadow() && (rule.hours() != null || rule.refuse());
            if (!counts || !rule.speakers().cover(facts(speaker))) {
                continue;
            }
            BitSet may = rule.hours() == null ? new BitSet() : minutes(rule.hours());
            if (rule.when() != null) {
                BitSet outside = always();
                outside.andNot(minutes(rule.when()));
                may.or(outside);
            }
            open.and(may);
            last = rule;
            if (open.isEmpty()) {
                break;
            }
        }
        if (last != null && open.isEmpty()) {
            say(
                    last,
                    "leaves speaker " + speaker.name() + " no minute of the week in which sound may leave,"
                            + " with the other rules for it");
        }
    }

    private void say(Rule rule, String message) {
        found.add(new Problem(
                rule.ref().file(), rule.ref().line(), "rule " + rule.ref().name(), null, message));
    }

    private static Facts facts(SpeakerDef speaker) {
        return new Facts(speaker.name(), speaker.room(), speaker.groups(), true, true);
    }

    private static BitSet always() {
        BitSet all = new BitSet(WEEK);
        all.set(0, WEEK);
        return all;
    }

    /** The minutes of a week without a clock change at which it is open. */
    private static BitSet minutes(@Nullable WeeklyHours hours) {
        BitSet open = new BitSet(WEEK);
        if (hours != null) {
            for (Window window : hours.windows()) {
                int from = (window.day().getValue() - 1) * DAY + window.start();
                for (int minute = from; minute < from + window.minutes(); minute++) {
                    open.set(minute % WEEK);
                }
            }
        }
        return open;
    }

    private static long millis(BudgetWindow window) {
        long hour = Duration.ofHours(1).toMillis();
        return switch (window) {
            case HOUR -> hour;
            case DAY -> 24 * hour;
            case WEEK -> 7 * 24 * hour;
        };
    }
}
