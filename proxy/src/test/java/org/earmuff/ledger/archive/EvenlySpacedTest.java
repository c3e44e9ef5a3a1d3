package org.earmuff.ledger.archive;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.earmuff.ledger.archive.Reconciliation.Item;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A home that talks as if by a clock: each upload is as far from the next as that is from the one after it. */
class EvenlySpacedTest {

    private static final Instant BEGIN = Instant.parse("2026-11-22T15:00:00Z");
    private static final int EVERY = 30;

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({
        "8, 2, Echo, false",
        "12, 3, Echo, false",
        "20, 3, kitchen, true",
        "20, 1, kitchen, true",
        "20, 8, '', true",
        "40, 0, Echo, false",
        "40, 4, Echo, true",
        "40, 4, Echo, false",
        "40, 2, '', false",
        "120, 3, Echo, false",
        "400, 2, kitchen, false",
    })
    void times_are_not_matched_one_upload_off(int uploads, int jitterSeconds, String device, boolean alone)
            throws IOException {
        for (long seed = 1; seed <= 6; seed++) {
            Random random = new Random(seed);
            HomeRows.Builder home = new HomeRows.Builder(null, null);
            home.row(1, "start", BEGIN.minusSeconds(3600), null, null, "version 1");
            StringBuilder csv = new StringBuilder("Timestamp,Device,Transcript\n");
            long id = 1;
            for (int i = 0; i < uploads; i++) {
                for (String speaker : alone ? List.of("kitchen") : List.of("kitchen", "bedroom", "nursery")) {
                    int begins = EVERY * i + (speaker.equals("kitchen") ? 0 : speaker.equals("bedroom") ? 11 : 19);
                    Instant at = BEGIN.plusSeconds(begins)
                            .plusMillis(Math.round((random.nextDouble() * 2 - 1) * jitterSeconds * 1000));
                    home.row(++id, "upload", at, speaker, 4.0, "default");
                    if (speaker.equals("kitchen")) {
                        Instant written = at.plusSeconds(2).truncatedTo(ChronoUnit.SECONDS);
                        csv.append(written).append(',').append(device).append(",x\n");
                    }
                }
            }
            Path file = Written.file(folder.resolve("alexa.csv"), csv.toString());

            Reconciliation r = Reconciliation.of(
                    Archive.read(file),
                    home.build(BEGIN.plusSeconds(86_400)),
                    new Household(ZoneOffset.UTC, Map.of(), null));

            assertThat(r.matched()).as("seed " + seed).hasSize(uploads);
            assertThat(r.matched()).allSatisfy(EvenlySpacedTest::twoSecondsLate);
            assertThat(r.clocks()).allMatch(c -> c.offsetSeconds() > 0 && c.offsetSeconds() < 9);
        }
    }

    private static void twoSecondsLate(Item item) {
        assertThat(item.speaker()).isEqualTo("kitchen");
        assertThat(Duration.between(item.sentAt(), item.archiveAt()))
                .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(2));
    }
}
