package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A process that writes under load is killed at random moments. Afterwards the ledger verifies, and nothing is missing that was two
 * seconds old. {@code -Dearmuff.kills=200} for more than a few times.
 */
class LedgerKilledTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final int KILLS = Integer.getInteger("earmuff.kills", 4);

    @TempDir
    Path folder;

    private final Random random = new Random(20_261_122);

    /** @param running whether it had begun to write, so that the two seconds hold */
    private record Appended(long number, long nanos, boolean running) {}

    /** Appends for ever, about 500 rows a second, and says which it has just appended, with a plus once some are on disk. */
    public static void main(String[] args) {
        Ledger ledger = new Ledger(Path.of(args[0]), new HandClock("2026-11-22T12:00:00Z"), "boot");
        ledger.start();
        for (long i = Long.parseLong(args[1]); ; i++) {
            // Of another speaker now and then, or they would be added up.
            ledger.uploaded(Uploads.left("speaker-" + i / RowPace.AT_ONCE, "Kitchen", NOON.plusMillis(i), 1));
            System.out.println((ledger.rowsWritten().get("upload") > 0 ? "+" : "") + i);
            java.util.concurrent.locks.LockSupport.parkNanos(2_000_000);
        }
    }

    @Test
    void a_kill_loses_nothing_that_is_two_seconds_old_and_the_chain_holds() throws Exception {
        long next = 0;
        for (int kill = 0; kill < KILLS; kill++) {
            List<Appended> appended = killedAfter(Duration.ofMillis(random.nextInt(2700)), next, kill % 2 == 0);
            long killed = System.nanoTime();

            assertThat(Chained.verify(folder).wrong()).as("kill " + kill).isNull();
            long last = newest();
            long due = appended.stream()
                    .filter(a -> a.running() && a.nanos() < killed - TimeUnit.SECONDS.toNanos(2))
                    .mapToLong(Appended::number)
                    .max()
                    .orElse(-1);
            assertThat(last).isGreaterThanOrEqualTo(due);
            next = Math.max(last, appended.get(appended.size() - 1).number()) + 1;
        }
        assertThat(Chained.verify(folder).rows()).isGreaterThan(100);
    }

    /** What was appended, and when; {@code running} says whether the time counts from when it writes, or from its start. */
    private List<Appended> killedAfter(Duration time, long next, boolean running) throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        LedgerKilledTest.class.getName(),
                        folder.toString(),
                        Long.toString(next))
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        List<Appended> appended = new ArrayList<>();
        try (BufferedReader out =
                new BufferedReader(new InputStreamReader(child.getInputStream(), StandardCharsets.UTF_8))) {
            long end = Long.MAX_VALUE;
            while (System.nanoTime() < end) {
                String line = out.readLine();
                boolean writes = line.startsWith("+");
                appended.add(new Appended(Long.parseLong(line), System.nanoTime(), writes));
                if (end == Long.MAX_VALUE && writes == running) {
                    end = System.nanoTime() + time.toNanos();
                }
            }
        } finally {
            child.destroyForcibly().waitFor();
        }
        return appended;
    }

    private long newest() throws Exception {
        Ledger after = new Ledger(folder, new HandClock("2026-11-22T12:00:00Z"), "boot");
        List<LedgerRow> rows = after.reader().uploads(new UploadQuery(null, null, null, 1, null));
        return rows.isEmpty() ? -1 : Duration.between(NOON, rows.get(0).at()).toMillis();
    }
}
