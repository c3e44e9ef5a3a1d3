package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a child process had written before it was killed is there afterwards, and the file opens. */
class LedgerKilledTest {

    @TempDir
    Path folder;

    /** Appends for ever and says how many rows it knows to be on disk. */
    public static void main(String[] args) {
        Ledger ledger = new Ledger(Path.of(args[0]), new HandClock("2026-11-22T12:00:00Z"), "boot");
        ledger.start();
        for (int i = 0; ; i++) {
            // Of another speaker now and then, or they would be added up.
            ledger.uploaded(Uploads.left(
                    "speaker-" + i / RowPace.AT_ONCE, "Kitchen", Instant.parse("2026-11-22T12:00:00Z"), 1));
            System.out.println(ledger.rowsWritten().get("upload"));
            java.util.concurrent.locks.LockSupport.parkNanos(1_000_000);
        }
    }

    @Test
    void a_kill_loses_nothing_that_was_written() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerKilledTest.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        long written = 0;
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            while (written < 200) {
                written = Long.parseLong(out.readLine());
            }
        } finally {
            child.destroyForcibly().waitFor();
        }

        Ledger after = new Ledger(folder, new HandClock("2026-11-22T12:00:00Z"), "boot");
        List<LedgerRow> rows = after.reader().uploads(new UploadQuery(null, null, null, 1000, 0L));
        after.close();

        assertThat(rows).hasSizeGreaterThanOrEqualTo((int) Math.min(1000, written));
        assertThat(rows.get(rows.size() - 1).id()).isEqualTo(rows.size());
    }
}
