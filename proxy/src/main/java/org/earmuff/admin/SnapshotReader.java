package org.earmuff.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.earmuff.ledger.LedgerReader;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.SpeakerView;

/** Takes snapshots. It reads the disk, so it blocks. */
final class SnapshotReader {

    private final AdminParts parts;
    private final Supplier<AdminSettings> settings;

    SnapshotReader(AdminParts parts, Supplier<AdminSettings> settings) {
        this.parts = parts;
        this.settings = settings;
    }

    Snapshot read() {
        Instant now = parts.clock().now();
        ZoneId zone = settings.get().zone();
        List<SpeakerView> speakers = parts.house().speakers();
        Map<String, Totals> today = Map.of();
        Map<String, LedgerRow> last = Map.of();
        Optional<LedgerRow> head = Optional.empty();
        String problem = String.join("; ", parts.ledger().problems());
        try {
            LedgerReader ledger = parts.ledger().reader();
            today = ledger.totalsSince(
                    LocalDate.ofInstant(now, zone).atStartOfDay(zone).toInstant());
            last = ledger.lastUploads(speakers.stream().map(SpeakerView::name).toList());
            head = ledger.head();
        } catch (LedgerUnavailableException e) {
            problem = String.valueOf(e.getMessage());
        }
        return new Snapshot(
                now,
                parts.clock().set(),
                parts.condition().get(),
                speakers,
                outlooks(speakers),
                parts.house().mutes().at(now),
                today,
                last,
                head,
                problem,
                parts.ledger().lagSeconds(),
                parts.ledger().errors(),
                parts.ledger().head());
    }

    private Map<String, Outlook> outlooks(List<SpeakerView> speakers) {
        Map<String, Outlook> outlooks = new HashMap<>();
        for (SpeakerView speaker : speakers) {
            outlooks.put(
                    speaker.name(),
                    Outlook.of(
                            speaker.decision(),
                            at -> parts.house().explain(speaker.name(), at).orElse(null)));
        }
        return outlooks;
    }
}
