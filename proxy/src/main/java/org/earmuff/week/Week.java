package org.earmuff.week;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.time.temporal.IsoFields;
import java.time.temporal.TemporalAdjusters;
import java.util.Locale;
import org.earmuff.rules.budget.BudgetWindow;

/**
 * A calendar week of a zone, from Monday's first instant to the next Monday's: 167, 168 or 169 hours.
 *
 * @param monday its first day
 */
public record Week(LocalDate monday, ZoneId zone) {

    private static final DateTimeFormatter ISO =
            DateTimeFormatter.ISO_WEEK_DATE.withResolverStyle(ResolverStyle.STRICT);

    /** The one that an instant lies in. */
    public static Week at(Instant instant, ZoneId zone) {
        Instant from = BudgetWindow.WEEK.start(instant, zone);
        return new Week(LocalDate.ofInstant(from, zone), zone);
    }

    /**
     * Reads {@code last} (the last that is over), {@code current}, {@code 2026-W47}, or a date in it such as {@code 2026-11-18}.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Week parse(String text, Instant now, ZoneId zone) {
        String t = text.strip().toUpperCase(Locale.ROOT);
        Week current = at(now, zone);
        try {
            Week week = switch (t) {
                case "LAST" -> current.before();
                case "CURRENT", "THIS" -> current;
                default ->
                    new Week(
                            (t.contains("W") ? LocalDate.parse(t + "-1", ISO) : LocalDate.parse(t))
                                    .with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)),
                            zone);
            };
            if (week.monday().isAfter(current.monday())) {
                throw new IllegalArgumentException("\"" + text + "\" has not begun yet");
            }
            return week;
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no week: write last, current, 2026-W47, or a day in it like 2026-11-18");
        }
    }

    public Instant from() {
        return BudgetWindow.WEEK.start(monday.plusDays(1).atStartOfDay(zone).toInstant(), zone);
    }

    /** Its first instant that is no longer in it. */
    public Instant to() {
        return BudgetWindow.WEEK.end(monday.plusDays(1).atStartOfDay(zone).toInstant(), zone);
    }

    public Week before() {
        return new Week(monday.minusWeeks(1), zone);
    }

    /** Such as {@code 2026-W47}. */
    public String name() {
        return String.format(
                Locale.ROOT,
                "%d-W%02d",
                monday.get(IsoFields.WEEK_BASED_YEAR),
                monday.get(IsoFields.WEEK_OF_WEEK_BASED_YEAR));
    }
}
