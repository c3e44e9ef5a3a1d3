package org.earmuff.rules.hours;

import java.time.DayOfWeek;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one window as people write it: days, a space, two times. */
final class WindowText {

    private static final Map<String, DayOfWeek> DAYS = Map.of(
            "mon", DayOfWeek.MONDAY,
            "tue", DayOfWeek.TUESDAY,
            "wed", DayOfWeek.WEDNESDAY,
            "thu", DayOfWeek.THURSDAY,
            "fri", DayOfWeek.FRIDAY,
            "sat", DayOfWeek.SATURDAY,
            "sun", DayOfWeek.SUNDAY);
    private static final Map<String, Set<DayOfWeek>> SETS = Map.of(
            "daily", EnumSet.allOf(DayOfWeek.class),
            "weekdays", EnumSet.range(DayOfWeek.MONDAY, DayOfWeek.FRIDAY),
            "weekends", EnumSet.of(DayOfWeek.SATURDAY, DayOfWeek.SUNDAY));

    private static final Pattern LOOSE = Pattern.compile("\\s*([-,])\\s*");
    private static final Pattern DAYS_AND_TIMES = Pattern.compile("(?:(\\S+)\\s+)?(\\S*[0-9]\\S*)");
    private static final Pattern TIME = Pattern.compile("([0-9]{2}):([0-9]{2})");
    private static final String EXAMPLE = "write one like \"mon-fri 07:00-22:30\"";

    private WindowText() {}

    /**
     * One window for each day that the text names.
     *
     * @throws IllegalArgumentException a clause for the user: what is wrong and what would be right
     */
    static List<Window> parse(String text) {
        String tight = LOOSE.matcher(text.strip().toLowerCase(Locale.ROOT)).replaceAll("$1");
        Matcher parts = DAYS_AND_TIMES.matcher(tight);
        if (!parts.matches()) {
            throw new IllegalArgumentException("is not days and times; " + EXAMPLE);
        }
        if (parts.group(1) == null) {
            throw new IllegalArgumentException("names no days; write \"daily "
                    + parts.group(2).replaceAll("\\b(\\d):", "0$1:") + "\" for every day");
        }
        String[] times = parts.group(2).split("-", -1);
        if (times.length != 2) {
            throw new IllegalArgumentException("needs one start and one end; " + EXAMPLE);
        }
        int start = minute(times[0]);
        if (start == Window.MINUTES_A_DAY) {
            throw new IllegalArgumentException(
                    "starts at 24:00, which only an end can be; write 00:00 and the next day");
        }
        int end = minute(times[1]);
        List<Window> windows = new ArrayList<>();
        for (DayOfWeek day : days(parts.group(1))) {
            windows.add(new Window(day, start, end));
        }
        return windows;
    }

    private static Set<DayOfWeek> days(String list) {
        Set<DayOfWeek> days = EnumSet.noneOf(DayOfWeek.class);
        for (String item : list.split(",", -1)) {
            Set<DayOfWeek> set = SETS.get(item);
            String[] range = item.split("-", -1);
            if (set != null) {
                days.addAll(set);
            } else if (range.length == 1) {
                days.add(day(item));
            } else if (range.length == 2) {
                days.addAll(range(day(range[0]), day(range[1])));
            } else {
                throw notDay(item);
            }
        }
        return days;
    }

    private static Set<DayOfWeek> range(DayOfWeek first, DayOfWeek last) {
        if (first == last) {
            throw new IllegalArgumentException("has a range from a day to itself; write that day alone, or daily");
        }
        Set<DayOfWeek> days = EnumSet.of(first, last);
        for (DayOfWeek day = first; day != last; day = day.plus(1)) {
            days.add(day);
        }
        return days;
    }

    private static DayOfWeek day(String word) {
        DayOfWeek day = DAYS.get(word);
        if (day == null) {
            throw notDay(word);
        }
        return day;
    }

    private static IllegalArgumentException notDay(String word) {
        String hint = "write mon, tue, wed, thu, fri, sat, sun, a range like mon-fri, daily, weekdays or weekends";
        for (String day : DAYS.keySet()) {
            if (word.startsWith(day) && word.indexOf('-') < 0) {
                hint = "write " + day;
            }
        }
        for (String set : SETS.keySet()) {
            if (word.equals(set.substring(0, set.length() - 1))) {
                hint = "write " + set;
            }
        }
        return new IllegalArgumentException("has \"" + word + "\" where a day should be; " + hint);
    }

    /** Minute of the day, 0 to 1440. */
    private static int minute(String text) {
        Matcher time = TIME.matcher(text);
        int hours = time.matches() ? Integer.parseInt(time.group(1)) : 99;
        int minutes = time.matches() ? Integer.parseInt(time.group(2)) : 99;
        int minute = hours * 60 + minutes;
        if (minutes > 59 || minute > Window.MINUTES_A_DAY) {
            throw new IllegalArgumentException("has \"" + text
                    + "\" where a time should be; write hours and minutes like 07:00, to 24:00 at most");
        }
        return minute;
    }
}
