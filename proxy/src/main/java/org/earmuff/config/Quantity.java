package org.earmuff.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.jspecify.annotations.Nullable;

/**
 * Sizes, rates, durations and budgets as people write them, such as {@code 32 KiB}, {@code 64 kbit/s}, {@code 15 s} and {@code 3 min per
 * day}. Units of bytes are written exactly so, for 1 kb is not 1 kB.
 */
final class Quantity {

    private static final Pattern TEXT = Pattern.compile("([0-9]{1,12}(?:\\.[0-9]{1,3})?) ?([A-Za-z/]+)");
    private static final Map<String, Long> BYTES = Map.of(
            "B", 1L,
            "kB", 1_000L,
            "MB", 1_000_000L,
            "GB", 1_000_000_000L,
            "KiB", 1L << 10,
            "MiB", 1L << 20,
            "GiB", 1L << 30);
    private static final Map<String, Long> BITS =
            Map.of("bit", 1L, "kbit", 1_000L, "Mbit", 1_000_000L, "Gbit", 1_000_000_000L);

    private static final Map<String, Long> MILLIS = Map.of(
            "s", 1_000L,
            "sec", 1_000L,
            "second", 1_000L,
            "min", 60_000L,
            "minute", 60_000L,
            "h", 3_600_000L,
            "hour", 3_600_000L,
            "day", 86_400_000L);

    private static final Pattern BUDGET = Pattern.compile("(.+?) per (\\S+)");

    /** A tebibyte, in a second too: far beyond any speaker, far below overflow. */
    private static final long MOST = 1L << 40;

    private Quantity() {}

    /**
     * Bytes, from {@code 1 B} to {@code 1024 GiB}; a fraction of a byte is cut off.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    static long size(String text) {
        Matcher parts = TEXT.matcher(text);
        Long unit = parts.matches() ? BYTES.get(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "is not a size; write a number and B, kB, MB, GB, KiB, MiB or GiB, like 32 KiB");
        }
        return bounded(new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit)), "a size", "1 B to 1024 GiB");
    }

    /**
     * Bytes a second, from {@code 8 bit/s}; a fraction of a byte is cut off.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    static long rate(String text) {
        Matcher parts = TEXT.matcher(text);
        String unit = parts.matches() && parts.group(2).endsWith("/s")
                ? parts.group(2).substring(0, parts.group(2).length() - 2)
                : "";
        boolean inBits = BITS.containsKey(unit);
        Long factor = inBits ? BITS.get(unit) : BYTES.get(unit);
        if (factor == null) {
            throw new IllegalArgumentException(
                    "is not a rate; write a number and bit/s, kbit/s, Mbit/s, B/s, kB/s, MB/s, KiB/s or MiB/s, like 64 kbit/s");
        }
        BigDecimal perByte = BigDecimal.valueOf(inBits ? 8 : 1);
        BigDecimal perSecond = new BigDecimal(parts.group(1))
                .multiply(BigDecimal.valueOf(factor))
                .divide(perByte, 3, RoundingMode.DOWN);
        return bounded(perSecond, "a rate", "8 bit/s (1 B/s) to 1024 GiB/s");
    }

    /**
     * From {@code 1 s} to {@code 24 h}; fractions to the millisecond.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    static Duration duration(String text) {
        return duration(text, Duration.ofSeconds(1), Duration.ofDays(1), "1 s to 24 h");
    }

    /**
     * The same between other bounds.
     *
     * @param range the bounds in words
     * @throws IllegalArgumentException with a clause for the user
     */
    static Duration duration(String text, Duration least, Duration most, String range) {
        Matcher parts = TEXT.matcher(text);
        Long unit = parts.matches() ? millis(parts.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException("is not a duration; write a number and s, min, h or day, like 15 s");
        }
        BigDecimal millis = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
        if (millis.compareTo(BigDecimal.valueOf(least.toMillis())) < 0
                || millis.compareTo(BigDecimal.valueOf(most.toMillis())) > 0) {
            throw new IllegalArgumentException("is out of range; write " + range);
        }
        return Duration.ofMillis(millis.longValue());
    }

    /**
     * Seconds of sound or bytes in a calendar hour, day or week.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    static Budget budget(String text) {
        Matcher halves = BUDGET.matcher(text);
        String much = halves.matches() ? halves.group(1) : "";
        Matcher parts = TEXT.matcher(much);
        BudgetWindow window = halves.matches() ? window(halves.group(2)) : null;
        Long millis = parts.matches() ? millis(parts.group(2)) : null;
        Long unit = millis != null ? millis : parts.matches() ? BYTES.get(parts.group(2)) : null;
        if (window == null || unit == null) {
            throw new IllegalArgumentException("is not a budget; write seconds of sound or bytes, per, and hour, day or"
                    + " week, like 3 min per day or 20 MB per hour");
        }
        BigDecimal amount = new BigDecimal(parts.group(1)).multiply(BigDecimal.valueOf(unit));
        long least = millis != null ? 1_000 : 1;
        if (amount.compareTo(BigDecimal.valueOf(least)) < 0 || amount.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException(
                    millis != null
                            ? "is out of range; write 1 s or more, or refuse: true for nothing at all"
                            : "is out of range; write 1 B to 1024 GiB, or refuse: true for nothing at all");
        }
        return new Budget(millis != null ? BudgetUnit.SECONDS : BudgetUnit.BYTES, amount.longValue(), window);
    }

    private static @Nullable BudgetWindow window(String word) {
        return switch (word) {
            case "hour" -> BudgetWindow.HOUR;
            case "day" -> BudgetWindow.DAY;
            case "week" -> BudgetWindow.WEEK;
            default -> null;
        };
    }

    /** One or many: 1 minute, 3 minutes. */
    private static @Nullable Long millis(String unit) {
        boolean many = unit.length() > 3 && unit.endsWith("s");
        return MILLIS.get(many ? unit.substring(0, unit.length() - 1) : unit);
    }

    private static long bounded(BigDecimal bytes, String what, String range) {
        if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException("is out of range; " + what + " is " + range);
        }
        return bytes.longValue();
    }
}
