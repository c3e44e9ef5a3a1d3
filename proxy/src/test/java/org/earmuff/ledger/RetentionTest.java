package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.IntFunction;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real ledger with many rows of many days, and its limits. */
class RetentionTest {

    private static final String NOW = "2026-11-22T12:00:00Z";
    private static final long ROOMY = 1L << 30;

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock(NOW);
    private Ledger ledger;

    @BeforeEach
    void given_a_ledger() {
        ledger = new Ledger(folder, clock, "boot");
        ledger.start();
        ledger.started("1");
        await().until(() -> ledger.rowsWritten().get("start") == 1);
        ledger.close();
        ledger = new Ledger(folder, clock, "boot");
    }

    /** Whatever was dropped: what is left is proven. */
    @AfterEach
    void then_it_verifies() throws Exception {
        ledger.close();
        assertThat(Chained.verify(folder).wrong()).isNull();
    }

    /** Rows a minute apart, the last of them a minute before now. */
    private void rows(int count, int padding) throws Exception {
        rows(count, padding, i -> Instant.parse(NOW).minus(Duration.ofMinutes(count - i)));
    }

    private void rows(int count, int padding, IntFunction<Instant> at) throws Exception {
        Chained.anew(folder, count, i -> Chained.row(at.apply(i), RowKind.CONFIG, "x" + i + "-".repeat(2 * padding)));
    }

    private String ask(String question) throws Exception {
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                Statement s = c.createStatement();
                ResultSet r = s.executeQuery(question)) {
            return r.next() ? String.valueOf(r.getString(1)) : "";
        }
    }

    private void begin(Duration keep, long size) {
        ledger.limits(new LedgerLimits(keep, size));
        ledger.start();
        ledger.started("2");
    }

    @Test
    void what_is_too_old_goes_and_the_rest_stays() throws Exception {
        rows(5 * 24 * 60, 20);

        begin(Duration.ofDays(2), ROOMY);

        await().untilAsserted(
                        () -> assertThat(ask("SELECT MIN(at) FROM ledger")).isEqualTo("2026-11-20T12:00:00.000Z"));
        assertThat(ask("SELECT COUNT(*) FROM ledger WHERE kind = 'config'")).isEqualTo("2880");
    }

    @Test
    void it_is_looked_at_again_while_it_runs_when_the_limits_change() throws Exception {
        rows(5 * 24 * 60, 20);
        begin(Duration.ofDays(400), ROOMY);
        await().until(() -> ledger.rowsWritten().get("start") == 1);
        assertThat(ask("SELECT COUNT(*) FROM ledger WHERE kind = 'config'")).isEqualTo("7200");

        ledger.limits(new LedgerLimits(Duration.ofDays(1), ROOMY));

        await().until(() ->
                ask("SELECT COUNT(*) FROM ledger WHERE kind = 'config'").equals("1440"));
    }

    @Test
    void a_file_that_is_too_large_loses_its_oldest_rows_and_gets_shorter() throws Exception {
        rows(8_000, 1_700);
        assertThat(ledger.bytes()).isGreaterThan(24L << 20);

        begin(Duration.ofDays(400), LedgerLimits.LEAST_BYTES);

        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.bytes() < LedgerLimits.LEAST_BYTES);
        assertThat(ask("SELECT reason FROM ledger WHERE kind <> 'checkpoint' ORDER BY id DESC LIMIT 1"))
                .isEqualTo("version 2");
        assertThat(ask("SELECT MAX(at) FROM ledger WHERE kind = 'config'")).isEqualTo("2026-11-22T11:59:00.000Z");
        assertThat(Integer.parseInt(ask("SELECT COUNT(*) FROM ledger"))).isBetween(1_000, 6_000);
        assertThat(ask("SELECT COUNT(*) = MAX(id) - MIN(id) + 1 FROM ledger")).isEqualTo("1");
        assertThat(ask("PRAGMA integrity_check")).isEqualTo("ok");
    }

    @Test
    void a_full_file_takes_new_rows_for_old_ones() throws Exception {
        rows(8_000, 1_700);
        begin(Duration.ofDays(400), LedgerLimits.LEAST_BYTES);
        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.bytes() < LedgerLimits.LEAST_BYTES);
        String oldest = ask("SELECT MIN(id) FROM ledger");

        for (int i = 0; i < 1_500; i++) {
            ledger.configured("c0ffee", "a change that fills the account ".repeat(32));
        }

        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.rowsWritten().get("config") == 1_500);
        await().until(() -> Long.parseLong(ask("SELECT MIN(id) FROM ledger")) > Long.parseLong(oldest));
        assertThat(ledger.bytes()).isLessThan(LedgerLimits.LEAST_BYTES);
        assertThat(ledger.errors()).isZero();
    }

    @Test
    void after_most_of_it_was_dropped_the_room_is_given_back() throws Exception {
        rows(12_000, 700);
        long before = ledger.bytes();

        begin(Duration.ofDays(1), ROOMY);

        await().atMost(Duration.ofSeconds(30)).until(() -> ledger.bytes() < before / 5);
    }

    @Test
    void while_the_clock_was_never_set_nothing_is_old() throws Exception {
        rows(5 * 24 * 60, 20);
        clock.neverSet();

        begin(Duration.ofDays(1), ROOMY);
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse(NOW), 3));

        await().until(() -> ledger.rowsWritten().get("upload") == 1);
        assertThat(ask("SELECT COUNT(*) FROM ledger WHERE kind = 'config'")).isEqualTo("7200");
    }

    @Test
    void rows_of_a_clock_that_was_wrong_are_judged_by_their_neighbours() throws Exception {
        rows(
                3 * 24 * 60,
                20,
                i -> i == 1
                        ? Instant.parse("2031-01-01T00:00:00Z")
                        : i == 4000 ? Instant.EPOCH : Instant.parse(NOW).minus(Duration.ofMinutes(3 * 24 * 60 - i)));
        String first = ask("SELECT MIN(id) FROM ledger");

        begin(Duration.ofDays(1), ROOMY);

        await().until(() -> ask("SELECT MIN(id) - " + first + " FROM ledger").equals("2880"));
        assertThat(ask("SELECT COUNT(*) FROM ledger WHERE at < '1971'")).isEqualTo("1");
    }

    @Test
    void limits_have_bounds() {
        for (LedgerLimits usual : List.of(LedgerLimits.USUAL)) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new LedgerLimits(Duration.ofHours(23), usual.maxBytes()));
            assertThatIllegalArgumentException().isThrownBy(() -> new LedgerLimits(usual.keep(), (16L << 20) - 1));
        }
    }
}
