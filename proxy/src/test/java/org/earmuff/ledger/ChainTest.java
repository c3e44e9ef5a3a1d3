package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real ledger whose rows are chained and signed as they are written. */
class ChainTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final List<String> troubles = new ArrayList<>();
    private Ledger ledger;

    @AfterEach
    void close() {
        ledger.close();
    }

    private void begin() {
        ledger = new Ledger(folder, clock, "boot-1");
        ledger.onTrouble(troubles::add);
        ledger.start();
    }

    private void checkpoints(int count) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ledger.head().isPresent() && Chained.verify(folder).checkpoints() == count);
    }

    @Test
    void what_is_written_is_chained_and_signed() throws Exception {
        begin();
        ledger.started("1");
        ledger.uploaded(Uploads.left("kitchen", "", NOON, 7.91234));
        checkpoints(1);
        ledger.uploaded(Uploads.withheld("Küche \"7\"\t\u0001\u2028", "Raum\\", NOON, 3));
        ledger.close();

        VerifyReport report = Chained.verify(folder);

        assertThat(report.wrong()).isNull();
        assertThat(report.rows()).isEqualTo(5);
        assertThat(report.checkpoints()).isEqualTo(2);
        assertThat(report.unsigned()).isZero();
        assertThat(report.keys()).hasSize(1);
        assertThat(Files.getPosixFilePermissions(folder.resolve("signing.key"))).hasSize(2);
        assertThat(ledger.head()).get().extracting(LedgerHead::hash).isEqualTo(report.hash());
        assertThat(ledger.problems()).isEmpty();
        assertThat(troubles).isEmpty();
    }
}
