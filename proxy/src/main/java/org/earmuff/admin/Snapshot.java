package org.earmuff.admin;

import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.BudgetView;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;

/**
 * Everything that status and page show, at one moment.
 *
 * @param outlooks each speaker's decision with what comes after it
 * @param mutes those in force at {@code now}
 * @param budgets every speaker's, and what is used of them
 * @param figures what the account says
 * @param chain the newest row with its hash and the key that signs; it may be newer than the figures' head
 */
record Snapshot(
        Instant now,
        boolean clockSet,
        Condition condition,
        List<SpeakerView> speakers,
        Map<String, Outlook> outlooks,
        MuteState mutes,
        List<BudgetView> budgets,
        Figures figures,
        double ledgerLagSeconds,
        long ledgerErrors,
        Optional<LedgerHead> chain) {

    /** The same, as if of another moment. */
    Snapshot at(Instant moment) {
        return new Snapshot(
                moment,
                clockSet,
                condition,
                speakers,
                outlooks,
                mutes,
                budgets,
                figures,
                ledgerLagSeconds,
                ledgerErrors,
                chain);
    }

    Totals today(String speaker) {
        return figures.today().getOrDefault(speaker, Totals.NONE);
    }

    Map<String, LedgerRow> last() {
        return figures.last();
    }

    Optional<LedgerRow> ledgerHead() {
        return figures.head();
    }

    String ledgerProblem() {
        return figures.problem();
    }

    Totals total() {
        return figures.today().values().stream().reduce(Totals.NONE, Totals::plus);
    }

    /** The mute that a speaker's decision is told with. */
    Optional<MuteOrder> muteOf(SpeakerView speaker) {
        return deciding(mutes, speaker.name(), speaker.room(), speaker.decision(), now);
    }

    /**
     * Of several mutes that cover a speaker the one that a decision's end belongs to: of the decision's own style, and the last to end;
     * of two alike the widest.
     */
    static Optional<MuteOrder> deciding(MuteState mutes, String speaker, String room, Decision decision, Instant at) {
        return mutes.covering(speaker, room, at).stream()
                .filter(order -> order.style().word().equals(decision.verdict().word()))
                .max(Comparator.comparing((MuteOrder order) -> order.until() == null ? Instant.MAX : order.until())
                        .thenComparing(order -> width(order.scope())));
    }

    private static int width(Scope scope) {
        if (scope instanceof Scope.All) {
            return 2;
        }
        return scope instanceof Scope.Room ? 1 : 0;
    }

    Outlook outlook(SpeakerView speaker) {
        return outlooks.getOrDefault(
                speaker.name(),
                new Outlook(speaker.decision(), null, speaker.decision().validUntil(), null));
    }
}
