package org.earmuff.signals;

import java.time.DateTimeException;
import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.time.zone.ZoneOffsetTransition;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Durations and instants as people write them. */
public final class TimeText {

    /** Which one is meant by a time of day or a weekday. */
    public enum Sense {
        /** The next one from now. */
        COMING,
        /** The last one before now. */
        PAST
    }

    private static final Duration LONGEST = Duration.ofDays(3660);
    private static final Pattern PIECE = Pattern.compile(
            "(\\d{1,9})\\s*(s|sec|seconds?|m|min|minutes?|h|hours?|d|days?|w|weeks?)(?=[\\d\\s]|$)\\s*");
    private static final Pattern WEEKDAY = Pattern.compile("(mon|tue|wed|thu|fri|sat|sun)[a-z]*(?:\\s+(\\d\\S*))?");
    private static final List<String> DAYS = List.of("mon", "tue", "wed", "thu", "fri", "sat", "sun");

    private static final Pattern OFFSET_AFTER_SPACE =
            Pattern.compile("^(\\d{4}-\\d\\d-\\d\\d[t ]\\d\\d:\\d\\d\\S*) (\\d\\d:\\d\\d)$");
    private static final String AGO = " ago";

    private TimeText() {}

    /**
     * Reads {@code 15 s}, {@code 30m}, {@code 3 min}, {@code 2 h}, {@code 1 day}, {@code 1 h 30 min} or {@code PT30M}.
     *
     * @return more than zero, at most ten years
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Duration duration(String text) {
        Duration d;
        try {
            String t = text.strip().toLowerCase(Locale.ROOT);
            d = t.startsWith("p") ? Duration.parse(t) : pieces(t);
        } catch (DateTimeException | ArithmeticException e) {
            d = Duration.ZERO;
        }
        if (d.isZero() || d.isNegative()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no duration: write 15 s, 30 min, 2 h, 1 day or PT30M");
        }
        if (d.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("\"" + text + "\" is longer than ten years");
        }
        return d;
    }

    private static Duration pieces(String text) {
        Matcher m = PIECE.matcher(text);
        Duration sum = Duration.ZERO;
        int at = 0;
        while (at < text.length()) {
            if (!m.find(at) || m.start() != at) {
                return Duration.ZERO;
            }
            sum = sum.plus(seconds(m.group(2)).multipliedBy(Long.parseLong(m.group(1))));
            at = m.end();
        }
        return sum;
    }

    private static Duration seconds(String unit) {
        return switch (unit.charAt(0)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            case 'd' -> Duration.ofDays(1);
            default -> Duration.ofDays(7);
        };
    }

    /**
     * Reads {@code now}, {@code today}, {@code yesterday}, {@code tomorrow}, {@code 2 h ago}, {@code 07:00}, {@code 24:00}, {@code mon 07:00}, {@code 2026-11-23},
     * {@code 2026-11-23T07:00} or RFC 3339. Times without an offset are those of the clock on the wall in {@code zone}; one that is
     * skipped there counts as the first instant after the gap.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    public static Instant instant(String text, Instant now, ZoneId zone, Sense sense) {
        String t = text.strip().toLowerCase(Locale.ROOT);
        try {
            Instant named = named(t, now, zone, sense);
            if (named != null) {
                return named;
            }
            Matcher weekday = WEEKDAY.matcher(t);
            if (weekday.matches()) {
                DayOfWeek day = DayOfWeek.of(DAYS.indexOf(weekday.group(1)) + 1);
                String time = weekday.group(2);
                return onDay(day, time == null ? LocalTime.MIDNIGHT : time(time), now, zone, sense);
            }
            return t.length() > 5
                    ? dated(plus(t).toUpperCase(Locale.ROOT).replace(' ', 'T'), zone)
                    : daily(time(t), now, zone, sense);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text
                            + "\" is no time: write 07:00, mon 07:00, 2026-11-23, 2026-11-23T07:00 or 2026-11-23T07:00:00+01:00");
        }
    }

    private static @Nullable Instant named(String text, Instant now, ZoneId zone, Sense sense) {
        if (text.endsWith(AGO)) {
            return now.minus(duration(text.substring(0, text.length() - AGO.length())));
        }
        LocalDate today = LocalDate.ofInstant(now, zone);
        return switch (text) {
            case "now" -> now;
            case "today" -> at(today.atStartOfDay(), zone);
            case "yesterday" -> at(today.minusDays(1).atStartOfDay(), zone);
            case "tomorrow" -> at(today.plusDays(1).atStartOfDay(), zone);
            // The end of today, where a time of day would be that of tomorrow.
            case "24:00" -> at(today.plusDays(sense == Sense.COMING ? 1 : 0).atStartOfDay(), zone);
            default -> null;
        };
    }

    private static LocalTime time(String text) {
        return LocalTime.parse(text.length() == 4 ? "0" + text : text);
    }

    /** In an address a plus that is not escaped comes as a space; before an offset no space can be meant. */
    private static String plus(String text) {
        return OFFSET_AFTER_SPACE.matcher(text).replaceFirst("$1+$2");
    }

    private static Instant dated(String text, ZoneId zone) {
        int t = text.indexOf('T');
        if (t < 0) {
            return at(LocalDate.parse(text).atStartOfDay(), zone);
        }
        boolean offset = text.endsWith("Z") || text.indexOf('+', t) > 0 || text.indexOf('-', t) > 0;
        return offset ? OffsetDateTime.parse(text).toInstant() : at(LocalDateTime.parse(text), zone);
    }

    private static Instant daily(LocalTime time, Instant now, ZoneId zone, Sense sense) {
        LocalDate day = LocalDate.ofInstant(now, zone);
        Instant that = at(day.atTime(time), zone);
        if (sense == Sense.COMING) {
            return that.isAfter(now) ? that : at(day.plusDays(1).atTime(time), zone);
        }
        return that.isAfter(now) ? at(day.minusDays(1).atTime(time), zone) : that;
    }

    private static Instant onDay(DayOfWeek day, LocalTime time, Instant now, ZoneId zone, Sense sense) {
        LocalDate today = LocalDate.ofInstant(now, zone);
        int ahead = Math.floorMod(day.getValue() - today.getDayOfWeek().getValue(), 7);
        Instant that = at(today.plusDays(ahead).atTime(time), zone);
        if (sense == Sense.COMING) {
            return that.isAfter(now) ? that : at(today.plusDays(ahead + 7L).atTime(time), zone);
        }
        return that.isAfter(now) ? at(today.plusDays(ahead - 7L).atTime(time), zone) : that;
    }

    private static Instant at(LocalDateTime local, ZoneId zone) {
        ZoneOffsetTransition change = zone.getRules().getTransition(local);
        return change != null && change.isGap()
                ? change.getInstant()
                : local.atZone(zone).toInstant();
    }
}
