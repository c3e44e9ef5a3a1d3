package org.earmuff.ledger.archive;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The activations of one device in an archive, or of all that name none, in order of time.
 */
final class Track {

    private final Source.Vendor vendor;
    private final @Nullable String device;
    private final long[] times;
    private final int[] steps;

    private Track(Source.Vendor vendor, @Nullable String device, long[] times, int[] steps) {
        this.vendor = vendor;
        this.device = device;
        this.times = times;
        this.steps = steps;
    }

    Source.Vendor vendor() {
        return vendor;
    }

    /** Null where the archive names none. */
    @Nullable
    String device() {
        return device;
    }

    /** Milliseconds since 1970, ascending, none twice. */
    long[] times() {
        return times;
    }

    /** What each time is written to, in milliseconds. */
    int[] steps() {
        return steps;
    }

    int size() {
        return times.length;
    }

    /** Tracks of each vendor's devices, times without a zone read in the given one. */
    static Map<Source.Vendor, List<Track>> of(Collection<Entry> entries, ZoneId zone) {
        Map<Source.Vendor, Map<String, NavigableMap<Long, Integer>>> texts = new TreeMap<>();
        Map<Source.Vendor, NavigableMap<Long, Integer>> sounds = new TreeMap<>();
        for (Entry entry : entries) {
            long at = entry.zoned() ? entry.millis() : inZone(entry.millis(), zone);
            // Two files of the same activity may differ in what they cut off.
            long whole = entry.step() == 1 ? at - Math.floorMod(at, 1000L) : at;
            Source.Vendor vendor = entry.source().vendor();
            if (entry.source().recording()) {
                sounds.computeIfAbsent(vendor, v -> new TreeMap<>()).put(whole, entry.step());
            } else {
                texts.computeIfAbsent(vendor, v -> new LinkedHashMap<>())
                        .computeIfAbsent(entry.device() == null ? "" : entry.device(), d -> new TreeMap<>())
                        .merge(whole, Math.max(1000, entry.step()), Math::min);
            }
        }
        sounds.forEach((vendor, times) -> addUntold(texts.computeIfAbsent(vendor, v -> new LinkedHashMap<>()), times));
        Map<Source.Vendor, List<Track>> tracks = new TreeMap<>();
        texts.forEach((vendor, devices) -> tracks.put(
                vendor,
                devices.entrySet().stream()
                        .filter(e -> !e.getValue().isEmpty())
                        .map(e -> of(vendor, e.getKey(), e.getValue()))
                        .sorted(Comparator.comparing(t -> t.device == null ? "" : t.device))
                        .toList()));
        return tracks;
    }

    /** A recording that a row tells of too is one activation with it. */
    private static void addUntold(
            Map<String, NavigableMap<Long, Integer>> devices, NavigableMap<Long, Integer> sounds) {
        List<NavigableMap<Long, Integer>> rows = new ArrayList<>(devices.values());
        sounds.forEach((at, step) -> {
            boolean told = rows.stream().anyMatch(times -> {
                Map.Entry<Long, Integer> before = times.floorEntry(at + 2000);
                return before != null && at - before.getKey() < Math.max(10_000, before.getValue()) + 2000;
            });
            if (!told) {
                devices.computeIfAbsent("", d -> new TreeMap<>()).put(at, Math.max(1000, step));
            }
        });
    }

    private static Track of(Source.Vendor vendor, String device, NavigableMap<Long, Integer> times) {
        return new Track(
                vendor,
                device.isEmpty() ? null : device,
                times.keySet().stream().mapToLong(Long::longValue).toArray(),
                times.values().stream().mapToInt(Integer::intValue).toArray());
    }

    private static long inZone(long wallMillis, ZoneId zone) {
        return Instant.ofEpochMilli(wallMillis)
                .atZone(ZoneOffset.UTC)
                .toLocalDateTime()
                .atZone(zone)
                .toInstant()
                .toEpochMilli();
    }
}
