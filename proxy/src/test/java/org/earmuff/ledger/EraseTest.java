package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is erased is gone from every byte on the disk, and the ledger verifies all the same. */
class EraseTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int ROWS = 600;

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final Random random = new Random(7);
    private Ledger ledger;

    @AfterEach
    void close() {
        ledger.close();
    }

    /** Rows in many small transactions, so that pages are split and the log has old copies of them. */
    private void given_rows() {
        ledger = new Ledger(folder, clock, "boot");
        ledger.start();
        for (int i = 1; i <= ROWS; i++) {
            ledger.uploaded(Uploads.left("speaker" + word(i), "room" + word(i), NOON.plusSeconds(i), 1));
            if (i % 200 == 0) {
                long rows = i;
                await().atMost(Duration.ofSeconds(20))
                        .until(() -> ledger.rowsWritten().get("upload") >= rows);
            }
        }
    }

    private static String word(int i) {
        return "-" + Integer.toString(i * 7919, 36) + "x";
    }

    private String bytes() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            StringBuilder all = new StringBuilder();
            for (Path file : files.filter(f -> f.getFileName().toString().startsWith("ledger.db"))
                    .toList()) {
                all.append(Files.readString(file, StandardCharsets.ISO_8859_1));
            }
            return all.toString();
        }
    }

    private List<Integer> erase() throws Exception {
        List<Integer> erased = new ArrayList<>();
        for (int i = 1; i <= ROWS; i++) {
            if (random.nextInt(3) == 0) {
                erased.add(i);
            }
        }
        Account account = new Account(folder);
        List<Long> ids = new ArrayList<>();
        for (LedgerRow row : ledger.reader().uploads(new UploadQuery(null, null, null, 1000, 0L))) {
            if (erased.contains((int) Duration.between(NOON, row.at()).toSeconds())) {
                ids.add(row.id());
            }
        }
        ErasePlan plan = ErasePlan.ids(ids.stream().map(String::valueOf).collect(Collectors.joining(",")));
        assertThat(account.count(plan, clock)).isEqualTo(erased.size());
        assertThat(account.erase(plan, clock)).isEqualTo(erased.size());
        return erased;
    }

    private void then_they_are_gone(List<Integer> erased) throws Exception {
        String bytes = bytes();
        for (int i = 1; i <= ROWS; i++) {
            assertThat(bytes.contains("speaker" + word(i))).as(word(i)).isEqualTo(!erased.contains(i));
            assertThat(bytes.contains("room" + word(i))).as(word(i)).isEqualTo(!erased.contains(i));
        }
        VerifyReport report = Chained.verify(folder);
        assertThat(report.wrong()).isNull();
        assertThat(report.erased()).isEqualTo(erased.size());
    }

    @Test
    void while_nobody_else_has_it_open() throws Exception {
        given_rows();
        ledger.close();

        then_they_are_gone(erase());
    }

    @Test
    void beside_an_appliance_that_goes_on_writing() throws Exception {
        given_rows();

        List<Integer> erased = erase();
        ledger.started("after it");
        await().atMost(Duration.ofSeconds(20)).until(() -> ledger.rowsWritten().get("start") == 1);

        then_they_are_gone(erased);
        ledger.close();
        then_they_are_gone(erased);
    }

    @Test
    void by_speaker_and_by_time() throws Exception {
        given_rows();
        ledger.close();
        Account account = new Account(folder);

        assertThat(account.erase(ErasePlan.speaker("speaker" + word(5), null, null), clock))
                .isEqualTo(1);
        assertThat(account.erase(ErasePlan.speaker("speaker" + word(6), NOON.plusSeconds(7), null), clock))
                .isZero();
        assertThat(account.erase(ErasePlan.before(NOON.plusSeconds(4)), clock)).isEqualTo(3);

        then_they_are_gone(List.of(1, 2, 3, 5));
        assertThat(ledger.reader().totalsSince(NOON).get("").uploads()).isEqualTo(4);
    }
}
