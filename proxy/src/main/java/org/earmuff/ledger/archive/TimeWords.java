package org.earmuff.ledger.archive;

import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times as archives write them. A value counts only as a whole: a sentence that has a date in it is no time. */
final class TimeWords {

    private static final int LONGEST = 64;

    private static final String CLOCK =
            "(\\d{1,2})[:_](\\d{2})(?:[:_](\\d{2})(?:[.,](\\d{1,9}))?)?(?: ?([AaPp])\\.?[Mm]\\.?)?";
    private static final String ZONE = "(?: ?\\(?([A-Za-z]{1,5}|(?:UTC|GMT)?[+-]\\d{1,2}:?\\d{0,2})\\)?)?";
    private static final Pattern ISO =
            Pattern.compile("(\\d{4})[-/](\\d{1,2})[-/](\\d{1,2})(?:[T ]|, )" + CLOCK + ZONE);
    private static final Pattern SLASHES =
            Pattern.compile("(\\d{1,2})([/.-])(\\d{1,2})\\2(\\d{4}|\\d{2})(?:,? |T)" + CLOCK + ZONE);
    private static final Pattern MONTH_FIRST =
            Pattern.compile("(?:[A-Za-z]{3,9},? )?([A-Za-z]{3,9})\\.? (\\d{1,2}),? (\\d{4})(?:,| at)? " + CLOCK + ZONE);
    private static final Pattern DAY_FIRST = Pattern.compile(
            "(?:[A-Za-z]{3,9},? )?(\\d{1,2})\\.? ([A-Za-z]{3,9})\\.? (\\d{4})(?:,| at)? " + CLOCK + ZONE);
    private static final Pattern EPOCH = Pattern.compile("(1\\d{9})(\\d{3})?(?:\\.\\d{1,9})?");
    private static final Pattern SPACES = Pattern.compile("[\\s\\u00a0\\u202f\\u2009]+");

    private static final List<String> MONTHS =
            List.of("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec");

    /** Hours from UTC. Abbreviations that mean several things (IST, CST in China) are as in the United States or left out. */
    private static final Map<String, Integer> ZONES = Map.ofEntries(
            Map.entry("Z", 0),
            Map.entry("UTC", 0),
            Map.entry("GMT", 0),
            Map.entry("WET", 0),
            Map.entry("WEST", 1),
            Map.entry("BST", 1),
            Map.entry("CET", 1),
            Map.entry("CEST", 2),
            Map.entry("EET", 2),
            Map.entry("EEST", 3),
            Map.entry("AST", -4),
            Map.entry("ADT", -3),
            Map.entry("EST", -5),
            Map.entry("EDT", -4),
            Map.entry("CST", -6),
            Map.entry("CDT", -5),
            Map.entry("MST", -7),
            Map.entry("MDT", -6),
            Map.entry("PST", -8),
            Map.entry("PDT", -7),
            Map.entry("AKST", -9),
            Map.entry("AKDT", -8),
            Map.entry("HST", -10),
            Map.entry("JST", 9),
            Map.entry("AEST", 10),
            Map.entry("AEDT", 11),
            Map.entry("NZST", 12),
            Map.entry("NZDT", 13));

    private TimeWords() {}

    /** Which of two numbers is the day. */
    enum Order {
        KNOWN,
        DAY_FIRST,
        UNKNOWN
    }

    /**
     * A time as it is written.
     *
     * @param first the month; where the order is unknown the number that is written first
     * @param second the day, or the number that is written second
     * @param step what it is cut to, in milliseconds: 1, 1000 or 60,000
     * @param offset from UTC in seconds; null where no zone is written, or one that is not known
     */
    record Written(
            int first,
            int second,
            int year,
            Order order,
            long millisOfDay,
            int step,
            @Nullable Integer offset) {

        /** Milliseconds since 1970, of UTC where the zone is known and else of the wall clock; null where there is no such day. */
        @Nullable
        Long millis(boolean dayFirst) {
            boolean swap = order == Order.DAY_FIRST || (order == Order.UNKNOWN && dayFirst);
            try {
                LocalDate day = LocalDate.of(year, swap ? second : first, swap ? first : second);
                long local = day.toEpochDay() * 86_400_000L + millisOfDay;
                return offset == null ? local : local - offset * 1000L;
            } catch (DateTimeException e) {
                return null;
            }
        }
    }

    /** Reads one value; null where it is no time with a day and at least a minute. */
    static @Nullable Written read(String value) {
        if (value.length() < 8 || value.length() > LONGEST) {
            return null;
        }
        String text = SPACES.matcher(value).replaceAll(" ").strip();
        try {
            return read(text, Character.isDigit(text.isEmpty() ? ' ' : text.charAt(0)));
        } catch (DateTimeException | NumberFormatException e) {
            return null;
        }
    }

    private static @Nullable Written read(String text, boolean digit) {
        if (digit) {
            Matcher m = ISO.matcher(text);
            if (m.matches()) {
                return written(number(m, 2), number(m, 3), number(m, 1), Order.KNOWN, m, 4);
            }
            m = SLASHES.matcher(text);
            if (m.matches()) {
                int year = number(m, 4) < 100 ? 2000 + number(m, 4) : number(m, 4);
                Order order = m.group(2).equals(".") ? Order.DAY_FIRST : Order.UNKNOWN;
                return written(number(m, 1), number(m, 3), year, order, m, 5);
            }
            m = EPOCH.matcher(text);
            if (m.matches()) {
                return epoch(
                        Long.parseLong(m.group(1)) * 1000 + (m.group(2) == null ? 0 : number(m, 2)),
                        m.group(2) != null);
            }
            m = DAY_FIRST.matcher(text);
            return m.matches() ? written(month(m.group(2)), number(m, 1), number(m, 3), Order.KNOWN, m, 4) : null;
        }
        Matcher m = MONTH_FIRST.matcher(text);
        if (m.matches()) {
            return written(month(m.group(1)), number(m, 2), number(m, 3), Order.KNOWN, m, 4);
        }
        m = DAY_FIRST.matcher(text);
        return m.matches() ? written(month(m.group(2)), number(m, 1), number(m, 3), Order.KNOWN, m, 4) : null;
    }

    /** An instant in milliseconds since 1970. */
    static Written epoch(long millis, boolean exact) {
        LocalDate day = LocalDate.ofEpochDay(Math.floorDiv(millis, 86_400_000L));
        return new Written(
                day.getMonthValue(),
                day.getDayOfMonth(),
                day.getYear(),
                Order.KNOWN,
                Math.floorMod(millis, 86_400_000L),
                exact ? 1 : 1000,
                0);
    }

    private static @Nullable Written written(int first, int second, int year, Order order, Matcher m, int clock) {
        int hour = number(m, clock);
        int minute = number(m, clock + 1);
        String seconds = m.group(clock + 2);
        String fraction = m.group(clock + 3);
        String half = m.group(clock + 4);
        if (half != null) {
            if (hour < 1 || hour > 12) {
                return null;
            }
            hour = hour % 12 + (half.equalsIgnoreCase("p") ? 12 : 0);
        }
        int second60 = seconds == null ? 0 : Math.min(59, Integer.parseInt(seconds));
        boolean day = first >= 1 && second >= 1 && first <= 31 && second <= 31 && (first <= 12 || second <= 12);
        if (hour > 23 || minute > 59 || !day || year < 2010 || year > 2100) {
            return null;
        }
        int millis = fraction == null ? 0 : Integer.parseInt((fraction + "00").substring(0, 3));
        long ofDay = ((hour * 60L + minute) * 60 + second60) * 1000 + millis;
        return new Written(
                first,
                second,
                year,
                order,
                ofDay,
                seconds == null ? 60_000 : fraction == null ? 1000 : 1,
                offset(m.group(clock + 5)));
    }

    private static @Nullable Integer offset(@Nullable String zone) {
        if (zone == null) {
            return null;
        }
        String upper = zone.toUpperCase(Locale.ROOT);
        Integer hours = ZONES.get(upper);
        if (hours != null) {
            return hours * 3600;
        }
        int sign = Math.max(upper.indexOf('+'), upper.indexOf('-'));
        if (sign < 0) {
            return null;
        }
        String digits = upper.substring(sign + 1).replace(":", "");
        int value = Integer.parseInt(digits);
        int seconds = digits.length() <= 2 ? value * 3600 : value / 100 * 3600 + value % 100 * 60;
        return ZoneOffset.ofTotalSeconds(upper.charAt(sign) == '-' ? -seconds : seconds)
                .getTotalSeconds();
    }

    private static int month(String name) {
        return name.length() < 3 ? 0 : 1 + MONTHS.indexOf(name.substring(0, 3).toLowerCase(Locale.ROOT));
    }

    private static int number(Matcher m, int group) {
        return Integer.parseInt(m.group(group));
    }
}
