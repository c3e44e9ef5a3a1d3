package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.UnaryOperator;
import org.earmuff.ledger.chain.Attestation;
import org.earmuff.ledger.chain.SigningKey;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody who may write the file, and has not the key, does to it what leaves every row's hash as it should be. */
class BehindItsBackTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SWALLOW =
            "CREATE TRIGGER quiet AFTER INSERT ON ledger BEGIN DELETE FROM ledger WHERE id = new.id; END";

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final List<String> told = new CopyOnWriteArrayList<>();
    private Ledger ledger;

    @BeforeEach
    void given_a_ledger_that_was_stopped() throws Exception {
        begin("1");
        upload();
        ledger.close();
        assertThat(verify().wrong()).isNull();
    }

    @AfterEach
    void close() {
        ledger.close();
    }

    private void begin(String version) {
        ledger = new Ledger(folder, clock, "boot");
        ledger.onChange(told::add);
        ledger.start();
        ledger.started(version);
        onDisk("start");
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.checkpoint().isPresent());
    }

    private void upload() {
        ledger.uploaded(Uploads.left("kitchen", "", NOON, 1));
        onDisk("upload");
    }

    private void onDisk(String kind) {
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ledger.rowsWritten().get(kind) > 0 && ledger.lagSeconds() == 0);
    }

    private void sql(String... statements) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            for (String statement : statements) {
                s.executeUpdate(statement);
            }
        }
    }

    private String asked(String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            return r.next() ? String.valueOf(r.getString(1)) : "";
        }
    }

    private VerifyReport verify() throws Exception {
        return new Account(folder).verify(List.of(), Set.of());
    }

    private void thenVerifyNames(String what) throws Exception {
        VerifyReport.Wrong wrong = verify().wrong();
        assertThat(wrong).isNotNull();
        assertThat(wrong.what()).contains(what);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                SWALLOW,
                "CREATE VIEW quiet AS SELECT * FROM ledger",
                "CREATE TABLE quiet (x)",
                "CREATE INDEX quiet ON ledger (boot)",
                "ALTER TABLE ledger ADD COLUMN quiet TEXT GENERATED ALWAYS AS ('x') VIRTUAL"
            })
    void what_does_not_belong_in_the_file_is_named(String statement) throws Exception {
        sql(statement);

        thenVerifyNames("\"quiet\"");
    }

    @Test
    void a_view_in_the_tables_place_is_named() throws Exception {
        sql("ALTER TABLE ledger RENAME TO quiet", "CREATE VIEW ledger AS SELECT * FROM quiet");

        thenVerifyNames("can hide or change rows");
    }

    @Test
    void an_index_that_leaves_a_row_out_is_named() throws Exception {
        sql("DROP INDEX ledger_time", "CREATE INDEX ledger_time ON ledger (at, kind, speaker) WHERE kind <> 'upload'");
        thenVerifyNames("index ledger_time");

        sql(
                "PRAGMA writable_schema = ON",
                "UPDATE sqlite_master SET sql = 'CREATE INDEX ledger_time ON ledger (at, kind, speaker)'"
                        + " WHERE name = 'ledger_time'");
        assertThat(ledger.reader().uploads(new UploadQuery(Instant.EPOCH, null, null, 9, null)))
                .as("the row is hidden")
                .isEmpty();

        thenVerifyNames("index");
    }

    @Test
    void a_trigger_is_taken_out_at_the_start_and_the_account_says_so_itself() throws Exception {
        sql(SWALLOW);

        begin("2");
        upload();
        ledger.close();

        assertThat(verify().wrong()).isNull();
        assertThat(asked("SELECT COUNT(*) FROM ledger WHERE kind = 'upload'")).isEqualTo("2");
        assertThat(asked("SELECT reason FROM ledger WHERE kind = 'gap'")).contains("triggers", "quiet");
        assertThat(told).singleElement().asString().contains("quiet");
    }

    @Test
    void a_trigger_that_comes_while_it_runs_swallows_nothing() throws Exception {
        begin("2");
        sql(SWALLOW);

        upload();

        await().atMost(Duration.ofSeconds(20)).until(() -> !told.isEmpty());
        assertThat(asked("SELECT COUNT(*) FROM ledger WHERE kind = 'upload'")).isEqualTo("2");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PRAGMA user_version = 0", "DELETE FROM chain"})
    void a_changed_past_is_not_chained_anew_as_if_it_were_an_old_ledger(String also) throws Exception {
        sql("UPDATE ledger SET bytes = 1, forwarded_bytes = 1 WHERE kind = 'upload'", "PRAGMA user_version = 0", also);

        begin("2");
        ledger.close();

        assertThat(verify().wrong()).isNotNull();
        assertThat(told).isNotEmpty();
        assertThat(told.get(0)).contains("number of its format");
    }

    @Test
    void rows_that_nothing_has_signed_yet_are_watched_while_it_runs() throws Exception {
        begin("2");
        upload();
        String last = asked("SELECT MAX(id) FROM ledger");
        sql("DELETE FROM ledger WHERE id = " + last);

        ledger.stopped("test");
        ledger.close();

        assertThat(told).singleElement().asString().startsWith("row " + last + " of 2026-11-22T12:00:00.000Z is not");
        assertThat(asked("SELECT reason FROM ledger WHERE kind = 'gap'")).startsWith("unknown number of rows: ");
        assertThat(ledger.problems()).singleElement().asString().startsWith("the ledger was changed by somebody else");
    }

    @Test
    void a_file_that_was_put_in_its_place_is_noticed_and_written_to() throws Exception {
        Path older = folder.resolve("older.db");
        Files.copy(folder.resolve("ledger.db"), older);
        begin("2");
        upload();
        for (String beside : new String[] {"ledger.db-wal", "ledger.db-shm"}) {
            Files.deleteIfExists(folder.resolve(beside));
        }
        Files.move(older, folder.resolve("ledger.db"), StandardCopyOption.REPLACE_EXISTING);

        ledger.stopped("test");
        ledger.close();

        assertThat(told).singleElement().asString().contains("exchanged");
        assertThat(verify().wrong()).isNull();
        assertThat(asked("SELECT COUNT(*) FROM ledger WHERE kind = 'stop'")).isEqualTo("1");
    }

    @Test
    void all_signed_anew_with_another_key_is_found_beside_ours() throws Exception {
        Path theirs = Files.createDirectory(folder.resolve("theirs"));
        Ledger other = new Ledger(theirs, clock, "boot");
        other.started("1");
        other.close();
        Files.copy(theirs.resolve("ledger.db"), folder.resolve("ledger.db"), StandardCopyOption.REPLACE_EXISTING);

        thenVerifyNames("and signing.key beside the file is " + SigningKey.fingerprintIn(folder));
        assertThat(new Account(theirs).verify(List.of(), Set.of()).wrong()).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"statement", "signature"})
    void a_checkpoint_that_the_key_has_not_signed_is_named(String column) throws Exception {
        forge(statement -> column.equals("signature") ? statement : statement.replace("12:00:00.000", "11:00:00.000"));

        thenVerifyNames("its signature is not that of key");
    }

    /** Writes the stop's checkpoint anew, with a good hash, and a signature that is one for something else. */
    private void forge(UnaryOperator<String> change) throws Exception {
        String statement = change.apply(asked("SELECT statement FROM ledger ORDER BY id DESC LIMIT 1"));
        assertThat(Attestation.parse(statement)).isNotNull();
        String signature = asked("SELECT signature FROM ledger WHERE kind = 'checkpoint' ORDER BY id LIMIT 1");
        sql("DELETE FROM ledger WHERE id = (SELECT MAX(id) FROM ledger)");
        try (Connection c = new LedgerFile(folder).openForWriting()) {
            LedgerRow row = Chained.row(NOON, RowKind.CHECKPOINT, "the stop");
            new Chain().append(c, List.of(new Chain.Entry(row, statement, signature)));
            c.commit();
        }
    }
}
