package org.earmuff.config;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.zone.ZoneOffsetTransition;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Decision;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;

/**
 * One line of {@code expect}: what a household says its rules come to, such as {@code kitchen allow at mon 12:00}. It is about the rules
 * alone: nothing is muted, no budget is used.
 *
 * <p>A weekday's time is the next one from now, today's included where it is not over. Where the wall clock skips it, it is the first
 * instant after the gap; where it comes twice, it is both, and so is a date's time without an offset.
 */
final class Expectation {

    private static final Pattern TEXT = Pattern.compile("(\\S+)\\s+(\\S+)\\s+at\\s+(\\S.*)");
    private static final Pattern WEEKLY = Pattern.compile("([A-Za-z][A-Za-z,-]*)\\s+([0-9]{2}:[0-9]{2})");
    private static final String TIMES =
            "write one like mon 12:00, 2026-10-25T02:30 or 2026-10-25T02:30+01:00 for the time";
    private static final DateTimeFormatter SHOWN =
            DateTimeFormatter.ofPattern("EEE d MMM uuuu HH:mm xxx", Locale.ENGLISH);

    private final Value value;
    private final List<String> speakers;
    private final String verdict;
    private final String time;

    private Expectation(Value value, List<String> speakers, String verdict, String time) {
        this.value = value;
        this.speakers = speakers;
        this.verdict = verdict;
        this.time = time;
    }

    /** Reads every line; those that are none are problems. */
    static List<Expectation> read(List<Section> roots, SpeakersReader house) {
        List<Expectation> all = new ArrayList<>();
        for (Section root : roots) {
            for (Value value : root.valuesIfAny("expect")) {
                Expectation one = value.as(text -> parse(value, house));
                if (one != null) {
                    all.add(one);
                }
            }
        }
        return all;
    }

    private static Expectation parse(Value value, SpeakersReader house) {
        Matcher parts = TEXT.matcher(value.text().strip());
        if (!parts.matches()) {
            throw new IllegalArgumentException(
                    "is not an expectation; write a speaker, a verdict, at and a time, like kitchen allow at mon 12:00");
        }
        String who = parts.group(1);
        if (!who.equals("all")
                && !house.names().contains(who)
                && !house.groups().contains(who)) {
            Set<String> known = new LinkedHashSet<>(house.names());
            String near = Nearest.of(who, known);
            throw new IllegalArgumentException("begins with \"" + who + "\", which is no speaker, group or all"
                    + (near == null ? "" : "; did you mean \"" + near + "\"?"));
        }
        if (!List.of("allow", "limit", "withhold", "refuse").contains(parts.group(2))) {
            throw new IllegalArgumentException(
                    "has \"" + parts.group(2) + "\" for a verdict; write allow, limit, withhold or refuse");
        }
        instants(parts.group(3), Instant.EPOCH, ZoneId.of("UTC"));
        List<String> named = house.speakers().stream()
                .filter(s ->
                        who.equals("all") || s.name().equals(who) || s.groups().contains(who))
                .map(SpeakerDef::name)
                .toList();
        return new Expectation(value, named, parts.group(2), parts.group(3));
    }

    /** Notes where the rules come to something else. */
    void check(Configuration configuration, Instant now) {
        ZoneId zone = configuration.household().timezone();
        for (Instant at : instants(time, now, zone)) {
            for (SpeakerDef speaker : configuration.speakers()) {
                if (!speakers.contains(speaker.name())) {
                    continue;
                }
                Decision decision = configuration.foresee(speaker, at);
                if (!decision.verdict().word().equals(verdict)) {
                    value.problem("fails: at " + SHOWN.format(at.atZone(zone)) + " the verdict for " + speaker.name()
                            + " is " + decision.verdict().word() + because(decision)
                            + strangers(configuration)
                            + "; mend the rules or this line");
                    return;
                }
            }
        }
    }

    /** A rule that names nobody is only a warning, but likely why an expectation fails, and then no warning is told. */
    private static String strangers(Configuration configuration) {
        Strangers house = new Strangers(configuration.speakers());
        return configuration.rules().rules().stream()
                .filter(rule -> !house.in(rule.speakers()).isEmpty())
                .findFirst()
                .map(rule -> " (rule " + rule.ref().name() + " names " + String.join(", ", house.in(rule.speakers()))
                        + ", which is not below speakers)")
                .orElse("");
    }

    private String because(Decision decision) {
        RuleRef rule = decision.rule();
        return rule == null
                ? ", for no rule says otherwise"
                : ", by rule " + rule.name() + " in "
                        + value.problems().place(rule.file(), rule.line()) + " ("
                        + decision.reason().word() + ")";
    }

    private static List<Instant> instants(String text, Instant now, ZoneId zone) {
        Matcher weekly = WEEKLY.matcher(text);
        if (weekly.matches()) {
            return comingDays(weekly.group(1), weekly.group(2), now, zone);
        }
        try {
            int t = Math.max(text.indexOf('T'), 0);
            boolean offset = text.endsWith("Z") || text.indexOf('+', t) > 0 || text.indexOf('-', t) > 0;
            return offset && t > 0
                    ? List.of(OffsetDateTime.parse(text).toInstant())
                    : onWall(LocalDateTime.parse(text), zone);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("has \"" + text + "\" for a time; " + TIMES, e);
        }
    }

    private static List<Instant> comingDays(String days, String time, Instant now, ZoneId zone) {
        LocalTime at;
        List<Window> windows;
        try {
            at = LocalTime.parse(time);
            windows = WeeklyHours.parse(days + " " + time + "-24:00").windows();
        } catch (DateTimeException | IllegalArgumentException e) {
            throw new IllegalArgumentException("has \"" + days + " " + time + "\" for a time; " + TIMES, e);
        }
        List<Instant> coming = new ArrayList<>();
        for (DayOfWeek day : windows.stream().map(Window::day).distinct().toList()) {
            LocalDate date = LocalDate.ofInstant(now, zone);
            while (date.getDayOfWeek() != day
                    || onWall(date.atTime(at), zone).get(0).isBefore(now)) {
                date = date.plusDays(1);
            }
            coming.addAll(onWall(date.atTime(at), zone));
        }
        return coming;
    }

    /** One instant, or two where the wall clock shows the time twice. */
    private static List<Instant> onWall(LocalDateTime time, ZoneId zone) {
        ZoneOffsetTransition shift = zone.getRules().getTransition(time);
        if (shift == null) {
            return List.of(time.atZone(zone).toInstant());
        }
        return shift.isGap()
                ? List.of(shift.getInstant())
                : List.of(time.toInstant(shift.getOffsetBefore()), time.toInstant(shift.getOffsetAfter()));
    }
}
