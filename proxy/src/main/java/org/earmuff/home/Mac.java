package org.earmuff.home;

import java.util.HexFormat;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The hardware address of one device.
 *
 * @param bits its six bytes, the first sent the highest
 */
public record Mac(long bits) implements Matcher {

    private static final Pattern TEXT =
            Pattern.compile("[0-9A-Fa-f]{2}(?:(?::[0-9A-Fa-f]{2}){5}|(?:-[0-9A-Fa-f]{2}){5})");
    private static final long GROUP_BIT = 0x01_00_00_00_00_00L;
    private static final long LOCAL_BIT = 0x02_00_00_00_00_00L;
    private static final HexFormat COLONS = HexFormat.ofDelimiter(":").withUpperCase();

    public Mac {
        if (bits <= 0 || bits >= 1L << 48) {
            throw new IllegalArgumentException("is no device's address; write the one printed on the device");
        }
        if ((bits & GROUP_BIT) != 0) {
            throw new IllegalArgumentException(
                    "is a multicast address, which no device has; write the one printed on the device");
        }
    }

    static boolean looksLike(String text) {
        return TEXT.matcher(text).matches();
    }

    /**
     * Reads six pairs of hexadecimal digits, colons or hyphens between.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    public static Mac parse(String text) {
        if (!looksLike(text)) {
            throw new IllegalArgumentException("is not a MAC address; write one like 44:65:0D:12:34:56");
        }
        return new Mac(HexFormat.fromHexDigitsToLong(text.replace(":", "").replace("-", "")));
    }

    /** Whether the device made it up (the locally administered bit): phones do, anew for each network; speakers on sale do not. */
    public boolean madeUp() {
        return (bits & LOCAL_BIT) != 0;
    }

    /** Upper-case, colons between. */
    @Override
    public String toString() {
        String hex = String.format(Locale.ROOT, "%012x", bits);
        return COLONS.formatHex(HexFormat.of().parseHex(hex));
    }
}
