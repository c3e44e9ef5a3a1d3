package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.Ledger;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.metrics.LedgerFigures;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The metrics of a head bind the box only if they are the head that the file has. */
class LedgerToldTest {

    @TempDir
    Path folder;

    @Test
    void the_figures_are_those_of_the_file() throws Exception {
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        Ledger ledger = new Ledger(folder, clock, "boot");
        assertThat(LedgerTold.figures(ledger).headRow()).isZero();
        ledger.started("1");
        ledger.close();

        LedgerFigures figures = LedgerTold.figures(ledger);

        LedgerHead head = new Account(folder).head().orElseThrow();
        assertThat(figures.headRow()).isEqualTo(head.id()).isPositive();
        assertThat(figures.headHash()).isEqualTo(Long.parseLong(head.hash().substring(0, 12), 16));
        assertThat(figures.checkpointAt()).isEqualTo((double) clock.now().getEpochSecond());
    }
}
