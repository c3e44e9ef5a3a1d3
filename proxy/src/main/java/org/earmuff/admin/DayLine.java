package org.earmuff.admin;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.earmuff.ledger.Timeline;
import org.earmuff.ledger.Timeline.Bucket;
import org.earmuff.words.Phrases;

/**
 * The 24 hours up to the end of the present one, drawn: sound that left above the line, attempts that were withheld below it, by the
 * quarter of an hour. A picture that needs no script, with its content in words for those who do not see it.
 */
final class DayLine {

    private static final int SLOTS = 96;
    private static final int STEP = 10;
    private static final int LINE = 44;
    private static final int HEIGHT = 62;
    private static final int LOWEST_BAR = 6;
    /** Seconds of sound in a quarter of an hour that reach the top; a household's longest are shorter. */
    private static final double FULL_SECONDS = 60;

    private DayLine() {}

    /** Where the picture ends: the next full hour of the clock on the wall. */
    static Instant end(Instant now, ZoneId zone) {
        int intoHour = Math.floorMod(
                now.getEpochSecond() + zone.getRules().getOffset(now).getTotalSeconds(), 3600);
        return Instant.ofEpochSecond(now.getEpochSecond() - intoHour + 3600);
    }

    static Instant start(Instant now, ZoneId zone) {
        return end(now, zone).minus(Duration.ofDays(1));
    }

    /** The picture of some speakers' buckets. */
    static String draw(String room, Collection<Bucket> buckets, Snapshot s, ZoneId zone, Words words) {
        TreeMap<Instant, Bucket> slots = new TreeMap<>();
        buckets.forEach(b -> slots.merge(b.start(), b, DayLine::plus));
        Instant start = start(s.now(), zone);
        StringBuilder bars = new StringBuilder();
        slots.values().forEach(b -> bars.append(bars(b, start, words)));
        long nowAt = Math.min(
                (long) SLOTS * STEP, Duration.between(start, s.now()).toSeconds() * STEP / Timeline.BUCKET_SECONDS);
        return Html.of("day.html")
                .text("label", label(room, slots.values(), words))
                .text("width", SLOTS * STEP)
                .text("height", HEIGHT)
                .text("line", LINE)
                .text("now", nowAt)
                .piece("bars", bars.toString())
                .piece("hours", hours(start, words))
                .fill();
    }

    private static Bucket plus(Bucket a, Bucket b) {
        return new Bucket(
                a.speaker(),
                a.start(),
                a.leftSeconds() + b.leftSeconds(),
                a.uploads() + b.uploads(),
                a.withheld() + b.withheld());
    }

    private static String bars(Bucket b, Instant start, Words words) {
        long slot = Duration.between(start, b.start()).toSeconds() / Timeline.BUCKET_SECONDS;
        if (slot < 0 || slot >= SLOTS) {
            return "";
        }
        StringBuilder html = new StringBuilder();
        if (b.uploads() > 0) {
            double share = Math.sqrt(Math.min(1, b.leftSeconds() / FULL_SECONDS));
            long height = LOWEST_BAR + Math.round(share * (LINE - LOWEST_BAR - 4));
            String said = Phrases.say("day.left", words.wall(b.start()), Words.seconds(b.leftSeconds()));
            html.append(bar("left", slot, LINE - height, height, said));
        }
        if (b.withheld() > 0) {
            long height = Math.min(HEIGHT - LINE - 2, 4 + 3 * b.withheld());
            String said = Phrases.say("day.withheld", words.wall(b.start()), b.withheld());
            html.append(bar("kept", slot, LINE + 2, height, said));
        }
        return html.toString();
    }

    private static String bar(String kind, long slot, long y, long height, String said) {
        return "<rect class=\"" + kind + "\" x=\"" + (slot * STEP + 1) + "\" y=\"" + y + "\" width=\"" + (STEP - 2)
                + "\" height=\"" + height + "\" rx=\"2\"><title>" + Html.escape(said) + "</title></rect>";
    }

    private static String label(String room, Collection<Bucket> slots, Words words) {
        List<Bucket> left = slots.stream().filter(b -> b.uploads() > 0).toList();
        List<Bucket> kept = slots.stream().filter(b -> b.withheld() > 0).toList();
        return Phrases.say(
                "day.label", room, last("day.label.left", left, words), last("day.label.withheld", kept, words));
    }

    private static String last(String key, List<Bucket> slots, Words words) {
        return slots.stream()
                .max(Comparator.comparing(Bucket::start))
                .map(newest -> Phrases.say(key, slots.size(), words.wall(newest.start())))
                .orElseGet(() -> Phrases.say(key + ".never"));
    }

    private static String hours(Instant start, Words words) {
        StringBuilder html = new StringBuilder();
        for (int hour = 0; hour <= 24; hour += 6) {
            html.append("<span>")
                    .append(words.wall(start.plus(Duration.ofHours(hour))))
                    .append("</span>");
        }
        return html.toString();
    }
}
