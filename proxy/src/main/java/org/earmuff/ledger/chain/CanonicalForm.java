package org.earmuff.ledger.chain;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * One text for one set of fields: a JSON object by the JSON Canonicalization Scheme (RFC 8785) whose values are strings or null, in
 * UTF-8. Numbers are strings too, so that no two languages can disagree about how a number is written.
 */
public final class CanonicalForm {

    private static final HexFormat HEX = HexFormat.of();

    private CanonicalForm() {}

    /**
     * The form itself.
     *
     * @param fields names in ASCII, in the order of their characters
     */
    public static byte[] bytes(SortedMap<String, @Nullable String> fields) {
        return text(fields).getBytes(StandardCharsets.UTF_8);
    }

    /** The same before it is encoded. */
    public static String text(SortedMap<String, @Nullable String> fields) {
        StringBuilder out = new StringBuilder(512);
        char before = '{';
        for (Map.Entry<String, @Nullable String> field : fields.entrySet()) {
            out.append(before);
            quote(out, field.getKey());
            out.append(':');
            String value = field.getValue();
            if (value == null) {
                out.append("null");
            } else {
                quote(out, value);
            }
            before = ',';
        }
        return (before == '{' ? out.append('{') : out).append('}').toString();
    }

    /**
     * Seconds with exactly three decimals. It is defined for what {@link #rounded} gives.
     *
     * @param seconds finite, between -10^11 and 10^11
     */
    public static String seconds(double seconds) {
        long thousandths = Math.round(seconds * 1000);
        long whole = Math.abs(thousandths) / 1000;
        String rest = Long.toString(1000 + Math.abs(thousandths) % 1000).substring(1);
        return (thousandths < 0 ? "-" : "") + whole + "." + rest;
    }

    /** To the thousandth, as seconds are kept; null where that is no number or beyond 10^11. */
    public static @Nullable Double rounded(@Nullable Double seconds) {
        return seconds == null || !(Math.abs(seconds) < 1e11)
                ? null
                : Double.valueOf(Math.round(seconds * 1000) / 1000.0);
    }

    private static void quote(StringBuilder out, String text) {
        out.append('"');
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\b' -> out.append("\\b");
                case '\t' -> out.append("\\t");
                case '\n' -> out.append("\\n");
                case '\f' -> out.append("\\f");
                case '\r' -> out.append("\\r");
                default -> {
                    if (c < ' ') {
                        out.append("\\u00").append(HEX.toHexDigits((byte) c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        out.append('"');
    }
}
