package org.earmuff.week;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.earmuff.admin.Words;
import org.earmuff.ledger.MuteHistory;
import org.earmuff.rules.mute.Scope;

/** A week's report in words, in parts that text and HTML lay out each in its own way. */
public final class WeekStory {

    /** A heading and what is below it, a line each. */
    public record Part(String heading, List<String> lines) {}

    /** One room: the cells of {@link #HEAD}, and whether it is the sum of all. */
    public record Row(List<String> cells, List<String> before, boolean total) {}

    /** Above the rooms' cells. */
    public static final List<String> HEAD = List.of("ROOM", "SOUND", "UPLOADS", "AT NIGHT", "WITHHELD", "LONGEST");

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("EEE d MMM uuuu", Locale.ENGLISH);
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private final WeekReport report;

    public WeekStory(WeekReport report) {
        this.report = report;
    }

    public String title() {
        return report.household() + ": week " + report.week().name();
    }

    /** From when to when. */
    public String subtitle() {
        return DAY.format(report.week().monday()) + " to "
                + DAY.format(report.week().monday().with(DayOfWeek.SUNDAY))
                + (report.over()
                        ? ""
                        : ", as far as "
                                + TIME.format(report.end().atZone(report.week().zone())))
                + " (" + report.week().zone().getId() + ")";
    }

    /** What a family wants to know first. */
    public List<String> summary() {
        if (!report.known()) {
            Instant begins = report.begins();
            return List.of(
                    begins == null
                            ? "There is no data: nothing is in the account yet."
                            : "There is no data of this week: the account begins on " + time(begins) + ".");
        }
        RoomWeek now = WeekReport.total(report.rooms());
        RoomWeek before = WeekReport.total(report.before());
        List<String> lines = new ArrayList<>();
        lines.add(
                now.uploads() == 0
                        ? "No sound left the house."
                        : Words.seconds(now.seconds()) + " of sound left the house, in "
                                + count(now.uploads(), "upload") + "; " + night(now) + ".");
        lines.add(
                now.withheld() == 0
                        ? "Nothing was withheld."
                        : now.withheld() == 1
                                ? "Sound was withheld once."
                                : "Sound was withheld " + now.withheld() + " times.");
        lines.add(compared(now, before));
        return lines;
    }

    private static String night(RoomWeek week) {
        return week.nightUploads() == 0
                ? "none at night"
                : week.nightUploads() == week.uploads() ? "all of it at night" : week.nightUploads() + " at night";
    }

    private String compared(RoomWeek now, RoomWeek before) {
        String that = report.over() ? "the week before" : "the week before up to the same time";
        Instant begins = report.begins();
        if (begins != null && !begins.isBefore(report.week().from())) {
            return "There is nothing to compare it with: the account begins on " + time(begins) + ".";
        }
        double more = now.seconds() - before.seconds();
        String difference = Math.abs(more) < 0.5
                ? "as much as"
                : Words.seconds(Math.abs(more)) + (more > 0 ? " more than" : " less than");
        return "That is " + difference + " " + that + " (" + Words.seconds(before.seconds()) + " in "
                + count(before.uploads(), "upload") + ", " + before.withheld() + " withheld)"
                + (begins != null && begins.isAfter(report.week().before().from())
                        ? "; of which only a part is in the account"
                        : "")
                + ".";
    }

    /** The rooms, and all of them; none where there is nothing. */
    public List<Row> rows() {
        TreeSet<String> names = new TreeSet<>(report.before().keySet());
        names.addAll(report.rooms().keySet());
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            rows.add(row(
                    name.isEmpty() ? "(no room)" : name,
                    report.rooms().getOrDefault(name, new RoomWeek()),
                    report.before().getOrDefault(name, new RoomWeek()),
                    false));
        }
        if (rows.size() > 1) {
            rows.add(row("all", WeekReport.total(report.rooms()), WeekReport.total(report.before()), true));
        }
        return rows;
    }

    private Row row(String name, RoomWeek now, RoomWeek before, boolean total) {
        return new Row(cells(name, now), cells("  week before", before), total);
    }

    private List<String> cells(String name, RoomWeek week) {
        Instant at = week.longestAt();
        return List.of(
                name,
                Words.seconds(week.seconds()),
                String.valueOf(week.uploads()),
                String.valueOf(week.nightUploads()),
                String.valueOf(week.withheld()),
                at == null ? "-" : Words.seconds(week.longest()) + ", " + time(at) + ", " + week.longestSpeaker());
    }

    /** What else there is to tell. */
    public List<Part> parts() {
        if (!report.known()) {
            return List.of();
        }
        return List.of(
                new Part("Muted", mutes()),
                new Part("Was it on?", on()),
                new Part("Missing in the account", told(report.gaps(), "Nothing is known to be missing.")),
                new Part("Refused configurations", told(report.refusals(), "None.")));
    }

    private List<String> mutes() {
        List<String> lines = new ArrayList<>();
        for (MuteHistory.Span mute : report.mutes()) {
            Instant to = mute.to();
            lines.add(whom(mute.scope()) + ", " + time(mute.from()) + " to "
                    + (to == null ? "-, not lifted yet" : time(to)) + " (" + mute.why() + ")");
        }
        if (report.moreMutes() > 0) {
            lines.add("and " + report.moreMutes() + " more");
        }
        return lines.isEmpty() ? List.of("Nobody and nothing was muted.") : lines;
    }

    private static String whom(Scope scope) {
        return scope instanceof Scope.Room room
                ? room.name()
                : scope instanceof Scope.Speaker speaker ? speaker.name() : "the whole house";
    }

    private List<String> on() {
        List<String> lines = new ArrayList<>();
        if (report.offs().isEmpty()) {
            lines.add("Earmuff was on all the time.");
        } else {
            lines.add("Earmuff was off for " + length(report.off())
                    + " in all; of that time the account can tell nothing:");
            report.offs()
                    .forEach(off ->
                            lines.add(time(off.from()) + " to " + time(off.to()) + " (" + length(off.length()) + ")"));
        }
        Instant begins = report.begins();
        if (begins != null && begins.isAfter(report.week().from())) {
            lines.add("The account begins on " + time(begins) + "; of what was before it can tell nothing.");
        }
        return lines;
    }

    private List<String> told(List<WeekReport.Told> all, String none) {
        List<String> lines =
                all.stream().map(t -> time(t.at()) + ": " + t.what()).toList();
        return lines.isEmpty() ? List.of(none) : lines;
    }

    /** What words and numbers mean. */
    public String legend() {
        return "Sound is estimated from record sizes and times. A night is from 22:00 to 06:00 by the clock on the wall;"
                + " an upload belongs to the time at which it began. Withheld: sound, or what might have been, of which"
                + " nothing left; tries within ten seconds count once.";
    }

    private String time(Instant instant) {
        return TIME.format(instant.atZone(report.week().zone()));
    }

    private static String length(Duration d) {
        long minutes = Math.max(1, Math.round(d.toSeconds() / 60.0));
        long hours = minutes / 60;
        return hours >= 48
                ? hours / 24 + " days " + hours % 24 + " h"
                : hours > 0 ? hours + " h " + minutes % 60 + " min" : minutes + " min";
    }

    private static String count(long n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
