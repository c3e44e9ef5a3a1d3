package org.earmuff.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
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

    private final Timeline timeline;

    RoomPage(Timeline timeline) {
        this.timeline = timeline;
    }

    String draw(Call call, View v) {
        call.only(Set.of("name"));
        String room = call.parameter("name") == null ? "" : String.valueOf(call.parameter("name"));
        List<SpeakerView> in = HomePage.byRoom(v.s()).getOrDefault(room, List.of());
        if (in.isEmpty()) {
            throw new Problem(404, "no speaker is in a room \"" + room + "\"");
        }
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

    private static Html page(View v, String room, List<SpeakerView> in, List<Bucket> buckets, LocalDate today) {
        double seconds = buckets.stream().mapToDouble(Bucket::leftSeconds).sum();
        long withheld = buckets.stream().mapToLong(Bucket::withheld).sum();
        long uploads = buckets.stream().mapToLong(Bucket::uploads).sum();
        return Html.of("room.html")
                .piece("card", new RoomCard(v).draw(room, 1, in))
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
