package org.earmuff.inspect;

import java.io.PrintWriter;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.Sound;

/** Prints uploads as they end, and the sums last. */
public interface Report {

    void upload(SeenUpload upload);

    void summary(Totals totals);

    /** One JSON object a line: uploads, then {@code {"summary":{…}}}. */
    static Report json(PrintWriter out) {
        return new Json(out);
    }

    /** A table for people. */
    static Report table(PrintWriter out) {
        return new Table(out);
    }

    /** UTC, to the nearest millisecond. */
    static String time(long epochNanos) {
        Instant exact = Instant.ofEpochSecond(
                Math.floorDiv(epochNanos, 1_000_000_000L), Math.floorMod(epochNanos, 1_000_000_000L));
        Instant rounded = exact.plusNanos(500_000).truncatedTo(ChronoUnit.MILLIS);
        String text = rounded.toString();
        // Instant leaves out milliseconds that are zero.
        return text.contains(".") ? text : text.replace("Z", ".000Z");
    }

    /** JSON lines. Every text in them is an address, a plain host name or a word of ours: none needs escaping. */
    record Json(PrintWriter out) implements Report {

        @Override
        public void upload(SeenUpload u) {
            Burst burst = u.burst();
            Sound sound = burst.sound();
            if (sound == null) {
                return;
            }
            String name = u.name() == null ? "null" : '"' + u.name() + '"';
            out.println("{\"start\":\"" + time(u.startNanos()) + "\",\"end\":\"" + time(u.endNanos())
                    + "\",\"speaker\":\"" + u.speaker()
                    + "\",\"destination\":\"" + u.destination() + "\",\"name\":" + name
                    + ",\"transport\":\"" + u.transport().word() + "\",\"kind\":\""
                    + sound.kind().word() + "\",\"coding\":\""
                    + sound.coding().word() + "\",\"bytes\":" + burst.bytes() + ",\"audio_seconds\":"
                    + number("%.2f", sound.audioSeconds()) + ",\"record_bytes\":" + sound.recordBytes()
                    + ",\"records_per_second\":" + number("%.1f", sound.recordsPerSecond()) + ",\"verdict\":\""
                    + u.verdict()
                    + "\",\"forwarded_bytes\":" + u.forwardedBytes()
                    + ",\"recognised_after_seconds\":" + number("%.2f", sound.recognisedAfterSeconds()) + "}");
        }

        @Override
        public void summary(Totals t) {
            out.println("{\"summary\":{\"flows\":" + t.flows() + ",\"upstream_bytes\":" + t.upstreamBytes()
                    + ",\"uploads\":" + t.uploads()
                    + ",\"audio_seconds\":" + number("%.2f", t.audioSeconds()) + ",\"bursts\":" + t.bursts()
                    + ",\"small_bursts\":" + t.smallBursts() + ",\"small_bursts_forwarded\":" + t.smallBurstsForwarded()
                    + ",\"non_upload_bytes\":" + t.nonUploadBytes()
                    + ",\"non_upload_forwarded_bytes\":" + t.nonUploadForwardedBytes()
                    + ",\"aborted_flows\":" + t.abortedFlows() + "}}");
            out.flush();
        }
    }

    /** A line an upload. */
    final class Table implements Report {
        private static final String ROW = "%-24s  %8s  %-15s  %-24s  %-8s  %7s  %9s  %9s  %s%n";
        private final PrintWriter out;
        private boolean headed;

        Table(PrintWriter out) {
            this.out = out;
        }

        @Override
        public void upload(SeenUpload u) {
            Sound sound = u.burst().sound();
            if (sound == null) {
                return;
            }
            if (!headed) {
                headed = true;
                out.printf(
                        Locale.ROOT,
                        ROW,
                        "START (UTC)",
                        "LASTED",
                        "SPEAKER",
                        "DESTINATION",
                        "CODING",
                        "SOUND",
                        "BYTES",
                        "FORWARDED",
                        "NAME");
            }
            out.printf(
                    Locale.ROOT,
                    ROW,
                    time(u.startNanos()),
                    number("%.1f s", (u.endNanos() - u.startNanos()) / 1e9),
                    u.speaker(),
                    u.destination(),
                    sound.coding().word(),
                    number("%.1f s", sound.audioSeconds()),
                    u.burst().bytes(),
                    u.forwardedBytes(),
                    u.name() == null ? "-" : u.name());
        }

        @Override
        public void summary(Totals t) {
            out.printf(
                    Locale.ROOT,
                    "%d uploads with %.1f s of sound; %d flows, %d bytes upstream in %d bursts%n",
                    t.uploads(),
                    t.audioSeconds(),
                    t.flows(),
                    t.upstreamBytes(),
                    t.bursts());
            out.printf(
                    Locale.ROOT,
                    "besides sound: %d bytes, %d forwarded; small bursts %d, %d forwarded; flows aborted %d%n",
                    t.nonUploadBytes(),
                    t.nonUploadForwardedBytes(),
                    t.smallBursts(),
                    t.smallBurstsForwarded(),
                    t.abortedFlows());
            out.println(
                    "Sizes, times and names in clear only: nothing was decrypted, and seconds of sound are an estimate from record sizes.");
            out.flush();
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
