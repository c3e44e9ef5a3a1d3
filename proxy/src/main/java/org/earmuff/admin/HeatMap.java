package org.earmuff.admin;

import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Collection;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.earmuff.ledger.Timeline.Bucket;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** A fortnight by hour as a table: the darker a cell, the more sound left in it. */
final class HeatMap {

    static final int DAYS = 14;

    private static final double[] LEVELS = {0, 5, 15, 60, 180};

    private HeatMap() {}

    /** One hour of a day, by the clock on the wall; of an hour that is repeated both. */
    private record Hour(LocalDate day, int hour) {}

    private record Sum(double seconds, long withheld) {
        Sum plus(Sum other) {
            return new Sum(seconds + other.seconds, withheld + other.withheld);
        }
    }

    static String draw(Collection<Bucket> buckets, LocalDate today, ZoneId zone) {
        Map<Hour, Sum> hours = new HashMap<>();
        for (Bucket b : buckets) {
            ZonedDateTime at = b.start().atZone(zone);
            hours.merge(new Hour(at.toLocalDate(), at.getHour()), new Sum(b.leftSeconds(), b.withheld()), Sum::plus);
        }
        StringBuilder rows = new StringBuilder();
        for (int back = 0; back < DAYS; back++) {
            rows.append(row(today.minusDays(back), hours));
        }
        return Html.of("heat.html")
                .piece("hours", head())
                .piece("rows", rows.toString())
                .fill();
    }

    private static String head() {
        StringBuilder html = new StringBuilder();
        for (int hour = 0; hour < 24; hour += 6) {
            html.append("<th scope=\"colgroup\" colspan=\"6\">")
                    .append(String.format(Locale.ROOT, "%02d:00", hour))
                    .append("</th>");
        }
        return html.toString();
    }

    private static String row(LocalDate day, Map<Hour, Sum> hours) {
        StringBuilder html = new StringBuilder("<tr><th scope=\"row\">")
                .append(Html.escape(Phrases.date("date.heat").format(day)))
                .append("</th>");
        for (int hour = 0; hour < 24; hour++) {
            html.append(cell(hour, hours.get(new Hour(day, hour))));
        }
        return html.append("</tr>\n").toString();
    }

    private static String cell(int hour, @Nullable Sum sum) {
        if (sum == null || (sum.seconds() == 0 && sum.withheld() == 0)) {
            return "<td></td>";
        }
        int level = 0;
        for (double from : LEVELS) {
            level += sum.seconds() > from ? 1 : 0;
        }
        String said = Html.escape(Phrases.say(
                "heat.cell",
                String.format(Locale.ROOT, "%02d:00", hour),
                Words.seconds(sum.seconds()),
                Phrases.count("withheld", sum.withheld())));
        String kept = sum.withheld() > 0 ? " kept" : "";
        return "<td class=\"h" + level + kept + "\" title=\"" + said + "\"><span class=\"vh\">" + said + "</span></td>";
    }
}
