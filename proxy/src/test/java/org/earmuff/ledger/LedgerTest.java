package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LedgerTest {

    private static final long STORM = RowPace.AT_ONCE + 500;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final List<Ledger> ledgers = new ArrayList<>();

    @AfterEach
    void close() {
        ledgers.forEach(Ledger::close);
    }

    private Ledger ledger() {
        Ledger ledger = new Ledger(folder, clock, "boot-1");
        ledgers.add(ledger);
        return ledger;
    }

    private Ledger started() {
        Ledger ledger = ledger();
        ledger.start();
        return ledger;
    }

    private static UploadQuery newest(int limit) {
        return new UploadQuery(null, null, null, limit, null);
    }

    private List<String> kinds() throws Exception {
        List<String> kinds = new ArrayList<>();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            ResultSet r = s.executeQuery("SELECT kind, reason FROM ledger WHERE kind <> 'checkpoint' ORDER BY id");
            while (r.next()) {
                kinds.add(r.getString(1) + ":" + r.getString(2));
            }
        }
        return kinds;
    }

    @Test
    void an_upload_is_on_disk_within_a_second_with_every_column_it_has() throws Exception {
        Ledger ledger = ledger();
        ledger.configured("c0ffee", "loaded");
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 7.9));

        ledger.start();

        await().atMost(Duration.ofSeconds(10))
                .until(() -> ledger.reader().uploads(newest(9)).size() == 1);
        LedgerRow row = ledger.reader().uploads(newest(9)).get(0);
        assertThat(row)
                .usingRecursiveComparison()
                .ignoringFields("monotonicNanos")
                .isEqualTo(new LedgerRow(
                        2,
                        NOON,
                        RowKind.UPLOAD,
                        "kitchen",
                        "Kitchen",
                        7L,
                        "52.46.136.99:443",
                        "avs-alexa-4-eu.amazon.com",
                        "tcp",
                        "cbr-64k",
                        65154L,
                        65154L,
                        7.9,
                        5.7,
                        "allow",
                        "default",
                        null,
                        "c0ffee",
                        "boot-1",
                        0));
        assertThat(row.monotonicNanos()).isNotZero();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ledger.db"))))
                .isEqualTo("rw-------");
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("ledger.db-wal"))))
                .isEqualTo("rw-------");
    }

    @Test
    void rows_are_written_soon_once_the_library_is_warm() {
        Ledger ledger = started();
        ledger.started("1");
        await().until(() -> ledger.rowsWritten().get("start") == 1);

        long began = System.nanoTime();
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", NOON, 7.9));
        await().pollInterval(Duration.ofMillis(5))
                .until(() -> ledger.rowsWritten().get("upload") == 1);

        // A burst is over a second after its last byte: this leaves it less than two in all.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofMillis(900));
        assertThat(ledger.lagSeconds()).isZero();
    }

    @Test
    void the_table_has_the_columns_of_the_contract_in_their_order() throws Exception {
        Ledger ledger = started();
        ledger.started("1");
        ledger.close();
        List<String> columns = new ArrayList<>();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            ResultSet r = s.executeQuery("SELECT name FROM pragma_table_info('ledger') ORDER BY cid");
            while (r.next()) {
                columns.add(r.getString(1));
            }
        }
        assertThat(String.join(", ", columns))
                .isEqualTo("id, at, kind, speaker, room, flow, destination, name, transport, coding, bytes,"
                        + " forwarded_bytes, audio_seconds, duration, verdict, reason, rule, config_sha256, boot,"
                        + " monotonic_ns, previous, hash, salt, commitment, statement, signature");
    }

    @Test
    void every_kind_of_event_has_its_row() throws Exception {
        Ledger ledger = started();
        MuteOrder order = new MuteOrder(
                new Scope.Room("Kitchen"), MuteOrder.Style.WITHHOLD, NOON.plusSeconds(900), "command", "guests", NOON);
        ledger.started("0.1.0");
        ledger.configured("c0ffee", "loaded");
        ledger.uploaded(Uploads.withheld("kitchen", "Kitchen", NOON, 5));
        ledger.muted(order);
        ledger.unmuted(order, "end", "");
        ledger.configurationRefused("line 7");
        ledger.clock("went back by 1.5 s", 1.5);
        ledger.stopped("SIGTERM");
        ledger.close();

        assertThat(kinds())
                .containsExactly(
                        "start:version 0.1.0",
                        "config:loaded",
                        "attempt:hours",
                        "mute:command: guests",
                        "unmute:end",
                        "config:refused: line 7",
                        "clock:went back by 1.5 s",
                        "stop:SIGTERM");
        assertThat(ledger.reader().uploads(newest(1)).get(0).rule())
                .isEqualTo("day-time (/etc/earmuff/earmuff.yaml:31)");
    }

    @Test
    void queries_filter_and_page() throws Exception {
        Ledger ledger = ledger();
        for (int i = 0; i < 10; i++) {
            ledger.uploaded(Uploads.left(i % 2 == 0 ? "kitchen" : "nursery", "", NOON.plusSeconds(i), i));
        }
        ledger.start();
        ledger.close();
        LedgerReader reader = ledger.reader();

        assertThat(reader.uploads(newest(3))).extracting(LedgerRow::id).containsExactly(8L, 9L, 10L);
        assertThat(reader.uploads(new UploadQuery(null, null, null, 3, 4L)))
                .extracting(LedgerRow::id)
                .containsExactly(5L, 6L, 7L);
        assertThat(reader.uploads(new UploadQuery(NOON.plusSeconds(2), NOON.plusSeconds(6), "kitchen", 9, null)))
                .extracting(LedgerRow::id)
                .containsExactly(3L, 5L);
        assertThat(reader.lastUploads(List.of("kitchen", "nursery", "attic")))
                .hasSize(2)
                .hasEntrySatisfying("nursery", row -> assertThat(row.id()).isEqualTo(10));
        assertThat(reader.head()).get().extracting(LedgerRow::kind).isEqualTo(RowKind.CHECKPOINT);
    }

    @Test
    void totals_count_what_left_and_of_an_upload_cut_short_only_its_share() throws Exception {
        Ledger ledger = started();
        Decision muted = new Decision(Verdict.WITHHOLD, Reason.MUTE, null, Instant.MAX);
        ledger.uploaded(Uploads.left("kitchen", "", NOON.minusSeconds(1), 100));
        ledger.uploaded(Uploads.left("kitchen", "", NOON, 8));
        ledger.uploaded(Uploads.upload("kitchen", "", NOON, 8, 65154 / 2, muted));
        ledger.uploaded(Uploads.withheld("kitchen", "", NOON, 8));
        ledger.close();

        Totals totals = ledger.reader().totalsSince(NOON).get("kitchen");

        assertThat(totals.uploads()).isEqualTo(2);
        assertThat(totals.audioSeconds()).isBetween(11.99, 12.01);
        assertThat(totals.withheld()).isEqualTo(1);
    }

    @Test
    void a_burst_of_retries_is_withheld_once() throws Exception {
        Ledger ledger = started();
        for (int second : new int[] {0, 3, 12, 20, 31, 60}) {
            ledger.uploaded(Uploads.withheld("kitchen", "", NOON.plusSeconds(second), 1));
        }
        ledger.uploaded(Uploads.withheld("bedroom", "", NOON.plusSeconds(5), 1));
        ledger.close();

        var totals = ledger.reader().totalsSince(NOON);

        assertThat(totals.get("kitchen").withheld()).isEqualTo(3);
        assertThat(totals.get("bedroom").withheld()).isEqualTo(1);
    }

    @Test
    void the_file_gets_its_name_with_its_table_in_it() throws Exception {
        Files.writeString(folder.resolve("ledger.db.new"), "left behind by a power cut");
        LedgerFile file = new LedgerFile(folder);

        file.openForWriting().close();

        assertThat(folder.resolve("ledger.db.new")).doesNotExist();
        assertThat(file.path()).exists();
        assertThat(ledger().reader().head()).isEmpty();
    }

    @Test
    void where_there_is_no_ledger_yet_questions_have_empty_answers() throws Exception {
        Ledger ledger = ledger();

        assertThat(ledger.reader().uploads(newest(1))).isEmpty();
        assertThat(ledger.reader().totalsSince(NOON)).isEmpty();
        assertThat(folder.resolve("ledger.db")).doesNotExist();
    }

    @Test
    void a_file_in_which_the_ledger_has_not_begun_yet_has_empty_answers_too() throws Exception {
        Files.createFile(folder.resolve("ledger.db"));

        assertThat(ledger().reader().uploads(newest(1))).isEmpty();
        assertThat(ledger().reader().head()).isEmpty();
    }

    @Test
    void a_storm_of_one_speaker_is_added_up_and_nothing_of_it_is_missing() throws Exception {
        Ledger ledger = started();
        for (int i = 0; i < STORM; i++) {
            ledger.uploaded(Uploads.left("kitchen", "", NOON.plusMillis(i), 8));
            ledger.uploaded(Uploads.withheld("kitchen", "", NOON.plusMillis(i), 8));
        }
        ledger.uploaded(Uploads.left("nursery", "", NOON, 5));
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.rowsWritten().get("gap") >= 2);
        ledger.uploaded(Uploads.left("nursery", "", NOON, 5));
        ledger.close();

        assertThat(ledger.rowsWritten().get("upload")).isBetween(RowPace.AT_ONCE + 2L, RowPace.AT_ONCE + 12L);
        assertThat(ledger.rowsWritten().get("attempt")).isBetween(RowPace.AT_ONCE + 0L, RowPace.AT_ONCE + 10L);
        Map<String, Long> told = new TreeMap<>();
        for (String line : kinds()) {
            String[] words = line.split("[: ]", -1);
            boolean sum = words[0].equals("gap");
            told.merge(sum ? words[2] : words[0], sum ? Long.parseLong(words[1]) : 1, Long::sum);
        }
        assertThat(told).containsExactly(Map.entry("attempt", STORM), Map.entry("upload", STORM + 2));
        assertThat(ledger.reader().totalsSince(NOON).get("kitchen").audioSeconds())
                .isCloseTo(8.0 * STORM, within(0.1));
    }

    @Test
    void a_full_queue_loses_rows_without_waiting_and_a_gap_row_counts_them() throws Exception {
        Ledger ledger = ledger();
        for (int i = 0; i < LedgerWriter.QUEUE + 37; i++) {
            // Of as many speakers as it takes for none of them to be slowed.
            ledger.uploaded(Uploads.left("speaker-" + i / RowPace.AT_ONCE, "", NOON, 1));
        }
        assertThat(ledger.errors()).isEqualTo(37);

        ledger.start();

        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.rowsWritten().get("gap") == 1);
        ledger.close();
        assertThat(kinds()).hasSize(LedgerWriter.QUEUE + 1).contains("gap:37 rows could not be kept");
        assertThat(ledger.rowsWritten().get("upload")).isEqualTo((long) LedgerWriter.QUEUE);
    }

    @Test
    void a_disk_that_fails_is_tried_again_and_loses_nothing_meanwhile() throws Exception {
        Path inTheWay = Files.createDirectories(folder.resolve("ledger.db"));
        Ledger ledger = started();
        ledger.uploaded(Uploads.left("kitchen", "", NOON, 1));
        await().atMost(Duration.ofSeconds(10)).until(() -> ledger.errors() > 0);
        assertThat(ledger.lagSeconds()).isPositive();

        Files.delete(inTheWay);

        await().atMost(Duration.ofSeconds(10)).until(() -> ledger.rowsWritten().get("upload") == 1);
        ledger.close();
        assertThat(kinds()).containsExactly("upload:default");
    }

    @Test
    void a_database_that_somebody_else_locks_is_waited_for() throws Exception {
        Ledger ledger = started();
        ledger.started("1");
        await().atMost(Duration.ofSeconds(10)).until(() -> ledger.rowsWritten().get("start") == 1);
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement()) {
            s.execute("BEGIN IMMEDIATE");
            ledger.uploaded(Uploads.left("kitchen", "", NOON, 1));
            await().atMost(Duration.ofSeconds(10)).until(() -> ledger.errors() > 0);
            s.execute("ROLLBACK");
        }
        await().atMost(Duration.ofSeconds(10)).until(() -> ledger.rowsWritten().get("upload") == 1);
    }

    @Test
    void a_damaged_file_is_kept_aside_and_the_new_ledger_begins_with_a_gap() throws Exception {
        Files.writeString(folder.resolve("ledger.db"), "this is no database, whatever its name says".repeat(100));
        Ledger ledger = started();

        ledger.started("1");

        await().atMost(Duration.ofSeconds(10)).until(() -> ledger.rowsWritten().get("start") == 1);
        ledger.close();
        assertThat(kinds()).first().asString().startsWith("gap:").contains("ledger.db.damaged-");
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files.filter(f -> f.getFileName().toString().startsWith("ledger.db.damaged-")))
                    .singleElement()
                    .satisfies(f -> assertThat(f).content().startsWith("this is no database"));
        }
    }

    @Test
    void a_question_to_a_damaged_file_says_which() throws Exception {
        Files.writeString(folder.resolve("ledger.db"), "garbage".repeat(1000));

        assertThat(org.assertj.core.api.Assertions.catchThrowable(
                        () -> ledger().reader().uploads(newest(1))))
                .isInstanceOf(LedgerUnavailableException.class)
                .hasMessageContaining("ledger.db");
    }
}
