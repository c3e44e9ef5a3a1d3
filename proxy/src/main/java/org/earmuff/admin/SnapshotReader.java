package org.earmuff.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.earmuff.policy.SpeakerView;

/** Takes snapshots. It reads the disk, so it blocks. */
final class SnapshotReader {

    private final AdminParts parts;
    private final Supplier<AdminSettings> settings;
    private final FigureKeeper keeper;

    SnapshotReader(AdminParts parts, Supplier<AdminSettings> settings) {
        this.parts = parts;
        this.settings = settings;
        this.keeper = new FigureKeeper(parts.ledger(), parts.clock());
    }

    Snapshot read() {
        Instant now = parts.clock().now();
        ZoneId zone = settings.get().zone();
        List<SpeakerView> speakers = parts.house().speakers();
        Figures figures =
                keeper.at(now, zone, speakers.stream().map(SpeakerView::name).toList());
        return new Snapshot(
                now,
                parts.clock().set(),
                parts.condition().get(),
                speakers,
                outlooks(speakers),
                parts.house().mutes().at(now),
                parts.house().budgets(),
                figures,
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
