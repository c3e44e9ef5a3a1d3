package org.earmuff.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Days;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Timeline;
import org.earmuff.ledger.Timeline.Bucket;
import org.earmuff.ledger.Timeline.Receiver;
import org.earmuff.policy.SpeakerView;
import org.earmuff.words.Phrases;

/** One room's fortnight: when sound left it, to whom, and the longest uploads. */
final class RoomPage {

    private static final int MOST = 10;
    private static final int HISTORY_DAYS = 13 * 7;

    private final Timeline timeline;
    private final Days days;

    RoomPage(Timeline timeline, Days days) {
        this.timeline = timeline;
        this.days = days;
    }

    String draw(Call call, View v) {
        String room = name(call);
        List<SpeakerView> in = speakers(room, v);
        List<String> speakers = in.stream().map(SpeakerView::name).toList();
        ZoneId zone = v.settings().zone();
        LocalDate today = LocalDate.ofInstant(v.s().now(), zone);
        Instant since = today.minusDays(HeatMap.DAYS - 1L).atStartOfDay(zone).toInstant();
        try {
            List<Bucket> buckets = timeline
                    .buckets(since, today.plusDays(1).atStartOfDay(zone).toInstant())
                    .stream()
                    .filter(b -> speakers.contains(b.speaker()))
                    .toList();
            return page(v, room, in, buckets, today)
                    .piece(
                            "receivers",
                            v.asker().maySeeDestinations() ? receivers(timeline.receivers(speakers, since, MOST)) : "")
                    .piece("longest", longest(timeline.longest(speakers, since, MOST), v))
                    .fill();
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    /** The room that is asked for; empty for speakers that are in none. */
    static String name(Call call) {
        call.only(Set.of("name"));
        String name = call.parameter("name");
        return name == null ? "" : name;
    }

    static String title(Call call) {
        String name = name(call);
        return name.isEmpty() ? Phrases.say("room.none") : name;
    }

    private static List<SpeakerView> speakers(String room, View v) {
        List<SpeakerView> in = HomePage.byRoom(v.s()).getOrDefault(room, List.of());
        if (in.isEmpty()) {
            throw new Problem(404, "no speaker is in a room \"" + room + "\"");
        }
        return in;
    }

    /** Thirteen weeks by day, for the chart. */
    Answer history(Call call, View v) {
        List<String> speakers =
                speakers(name(call), v).stream().map(SpeakerView::name).toList();
        ZoneId zone = v.settings().zone();
        LocalDate today = LocalDate.ofInstant(v.s().now(), zone);
        LocalDate first = today.minusDays(HISTORY_DAYS - 1L);
        try {
            SortedMap<LocalDate, Days.Day> known = days.between(speakers, first, today, zone);
            return Answer.json(history(first, today, known, zone));
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    private static JsonObject history(
            LocalDate first, LocalDate today, SortedMap<LocalDate, Days.Day> known, ZoneId zone) {
        List<Long> noons = new ArrayList<>();
        List<Double> seconds = new ArrayList<>();
        List<Long> withheld = new ArrayList<>();
        for (LocalDate day = first; !day.isAfter(today); day = day.plusDays(1)) {
            Days.Day sum = known.getOrDefault(day, new Days.Day(0, 0, 0));
            noons.add(day.atTime(12, 0).atZone(zone).toEpochSecond());
            seconds.add(Words.tenths(sum.leftSeconds()));
            withheld.add(sum.withheld());
        }
        double all = seconds.stream().mapToDouble(s -> s).sum();
        long kept = withheld.stream().mapToLong(n -> n).sum();
        return new JsonObject()
                .put("noons", noons)
                .put("seconds", seconds)
                .put("withheld", withheld)
                .put("says", Phrases.say("history.says", Words.seconds(all), Phrases.count("withheld", kept)));
    }

    private static Html page(View v, String room, List<SpeakerView> in, List<Bucket> buckets, LocalDate today) {
        double seconds = buckets.stream().mapToDouble(Bucket::leftSeconds).sum();
        long withheld = buckets.stream().mapToLong(Bucket::withheld).sum();
        long uploads = buckets.stream().mapToLong(Bucket::uploads).sum();
        return Html.of("room.html")
                .piece("card", new RoomCard(v).draw(room, 1, in))
                .text("data", "/room.json" + RoomCard.href(room).substring("/room".length()))
                .text("sound", Words.seconds(seconds))
                .text("uploads", Phrases.count("uploads", uploads))
                .text("withheld", Phrases.count("withheld", withheld))
                .piece("heat", HeatMap.draw(buckets, today, v.settings().zone()));
    }

    private static String receivers(List<Receiver> receivers) {
        if (receivers.isEmpty()) {
            return "";
        }
        StringBuilder rows = new StringBuilder();
        receivers.forEach(r -> rows.append("<tr><th scope=\"row\">")
                .append(Html.escape(r.name()))
                .append("</th><td>")
                .append(Words.seconds(r.leftSeconds()))
                .append("</td><td>")
                .append(r.uploads())
                .append("</td><td>")
                .append(Words.bytes(r.forwardedBytes()))
                .append("</td><td>")
                .append(r.withheld())
                .append("</td></tr>\n"));
        return Html.of("receivers.html").piece("rows", rows.toString()).fill();
    }

    private static String longest(List<LedgerRow> rows, View v) {
        return rows.isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("room.nothing")) + "</p>"
                : RowList.all(rows, v);
    }
}
