package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A file as Earmuff wrote it before there was a chain. */
class MigrationTest {

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");

    @BeforeEach
    void given_an_older_ledger_whose_first_rows_were_dropped() throws Exception {
        run(
                """
                CREATE TABLE ledger (
                  id INTEGER PRIMARY KEY AUTOINCREMENT,
                  at TEXT NOT NULL,
                  kind TEXT NOT NULL,
                  speaker TEXT, room TEXT, flow INTEGER, destination TEXT, name TEXT, transport TEXT, coding TEXT,
                  bytes INTEGER, forwarded_bytes INTEGER, audio_seconds REAL, duration REAL,
                  verdict TEXT, reason TEXT, rule TEXT, config_sha256 TEXT, boot TEXT NOT NULL, monotonic_ns INTEGER NOT NULL,
                  previous TEXT, hash TEXT)
                """,
                "CREATE INDEX ledger_at ON ledger (at)",
                "CREATE INDEX ledger_speaker ON ledger (speaker, kind, id)",
                "INSERT INTO ledger VALUES (41, '2026-11-21T08:00:00.000Z', 'start', NULL, NULL, NULL, NULL, NULL, NULL,"
                        + " NULL, NULL, NULL, NULL, NULL, NULL, 'version 0.1.0', NULL, NULL, 'b', 1, NULL, NULL)",
                "INSERT INTO ledger VALUES (42, '2026-11-21T09:00:00.000Z', 'upload', 'kitchen', '', 7, '192.0.2.1:443',"
                        + " NULL, 'tcp', 'cbr-64k', 100, 100, 7.91199999, 5.7, 'allow', 'default', NULL, 'c0ffee', 'b',"
                        + " 99999999999, NULL, NULL)");
    }

    private void run(String... statements) throws Exception {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            for (String statement : statements) {
                s.executeUpdate(statement);
            }
        }
    }

    @Test
    void is_brought_into_the_chain_and_loses_nothing() throws Exception {
        assertThat(org.assertj.core.api.Assertions.catchThrowable(() -> new Account(folder).head()))
                .hasMessageContaining("start the appliance once");
        Ledger ledger = new Ledger(folder, clock, "boot");
        ledger.start();
        ledger.started("2");
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.checkpoint().isPresent());
        ledger.close();

        VerifyReport report = Chained.verify(folder);
        assertThat(report.wrong()).isNull();
        assertThat(report.first()).isEqualTo(41);
        List<LedgerRow> uploads = ledger.reader().uploads(new UploadQuery(null, null, null, 9, null));
        assertThat(uploads).singleElement().satisfies(row -> {
            assertThat(row.id()).isEqualTo(42);
            assertThat(row.audioSeconds()).isEqualTo(7.912);
            assertThat(row.monotonicNanos()).isEqualTo(99999999999L);
            assertThat(row.destination()).isEqualTo("192.0.2.1:443");
        });
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                var r = c.createStatement().executeQuery("SELECT kind, reason FROM ledger WHERE id = 43")) {
            assertThat(r.getString(1)).isEqualTo("config");
            assertThat(r.getString(2)).startsWith("2 rows from before the chain");
        }
    }

    @Test
    void a_newer_file_is_left_alone() throws Exception {
        run("PRAGMA user_version = 2");
        Ledger ledger = new Ledger(folder, clock, "boot");
        ledger.start();
        ledger.started("2");

        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.errors() > 0);
        ledger.close();
        assertThat(ledger.rowsWritten().get("start")).isZero();
    }
}
