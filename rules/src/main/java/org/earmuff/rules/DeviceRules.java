package org.earmuff.rules;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;

/**
 * The rules that cover one device, picked out once, and the last decision about it. That decision is given again while it holds: a
 * decision is a pure function of facts, mutes and instant, and says itself until when it holds.
 */
final class DeviceRules {

    /** How far to look for the next change: this many (rule, edge) pairs, so that no call holds an event loop for long. */
    private static final int MOST_WORK = 20_000;

    private static final int FEWEST_STEPS = 16;

    private final RuleBook book;
    private final Facts facts;
    private final List<Rule> rules;
    private volatile @Nullable Last last;

    private record Last(MuteState mutes, Instant from, Decision decision) {
        boolean holds(MuteState otherMutes, Instant now) {
            return mutes == otherMutes && !now.isBefore(from) && now.isBefore(decision.validUntil());
        }
    }

    DeviceRules(RuleBook book, Facts facts) {
        this.book = book;
        this.facts = facts;
        this.rules =
                book.rules().stream().filter(r -> r.speakers().cover(facts)).toList();
    }

    Decision decide(MuteState mutes, Instant now) {
        Last known = last;
        if (known != null && known.holds(mutes, now)) {
            return known.decision();
        }
        Decision decision = work(sources(mutes, now));
        last = new Last(mutes, now, decision);
        return decision;
    }

    private List<Source> sources(MuteState mutes, Instant now) {
        List<Source> sources = new ArrayList<>();
        sources.add(new FixedSource(
                facts.known()
                        ? new Finding(Verdict.ALLOW, Reason.DEFAULT, null)
                        : new Finding(book.unknownDevices(), Reason.UNKNOWN_DEVICE, null)));
        for (Rule rule : rules) {
            sources.add(
                    rule.needsClock() && !facts.clockSet()
                            ? new FixedSource(new Finding(book.clockUnsynced(), Reason.CLOCK, rule.ref()))
                            : new RuleSource(rule, book.zone(), now));
        }
        for (MuteOrder order : mutes.covering(facts.speaker(), facts.room(), now)) {
            sources.add(new MuteSource(order));
        }
        return sources;
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
