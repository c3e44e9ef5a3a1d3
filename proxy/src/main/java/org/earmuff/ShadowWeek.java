package org.earmuff;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.PageSources.ShadowUse;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.replay.Change;
import org.earmuff.replay.Group;
import org.earmuff.replay.Replay;
import org.earmuff.rules.Rule;
import org.jspecify.annotations.Nullable;

/**
 * What each rule in shadow mode would have changed about the account's uploads, had it been in force beside the others, by the same
 * replay as {@code earmuff replay}. It reads the mutes of the whole account, so an answer is kept for a minute.
 */
final class ShadowWeek {

    private static final long KEPT_NANOS = TimeUnit.MINUTES.toNanos(1);

    private final HouseClock clock;
    private @Nullable Kept kept;

    private record Kept(Configuration under, Instant since, long nanos, List<ShadowUse> uses) {}

    ShadowWeek(HouseClock clock) {
        this.clock = clock;
    }

    /** For each rule in shadow mode, in the files' order. Blocks on the disk. */
    synchronized List<ShadowUse> since(Configuration c, Instant since) throws LedgerUnavailableException {
        Kept last = kept;
        if (last != null
                && last.under().equals(c)
                && last.since().equals(since)
                && clock.nanos() - last.nanos() < KEPT_NANOS) {
            return last.uses();
        }
        List<ShadowUse> uses = uses(c, LedgerRows.in(c.state()), since);
        kept = new Kept(c, since, clock.nanos(), uses);
        return uses;
    }

    static List<ShadowUse> uses(Configuration c, LedgerRows ledger, Instant since) throws LedgerUnavailableException {
        List<ShadowUse> uses = new ArrayList<>();
        for (Rule rule : c.rules().rules()) {
            if (rule.shadow()) {
                Replay replay = Replay.of(ledger, c.inForce(rule), since, null, changed -> {});
                String own = rule.ref().name() + " (" + rule.ref().file() + ":"
                        + rule.ref().line() + ")";
                List<Group> its = replay.groups().stream()
                        .filter(g -> g.change().stricter() && g.because().equals(own))
                        .toList();
                uses.add(new ShadowUse(
                        rule.ref().name(),
                        count(its, Change.WITHHELD),
                        count(its, Change.CUT),
                        count(its, Change.SLOWED),
                        its.stream().mapToDouble(g -> -g.seconds()).sum()));
            }
        }
        return uses;
    }

    private static long count(List<Group> groups, Change change) {
        return groups.stream()
                .filter(g -> g.change() == change)
                .mapToLong(Group::count)
                .sum();
    }
}
