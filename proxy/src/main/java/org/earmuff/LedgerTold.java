package org.earmuff;

import java.time.Instant;
import java.util.Optional;
import org.earmuff.ledger.Ledger;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.metrics.LedgerFigures;
import org.earmuff.notify.Notifier;

/** What of the ledger is told elsewhere, so that the box alone cannot rewrite its past. */
final class LedgerTold {

    private LedgerTold() {}

    /** Troubles and heads, from now on. */
    static void to(Ledger ledger, Notifier notifier) {
        ledger.onTrouble(notifier::ledgerBroken);
        ledger.onChange(notifier::ledgerChanged);
        ledger.onCheckpoint(head -> notifier.ledgerHead(head.text(), String.valueOf(head.key())));
    }

    static LedgerFigures figures(Ledger ledger) {
        Optional<LedgerHead> head = ledger.head();
        return new LedgerFigures(
                ledger.rowsWritten(),
                ledger.bytes(),
                ledger.lagSeconds(),
                ledger.errors(),
                head.map(LedgerHead::id).orElse(0L),
                head.map(LedgerHead::hashNumber).orElse(0L),
                head.map(LedgerHead::checkpointAt).map(Instant::getEpochSecond).orElse(0L));
    }
}
