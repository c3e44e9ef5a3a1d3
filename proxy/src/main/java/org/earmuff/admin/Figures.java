package org.earmuff.admin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Timeline;
import org.earmuff.ledger.Totals;

/**
 * What the account says at one moment.
 *
 * @param today each speaker's totals since midnight in the household's zone
 * @param last each speaker's last upload
 * @param head the account's newest row
 * @param day every quarter of an hour of {@link DayLine}'s stretch
 * @param recent the newest uploads and attempts, newest first
 * @param problem why it could not be read; empty where it could
 */
record Figures(
        Map<String, Totals> today,
        Map<String, LedgerRow> last,
        Optional<LedgerRow> head,
        List<Timeline.Bucket> day,
        List<LedgerRow> recent,
        String problem) {

    static Figures unreadable(String problem) {
        return new Figures(Map.of(), Map.of(), Optional.empty(), List.of(), List.of(), problem);
    }
}
