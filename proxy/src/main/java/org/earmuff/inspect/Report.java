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
        private static final String ROW = "%-19s  %-15s  %-8s  %7s  %8s  %9s  %s%n";
        private static final int WIDEST = 21;
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
                        "SPEAKER",
                        "CODING",
                        "SOUND",
                        "BYTES",
                        "FORWARDED",
                        "DESTINATION");
            }
            out.printf(
                    Locale.ROOT,
                    ROW,
                    time(u.startNanos()).substring(0, 19).replace('T', ' '),
                    u.speaker(),
                    sound.coding().word(),
                    number("%.1f s", sound.audioSeconds()),
                    u.burst().bytes(),
                    u.forwardedBytes(),
                    shortened(String.valueOf(u.name() == null ? u.destination() : u.name())));
        }

        /** A name's end says whose it is. */
        private static String shortened(String destination) {
            int over = destination.length() - WIDEST;
            return over <= 0 ? destination : "…" + destination.substring(over + 1);
        }

        private static String count(long n, String what) {
            return n + " " + what + (n == 1 ? "" : "s");
        }

        @Override
        public void summary(Totals t) {
            out.printf(
                    Locale.ROOT,
                    "%s with %.1f s of sound; %s, %d bytes upstream in %s%n",
                    count(t.uploads(), "upload"),
                    t.audioSeconds(),
                    count(t.flows(), "flow"),
                    t.upstreamBytes(),
                    count(t.bursts(), "burst"));
            out.printf(
                    Locale.ROOT,
                    "besides sound: %d bytes, %d forwarded; small bursts %d, %d forwarded; flows aborted %d%n",
                    t.nonUploadBytes(),
                    t.nonUploadForwardedBytes(),
                    t.smallBursts(),
                    t.smallBurstsForwarded(),
                    t.abortedFlows());
            out.println("Nothing was decrypted: seconds of sound are estimated from record sizes.");
            out.flush();
        }
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
