package org.earmuff.ledger;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earmuff.flow.Upload;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;

/**
 * Measures a ledger of five million rows over 400 days: the uploads of one day, verifying, size; and what an idle appliance writes in an
 * hour. Arguments: a folder that has room, and how many rows (5000000).
 */
public final class LedgerBench {

    private static final Instant BEGIN = Instant.parse("2025-10-18T00:00:00Z");
    private static final Duration SPAN = Duration.ofDays(400);
    private static final String[] SPEAKERS = {"kitchen", "bath", "nursery", "bedroom", "office", "attic"};

    private LedgerBench() {}

    public static void main(String[] args) throws Exception {
        Path folder = Files.createTempDirectory(Path.of(args.length > 0 ? args[0] : "/tmp"), "earmuff-ledger-bench");
        long rows = args.length > 1 ? Long.parseLong(args[1]) : 5_000_000;
        try {
            build(folder, rows);
            size(folder, rows);
            day(folder);
            verify(folder);
            idle(Files.createDirectory(folder.resolve("idle")));
        } finally {
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(file);
                }
            }
        }
    }

    private static void build(Path folder, long rows) throws SQLException, IOException {
        long began = System.nanoTime();
        HandClock clock = new HandClock(BEGIN.toString());
        Chain chain = new Chain();
        Checkpoints checkpoints =
                new Checkpoints(folder, null, clock, chain, (at, why) -> Chained.row(at, RowKind.CHECKPOINT, why));
        LedgerRow.Stamp stamp = new LedgerRow.Stamp("c0ffee".repeat(10) + "beef", Ledger.bootId(), 123_456_789_012L);
        Duration step = SPAN.dividedBy(rows);
        try (Connection c = new LedgerFile(folder).openForWriting()) {
            Migration.run(c, chain);
            c.commit();
            c.setAutoCommit(true);
            try (Statement s = c.createStatement()) {
                s.execute("PRAGMA synchronous = OFF");
            }
            c.setAutoCommit(false);
            List<Chain.Entry> batch = new ArrayList<>();
            for (long i = 0; i < rows; i++) {
                String speaker = SPEAKERS[(int) (i * 7 % SPEAKERS.length)];
                Instant at = BEGIN.plus(step.multipliedBy(i));
                Upload upload = i % 5 == 0
                        ? Uploads.withheld(speaker, "Room " + speaker, at, 4.321)
                        : Uploads.left(speaker, "Room " + speaker, at, 7.891);
                batch.add(new Chain.Entry(LedgerRow.of(upload, stamp), null, null));
                if (batch.size() == 5000 || i == rows - 1) {
                    clock.pass(step.multipliedBy(batch.size()));
                    chain.append(c, batch);
                    checkpoints.write(c, "an hour");
                    c.commit();
                    batch.clear();
                }
            }
        }
        say("%,d rows written in %.0f s", rows, seconds(began));
    }

    private static void size(Path folder, long rows) throws IOException {
        long bytes = Files.size(folder.resolve(LedgerFile.NAME));
        say("file: %,d MiB, %d bytes a row", bytes >> 20, bytes / rows);
    }

    private static void day(Path folder) throws LedgerUnavailableException {
        LedgerReader reader = new Ledger(folder, new HandClock(BEGIN.toString()), "boot").reader();
        for (int ago : new int[] {1, 1, 1, 200, 399}) {
            Instant since = BEGIN.plus(SPAN).minus(Duration.ofDays(ago));
            long began = System.nanoTime();
            int found = reader.uploads(new UploadQuery(since, since.plus(Duration.ofDays(1)), null, 1000, null))
                    .size();
            double all = seconds(began);
            began = System.nanoTime();
            reader.uploads(new UploadQuery(since, since.plus(Duration.ofDays(1)), "nursery", 1000, null));
            say(
                    "uploads of the day %d days ago: %.1f ms (%d rows); of one speaker: %.1f ms",
                    ago, all * 1e3, found, seconds(began) * 1e3);
            began = System.nanoTime();
            reader.totalsSince(BEGIN.plus(SPAN).minus(Duration.ofDays(1)));
            say("totals of the last day: %.1f ms", seconds(began) * 1e3);
        }
    }

    private static void verify(Path folder) throws SQLException {
        try (Connection c = new LedgerFile(folder).openForReading()) {
            c.setAutoCommit(false);
            long cpuBefore = processorTime();
            long began = System.nanoTime();
            VerifyReport report = new Verifier(c, List.of(), Set.of()).all();
            double seconds = seconds(began);
            double cpu = (processorTime() - cpuBefore) / 1e9;
            Runtime runtime = Runtime.getRuntime();
            say(
                    "verify: %,.0f rows/s (%,.0f a second of processor time), %d checkpoints, %s; heap of at most %d MiB",
                    report.rows() / seconds,
                    report.rows() / cpu,
                    report.checkpoints(),
                    report.isGood() ? "good" : report.wrong(),
                    runtime.maxMemory() >> 20);
        }
    }

    /** A day of an appliance to which nothing happens, hour by hour; bytes as the kernel counts them for this process. */
    private static void idle(Path folder) throws IOException, InterruptedException {
        HandClock clock = new HandClock(BEGIN.toString());
        try (Ledger ledger = new Ledger(folder, clock, "boot")) {
            ledger.start();
            ledger.started("bench");
            await(() -> ledger.checkpoint().isPresent());
            long before = written();
            for (int hour = 0; hour < 24; hour++) {
                long row = ledger.checkpoint().orElseThrow().id();
                clock.pass(Duration.ofMinutes(61));
                await(() -> ledger.checkpoint().orElseThrow().id() > row);
            }
            say("idle: %,d bytes an hour", (written() - before) / 24);
        }
    }

    /** Of all threads, nanoseconds. */
    private static long processorTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    private interface Condition {
        boolean holds();
    }

    private static void await(Condition condition) throws InterruptedException {
        while (!condition.holds()) {
            TimeUnit.MILLISECONDS.sleep(10);
        }
    }

    private static long written() throws IOException {
        return Files.readAllLines(Path.of("/proc/self/io")).stream()
                .filter(line -> line.startsWith("wchar: "))
                .mapToLong(line -> Long.parseLong(line.substring("wchar: ".length())))
                .findFirst()
                .orElse(0);
    }

    private static double seconds(long began) {
        return (System.nanoTime() - began) / 1e9;
    }

    private static void say(String format, Object... values) {
        System.out.println(String.format(Locale.ROOT, format, values));
    }
}
