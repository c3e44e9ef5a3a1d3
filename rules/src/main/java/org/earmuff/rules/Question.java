package org.earmuff.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to flows of one device to which the same rules apply, and the last answer. That answer is given again while it holds: a
 * decision is a pure function of facts, usage, mutes and instant, and says itself until when it holds.
 */
final class Question {

    /** How far to look for the next change: this many (source, edge) pairs, so that no call holds an event loop for long. */
    private static final int MOST_WORK = 20_000;

    private static final int FEWEST_STEPS = 16;

    private final RuleBook book;
    private final Facts facts;
    private final List<Rule> rules;
    private final Set<Rule> refusingName;
    private volatile @Nullable Last last;

    private record Last(Usage usage, MuteState mutes, Instant from, Decision decision) {
        boolean holds(Usage otherUsage, MuteState otherMutes, Instant now) {
            return usage.equals(otherUsage)
                    && mutes.equals(otherMutes)
                    && !now.isBefore(from)
                    && now.isBefore(decision.validUntil());
        }
    }

    /** @param refusingName which of the rules refuse the name that these flows want */
    Question(RuleBook book, Facts facts, List<Rule> rules, Set<Rule> refusingName) {
        this.book = book;
        this.facts = facts;
        this.rules = rules;
        this.refusingName = refusingName;
    }

    Decision decide(Usage usage, MuteState mutes, Instant now) {
        Last known = last;
        if (known != null && known.holds(usage, mutes, now)) {
            return known.decision();
        }
        Decision decision = work(sources(usage, mutes, now));
        last = new Last(usage, mutes, now, decision);
        return decision;
    }

    private List<Source> sources(Usage usage, MuteState mutes, Instant now) {
        List<Source> sources = new ArrayList<>();
        sources.add(new FixedSource(
                facts.known()
                        ? new Finding(Verdict.ALLOW, Reason.DEFAULT, null)
                        : new Finding(book.unknownDevices(), Reason.UNKNOWN_DEVICE, null)));
        for (Rule rule : rules) {
            boolean named = refusingName.contains(rule);
            if (!rule.needsClock() || facts.clockSet()) {
                sources.addAll(RuleSources.of(rule, facts.speaker(), named, usage, book.zone(), now));
            } else if (decides(rule, named)) {
                sources.add(new FixedSource(new Finding(book.clockUnsynced(), Reason.CLOCK, rule.ref())));
            }
        }
        for (MuteOrder order : mutes.covering(facts.speaker(), facts.room(), now)) {
            sources.add(new MuteSource(order));
        }
        return sources;
    }

    /** Whether a rule says anything about these flows at some time. */
    private static boolean decides(Rule rule, boolean named) {
        return named
                || rule.refuse()
                || rule.hours() != null
                || rule.rate() != null
                || !rule.budgets().isEmpty();
    }

    /**
     * The strictest finding now, and the first instant at which it is another. Only sources that can ever say as much can change it, so
     * that under a mute without an end, hours do not make it seem to end.
     */
    private static Decision work(List<Source> sources) {
        Finding now = Objects.requireNonNull(strictest(sources), "the default always speaks");
        List<Source> relevant = sources.stream()
                .filter(s -> s.strictest().atLeastAsStrictAs(now))
                .toList();
        Instant at = Instant.MIN;
        int steps = Math.max(FEWEST_STEPS, MOST_WORK / relevant.size());
        for (int step = 0; step < steps; step++) {
            at = next(relevant);
            if (at.equals(Instant.MAX)) {
                break;
            }
            for (Source source : relevant) {
                source.moveTo(at);
            }
            if (!now.equals(strictest(relevant))) {
                break;
            }
        }
        return now.until(at);
    }

    private static @Nullable Finding strictest(List<Source> sources) {
        Finding strictest = null;
        for (Source source : sources) {
            Finding says = source.says();
            if (says != null) {
                strictest = strictest == null ? says : Finding.stricter(strictest, says);
            }
        }
        return strictest;
    }

    private static Instant next(List<Source> sources) {
        Instant next = Instant.MAX;
        for (Source source : sources) {
            Instant at = source.next();
            next = at.isBefore(next) ? at : next;
        }
        return next;
    }
}
