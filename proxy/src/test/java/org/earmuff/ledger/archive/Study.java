package org.earmuff.ledger.archive;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.earmuff.testing.Captures;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/**
 * Real rounds of listening, laid on a timeline: what was on the wire, and what the vendors' archives showed. The folder is the one that
 * EARMUFF_ARCHIVES names, else {@code ../shared/archives} beside the repository.
 */
final class Study {

    static final String GOOGLE = "google";
    private static final Instant BEGIN = Instant.parse("2026-03-02T06:00:00Z");
    private static final long PAUSE_SECONDS = 4_000;

    /** One upload, or one row of an archive. */
    record Happened(String device, long millis) {}

    final List<Happened> sent = new ArrayList<>();
    final List<Happened> held = new ArrayList<>();
    private long end;

    private Study() {}

    /** Both rounds, each episode at its own start, some seconds into a minute such that Echo times are whole minutes. */
    static Study laidOut(long seed) throws IOException {
        Map<String, Map<String, List<Happened>>> wire = episodes("uploads-on-the-wire.csv");
        Map<String, Map<String, List<Happened>>> archive = episodes("vendor-archive.csv");
        Study study = new Study();
        Random random = new Random(seed);
        Set<String> all = new HashSet<>(wire.keySet());
        all.addAll(archive.keySet());
        long start = BEGIN.getEpochSecond();
        for (String episode : all.stream().sorted().toList()) {
            List<Happened> theirs = flat(archive.get(episode));
            long into = theirs.stream()
                    .filter(h -> !h.device().startsWith(GOOGLE))
                    .map(h -> Math.floorMod(-h.millis(), 60L))
                    .findFirst()
                    .orElse((long) random.nextInt(60));
            start += PAUSE_SECONDS + random.nextInt(40_000);
            start = start - start % 60 + into;
            for (Happened h : flat(wire.get(episode))) {
                study.sent.add(new Happened(h.device(), (start + h.millis()) * 1000 + random.nextInt(1000)));
            }
            for (Happened h : theirs) {
                study.held.add(new Happened(h.device(), (start + h.millis()) * 1000));
            }
        }
        study.end = start + PAUSE_SECONDS;
        return study;
    }

    private static List<Happened> flat(@org.jspecify.annotations.Nullable Map<String, List<Happened>> devices) {
        return devices == null
                ? List.of()
                : devices.values().stream().flatMap(List::stream).toList();
    }

    List<Happened> sent(boolean google) {
        return of(sent, google);
    }

    List<Happened> held(boolean google) {
        return of(held, google);
    }

    private static List<Happened> of(List<Happened> all, boolean google) {
        return all.stream().filter(h -> h.device().startsWith(GOOGLE) == google).toList();
    }

    /** A stranger's rows, at random times of the same months and on the same devices; cut to the minute where the archive is. */
    List<Happened> stranger(int rows, boolean google, long seed) {
        Random random = new Random(seed);
        List<String> devices =
                held(google).stream().map(Happened::device).distinct().sorted().toList();
        Set<Happened> known = new HashSet<>(held);
        List<Happened> strange = new ArrayList<>();
        while (strange.size() < rows) {
            long second = BEGIN.getEpochSecond() + (long) (random.nextDouble() * (end - BEGIN.getEpochSecond()));
            long at = google ? second : second - second % 60;
            Happened h = new Happened(devices.get(random.nextInt(devices.size())), at * 1000);
            if (known.add(h)) {
                strange.add(h);
            }
        }
        return strange;
    }

    /** A ledger that was kept all the time and tells of these uploads. */
    HomeRows home() {
        HomeRows.Builder rows = new HomeRows.Builder(null, null);
        rows.row(1, "start", BEGIN, null, null, "version 1");
        long id = 1;
        for (Happened h : sent) {
            rows.row(++id, "upload", Instant.ofEpochMilli(h.millis()), h.device(), 4.0, "default");
        }
        return rows.build(Instant.ofEpochSecond(end + 86_400));
    }

    private static Map<String, Map<String, List<Happened>>> episodes(String file) throws IOException {
        Path path = folder().resolve(file);
        if (!Files.exists(path) && "true".equals(System.getenv("CI"))) {
            Assertions.fail("no archives in " + folder() + "; put them there or set EARMUFF_ARCHIVES");
        }
        Assumptions.assumeTrue(
                Files.exists(path), "no archives in " + folder() + "; put them there or set EARMUFF_ARCHIVES");
        Map<String, Map<String, List<Happened>>> episodes = new LinkedHashMap<>();
        try (var in = Files.newBufferedReader(path)) {
            CsvRows csv = new CsvRows(in, "");
            csv.next();
            for (List<String> row = csv.next(); !row.isEmpty(); row = csv.next()) {
                episodes.computeIfAbsent(row.get(0) + row.get(1), e -> new LinkedHashMap<>())
                        .computeIfAbsent(row.get(2), d -> new ArrayList<>())
                        .add(new Happened(row.get(2), Long.parseLong(row.get(3))));
            }
        }
        return episodes;
    }

    private static Path folder() {
        return Captures.beside("EARMUFF_ARCHIVES", "archives");
    }
}
