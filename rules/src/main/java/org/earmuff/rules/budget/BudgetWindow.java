package org.earmuff.rules.budget;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.TemporalAdjusters;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;

/**
 * The calendar stretch that a budget is for, by the clock on the household's wall. Windows of one kind follow each other without a gap or
 * an overlap, on every day and in every zone.
 *
 * <p>A day lasts from its first instant to the next day's, be it 23, 24 or 25 hours; a week begins on Monday; an hour begins whenever the
 * clock reads a whole hour, so that one that is repeated is two.
 */
public enum BudgetWindow {
    HOUR("hour"),
    DAY("day"),
    WEEK("week");

    private static final long HOUR_SECONDS = 3600;

    private final String word;

    BudgetWindow(String word) {
        this.word = word;
    }

    /** The word users read. */
    public String word() {
        return word;
    }

    /** The first instant of the window that an instant lies in. */
    public Instant start(Instant at, ZoneId zone) {
        return this == HOUR ? hourStart(at, zone.getRules()) : first(firstDate(at, zone), zone);
    }

    /** The first instant of the window after the one that an instant lies in. */
    public Instant end(Instant at, ZoneId zone) {
        return this == HOUR ? hourEnd(at, zone.getRules()) : first(after(firstDate(at, zone)), zone);
    }

    private LocalDate firstDate(Instant at, ZoneId zone) {
        LocalDate date = LocalDate.ofInstant(at, zone);
        LocalDate first = this == WEEK ? date.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY)) : date;
        // Where clocks go back over midnight the new day has begun already, although the wall shows the old one again.
        LocalDate next = after(first);
        return first(next, zone).isAfter(at) ? first : next;
    }

    private LocalDate after(LocalDate first) {
        return first.plusDays(this == WEEK ? 7 : 1);
    }

    private static Instant first(LocalDate date, ZoneId zone) {
        return date.atStartOfDay(zone).toInstant();
    }

    private static Instant hourStart(Instant instant, ZoneRules rules) {
        Instant at = instant;
        while (true) {
            Instant whole = Instant.ofEpochSecond(at.getEpochSecond() - intoHour(at, rules));
            ZoneOffsetTransition shift = rules.previousTransition(at.plusNanos(1));
            if (shift == null || !whole.isBefore(shift.getInstant())) {
                return whole;
            }
            at = shift.getInstant().minusNanos(1);
        }
    }

    private static Instant hourEnd(Instant instant, ZoneRules rules) {
        Instant at = instant;
        while (true) {
            Instant whole = Instant.ofEpochSecond(at.getEpochSecond() + HOUR_SECONDS - intoHour(at, rules));
            ZoneOffsetTransition shift = rules.nextTransition(at);
            if (shift == null || whole.isBefore(shift.getInstant())) {
                return whole;
            }
            at = shift.getInstant();
            if (intoHour(at, rules) == 0) {
                return at;
            }
        }
    }

    private static long intoHour(Instant at, ZoneRules rules) {
        return Math.floorMod(at.getEpochSecond() + rules.getOffset(at).getTotalSeconds(), HOUR_SECONDS);
    }
}
