package org.earmuff.admin;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;

/**
 * Everything that status and page show, at one moment.
 *
 * @param mutes those in force at {@code now}
 * @param today each speaker's totals since midnight in the household's zone
 * @param last each speaker's last upload
 * @param ledgerHead the account's newest row
 * @param ledgerProblem why the account could not be read; empty where it could
 */
record Snapshot(
        Instant now,
        boolean clockSet,
        Condition condition,
        List<SpeakerView> speakers,
        MuteState mutes,
        Map<String, Totals> today,
        Map<String, LedgerRow> last,
        Optional<LedgerRow> ledgerHead,
        String ledgerProblem,
        double ledgerLagSeconds,
        long ledgerErrors) {

    Totals today(String speaker) {
        return today.getOrDefault(speaker, Totals.NONE);
    }

    Totals total() {
        return today.values().stream().reduce(Totals.NONE, Totals::plus);
    }

    /** The mute that a speaker's page should name: the widest scope first. */
    Optional<MuteOrder> muteOf(SpeakerView speaker) {
        return mutes.on(Scope.ALL)
                .or(() -> speaker.room().isBlank() ? Optional.empty() : mutes.on(new Scope.Room(speaker.room())))
                .or(() -> mutes.on(new Scope.Speaker(speaker.name())));
    }
}
