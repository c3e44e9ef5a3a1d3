package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.earmuff.cli.Earmuff;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A hole in the account is not taken for silence. */
class GapsTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final LedgerRow.Stamp STAMP = new LedgerRow.Stamp(null, "boot", 1);

    @TempDir
    Path folder;

    /** An upload at noon, 12 rows lost from 12:01 to 12:11, and a sum of the kitchen's at 12:20. */
    @BeforeEach
    void given_a_ledger_with_gaps() throws Exception {
        LedgerRow lost = LedgerRow.of(RowKind.GAP, NOON.plusSeconds(60), 600.0, "12 rows could not be kept", STAMP);
        LedgerRow sum = LedgerRow.of(RowKind.GAP, NOON.plusSeconds(1200), 1.0, "3 upload rows added up", STAMP);
        List<LedgerRow> rows =
                List.of(LedgerRow.of(Uploads.left("bath", "", NOON, 1), STAMP), lost, sum.about("kitchen"));
        Chained.anew(folder, rows.size(), rows::get);
    }

    private long gaps(String since, String until, String speaker) throws Exception {
        return LedgerReader.in(folder)
                .gaps(Instant.parse("2026-11-22T" + since + "Z"), Instant.parse("2026-11-22T" + until + "Z"), speaker);
    }

    @Test
    void those_that_touch_the_time_are_counted() throws Exception {
        assertThat(gaps("12:00:00", "13:00:00", null)).isEqualTo(2);
        assertThat(gaps("12:00:00", "13:00:00", "bath")).isEqualTo(1);
        assertThat(gaps("12:10:00", "12:15:00", null)).as("it began before").isEqualTo(1);
        assertThat(gaps("12:12:00", "12:15:00", null)).isZero();
        assertThat(gaps("11:00:00", "12:01:00", null)).isZero();
        assertThat(LedgerReader.in(folder).gaps(null, null, "kitchen")).isEqualTo(2);
    }

    private String uploads(String... more) throws Exception {
        Path config = folder.resolve("earmuff.yaml");
        Files.writeString(config, """
                schema: 1
                household: {name: Our home, timezone: Europe/Berlin}
                state: %s
                listen: {tproxy: none, admin: "127.0.0.1:1"}
                speakers:
                  - {name: bath, room: Bath, match: [127.0.0.5]}
                """.formatted(folder));
        StringWriter out = new StringWriter();
        String[] all = new String[more.length + 3];
        all[0] = "uploads";
        all[1] = "--config";
        all[2] = config.toString();
        System.arraycopy(more, 0, all, 3, more.length);
        assertThat(Earmuff.run(new PrintWriter(out), new PrintWriter(out), all))
                .as(out.toString())
                .isZero();
        return out.toString();
    }

    @Test
    void uploads_says_so() throws Exception {
        assertThat(uploads()).contains("Rows are missing here: 2 gaps");
        assertThat(uploads("--since", "2026-11-22T12:10:00Z", "--until", "2026-11-22T12:15:00Z"))
                .startsWith(
                        "Nothing left and nothing was withheld in that time.\nRows are missing here: 1 gap in this time");
        assertThat(uploads("--since", "2026-11-22T12:12:00Z", "--until", "2026-11-22T12:15:00Z"))
                .doesNotContain("missing");
        assertThat(uploads("--json")).doesNotContain("missing");
    }

    @Test
    void a_speaker_that_is_gone_is_known_by_its_rows_and_unknown_ones_always() throws Exception {
        // The sum is of the kitchen, which is no longer configured.
        assertThat(uploads("--speaker", "kitchen")).contains("2 gaps");
        assertThat(uploads("--speaker", "unknown")).contains("nothing was withheld yet, of unknown");
        assertThat(LedgerReader.in(folder).knows("kitchen")).isTrue();
        assertThat(LedgerReader.in(folder).knows("kitchens")).isFalse();
    }
}
