package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What belongs together in one transaction, and who waits for whom. */
class ChainBoundsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    Path folder;

    private static LedgerRow row(int i) {
        return Chained.row(NOON.plusSeconds(i), RowKind.CONFIG, "row " + i);
    }

    private LedgerPen pen(HandClock clock) {
        return new LedgerPen(
                new LedgerFile(folder),
                clock,
                new LedgerPen.Rows(
                        (at, why) -> Chained.row(at, RowKind.GAP, why),
                        (at, why) -> Chained.row(at, RowKind.CHECKPOINT, why),
                        (at, why) -> Chained.row(at, RowKind.CONFIG, why)),
                what -> {},
                head -> {});
    }

    @Test
    void rows_are_dropped_with_the_signed_statement_of_it_or_not_at_all() throws Exception {
        Chained.anew(folder, 5, ChainBoundsTest::row);
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        LedgerPen pen = pen(clock);
        pen.sign("a test");
        clock.pass(Duration.ofDays(1000));
        Retention told = new Retention(clock, (c, gone) -> pen.dropped(c, gone.rows()));
        Retention cutShort = new Retention(clock, (c, gone) -> {
            pen.dropped(c, gone.rows());
            throw new SQLException("the power went");
        });

        assertThatThrownBy(() -> cutShort.step(pen.open())).hasMessage("the power went");
        pen.close();
        assertThat(Chained.verify(folder)).satisfies(report -> {
            assertThat(report.wrong()).isNull();
            assertThat(report.rows()).isEqualTo(6);
        });
        told.step(pen.open());
        pen.close();

        VerifyReport after = Chained.verify(folder);
        assertThat(after.wrong()).isNull();
        assertThat(after.dropped()).as("all but the newest").isEqualTo(5);
        assertThat(after.last()).isEqualTo(7);
        assertThat(after.checkpoints()).isEqualTo(2);
    }

    @Test
    void what_an_appliance_drops_is_signed_for() throws Exception {
        Chained.anew(folder, 5, ChainBoundsTest::row);
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        clock.pass(Duration.ofDays(1000));
        try (Ledger ledger = new Ledger(folder, clock, "boot")) {
            ledger.started("1");
            ledger.start();
            VerifyReport first = await().atMost(Duration.ofSeconds(20))
                    .until(() -> Chained.verify(folder), report -> report.dropped() == 5);

            assertThat(first.wrong()).as("whoever looks in the moment after").isNull();
        }
    }

    @Test
    void two_who_write_at_once_make_one_chain() throws Exception {
        Chained.anew(folder, 1, ChainBoundsTest::row);
        ExecutorService both = Executors.newFixedThreadPool(2);
        Callable<Void> writing = () -> {
            Chain chain = new Chain();
            try (Connection c = new LedgerFile(folder).openForWriting()) {
                for (int i = 0; i < 40; i++) {
                    chain.append(c, List.of(new Chain.Entry(row(i), null, null)));
                    c.commit();
                }
            }
            return null;
        };
        try {
            for (Future<Void> done : both.invokeAll(List.of(writing, writing))) {
                done.get();
            }
        } finally {
            both.shutdownNow();
        }

        VerifyReport report = Chained.verify(folder);
        assertThat(report.rows()).isEqualTo(81);
        assertThat(report.wrong()).satisfies(wrong -> assertThat(wrong.what()).startsWith("nothing is signed"));
    }
}
