package org.earmuff.ledger.chain;

import java.nio.charset.StandardCharsets;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a checkpoint's signature vouches for. Its {@link #text()} is what is signed, byte for byte.
 *
 * @param ledger the ledger's identifier, 32 hexadecimal digits
 * @param row the row up to which it speaks, which is the one before the checkpoint; 0 where there was none
 * @param hash of that row, 64 hexadecimal digits
 * @param at the instant, as in rows
 * @param first the first row that is kept
 * @param firstPrevious what that row says to be the hash of the one before it
 * @param key the public key, 64 hexadecimal digits (RFC 8032)
 */
public record Attestation(
        String ledger, long row, String hash, String at, long first, String firstPrevious, String key) {

    private static final String VERSION = "earmuff-checkpoint-v1";
    private static final Pattern FORM = Pattern.compile(
            "\\{\"at\":\"([0-9TZ:.-]{24,32})\",\"dropped\":\"([0-9]{1,18})\",\"first\":\"([0-9]{1,18})\",\"first_previous\":\"([0-9a-f]{64})\","
                    + "\"hash\":\"([0-9a-f]{64})\",\"key\":\"([0-9a-f]{64})\",\"ledger\":\"([0-9a-f]{32})\",\"row\":\"([0-9]{1,18})\","
                    + "\"version\":\"" + VERSION + "\"\\}");

    /** Rows dropped since the ledger began: rows are numbered from 1 without holes and dropped from the front. */
    public long dropped() {
        return first - 1;
    }

    /** Canonical form. */
    public String text() {
        TreeMap<String, @Nullable String> fields = new TreeMap<>();
        fields.put("version", VERSION);
        fields.put("ledger", ledger);
        fields.put("row", Long.toString(row));
        fields.put("hash", hash);
        fields.put("at", at);
        fields.put("first", Long.toString(first));
        fields.put("first_previous", firstPrevious);
        fields.put("dropped", Long.toString(dropped()));
        fields.put("key", key);
        return CanonicalForm.text(fields);
    }

    /** What is signed. */
    public byte[] bytes() {
        return text().getBytes(StandardCharsets.UTF_8);
    }

    /** Reads a text; null where it is not one that {@link #text()} could have given. */
    public static @Nullable Attestation parse(@Nullable String text) {
        Matcher m = FORM.matcher(text == null ? "" : text);
        if (!m.matches()) {
            return null;
        }
        Attestation read = new Attestation(
                m.group(7),
                Long.parseLong(m.group(8)),
                m.group(5),
                m.group(1),
                Long.parseLong(m.group(3)),
                m.group(4),
                m.group(6));
        return read.text().equals(text) ? read : null;
    }
}
