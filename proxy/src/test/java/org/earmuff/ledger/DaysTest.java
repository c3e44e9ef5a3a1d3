package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.SortedMap;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DaysTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TempDir
    Path folder;

    @Test
    void a_day_is_the_household_s_and_a_repeated_try_counts_once() throws Exception {
        try (Ledger ledger = new Ledger(folder, new HandClock("2026-11-22T12:00:00Z"), "boot")) {
            ledger.start();
            // 23:30 of the 20th and 00:30 of the 21st on the wall.
            ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-20T22:30:00Z"), 4));
            ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-20T23:30:00Z"), 6));
            ledger.uploaded(Uploads.left("bedroom", "Bedroom", Instant.parse("2026-11-20T23:40:00Z"), 9));
            ledger.uploaded(Uploads.withheld("kitchen", "Kitchen", Instant.parse("2026-11-21T09:00:00Z"), 3));
            ledger.uploaded(Uploads.withheld("kitchen", "Kitchen", Instant.parse("2026-11-21T09:00:08Z"), 3));
            ledger.uploaded(Uploads.withheld("kitchen", "Kitchen", Instant.parse("2026-11-21T09:05:00Z"), 3));
            await().until(() -> ledger.rowsWritten().get("attempt") == 3);

            SortedMap<LocalDate, Days.Day> days = new Days(ledger.reader())
                    .between(List.of("kitchen"), LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 21), BERLIN);

            assertThat(days.keySet()).containsExactly(LocalDate.of(2026, 11, 20), LocalDate.of(2026, 11, 21));
            assertThat(days.get(LocalDate.of(2026, 11, 20))).isEqualTo(new Days.Day(4, 1, 0));
            assertThat(days.get(LocalDate.of(2026, 11, 21))).isEqualTo(new Days.Day(6, 1, 2));
        }
    }
}
