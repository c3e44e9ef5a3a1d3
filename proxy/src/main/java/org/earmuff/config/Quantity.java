package org.earmuff.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Sizes and rates as people write them, such as {@code 32 KiB} and {@code 64 kbit/s}. Units are written exactly so, for 1 kb is not 1 kB. */
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

    private static long bounded(BigDecimal bytes, String what, String range) {
        if (bytes.compareTo(BigDecimal.ONE) < 0 || bytes.compareTo(BigDecimal.valueOf(MOST)) > 0) {
            throw new IllegalArgumentException("is out of range; " + what + " is " + range);
        }
        return bytes.longValue();
    }
}
