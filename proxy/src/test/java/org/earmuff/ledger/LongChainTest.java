package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A chain of many batches, which several threads judge: the first wrong row is named, wherever in a batch it is. */
class LongChainTest {

    private static final int ROWS = 2_500;

    @TempDir
    Path folder;

    @BeforeEach
    void given_a_long_chain() throws Exception {
        Chained.anew(
                folder,
                ROWS,
                i -> Chained.row(Instant.parse("2026-11-22T12:00:00Z").plusSeconds(i), RowKind.CONFIG, "change " + i));
    }

    private VerifyReport verifyAfter(String... tamperings) throws Exception {
        try (Connection c = new LedgerFile(folder).openForWriting()) {
            try (Statement s = c.createStatement()) {
                for (String tampering : tamperings) {
                    s.executeUpdate(tampering);
                }
            }
            VerifyReport report = new Verifier(c, List.of(), Set.of()).all();
            c.rollback();
            return report;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 256, 257, 258, 2049, 2500})
    void the_first_wrong_row_is_named_also_at_the_seams(int id) throws Exception {
        String later = "UPDATE ledger SET boot = 'another' WHERE id > " + id + " AND id % 100 = 0";

        assertThat(verifyAfter("UPDATE ledger SET reason = 'another' WHERE id = " + id, later)
                        .wrong()
                        .row())
                .isEqualTo(id);
        assertThat(verifyAfter("UPDATE ledger SET boot = x'00' WHERE id = " + id, later)
                        .wrong()
                        .row())
                .isEqualTo(id);
        if (id < ROWS) {
            assertThat(verifyAfter("DELETE FROM ledger WHERE id = " + id, later)
                            .wrong()
                            .row())
                    .isEqualTo(id + 1);
        }
    }

    @Test
    void erased_rows_are_counted_in_all_batches() throws Exception {
        VerifyReport report = verifyAfter("UPDATE ledger SET reason = NULL, salt = NULL WHERE id % 250 = 0");

        assertThat(report.rows()).isEqualTo(ROWS);
        assertThat(report.erased()).isEqualTo(ROWS / 250);
        assertThat(report.last()).isEqualTo(ROWS);
    }
}
