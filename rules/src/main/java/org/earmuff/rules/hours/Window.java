package org.earmuff.rules.hours;

import java.time.DayOfWeek;
import java.util.Locale;

/**
 * One stretch of wall-clock time on one day of the week, its start inside it and its end not.
 *
 * <p>An end at or before the start lies on the next day, so {@code 07:00-07:00} is a whole day and night; the window belongs to the day
 * that it starts on.
 *
 * @param day the day that it starts on
 * @param start minute of that day, 0 to 1439
 * @param end minute of the day that it ends on, 0 to 1440 where 1440 is {@code 24:00}
 */
public record Window(DayOfWeek day, int start, int end) {

    static final int MINUTES_A_DAY = 24 * 60;

    public Window {
        if (start < 0 || start >= MINUTES_A_DAY || end < 0 || end > MINUTES_A_DAY) {
            throw new IllegalArgumentException("a window starts at 00:00 to 23:59 and ends at 00:00 to 24:00");
        }
    }

    /** Minutes from the start to the end by a clock that is never changed: 1 to 1440. */
    public int minutes() {
        return end > start ? end - start : end + MINUTES_A_DAY - start;
    }

    /** Minute of the week at which it starts, counted from Monday 00:00. */
    int startOfWeek() {
        return (day.getValue() - 1) * MINUTES_A_DAY + start;
    }

    /** As it would be written, such as {@code mon 07:00-22:30}. */
    @Override
    public String toString() {
        return day.name().substring(0, 3).toLowerCase(Locale.ROOT) + " " + clock(start) + "-" + clock(end);
    }

    private static String clock(int minute) {
        return String.format(Locale.ROOT, "%02d:%02d", minute / 60, minute % 60);
    }
}
