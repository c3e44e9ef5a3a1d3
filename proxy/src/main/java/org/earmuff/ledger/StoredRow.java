package org.earmuff.ledger;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * A row as the chain sees it: every value as its canonical text, whether or not the words in it mean anything.
 *
 * @param publicFields what its hash is over, {@code commitment} and {@code previous} included
 * @param personal what its commitment is over
 * @param salt in hexadecimal, as are the digests; null where the personal fields were erased
 */
record StoredRow(
        long id,
        SortedMap<String, @Nullable String> publicFields,
        SortedMap<String, @Nullable String> personal,
        @Nullable String salt,
        String commitment,
        String previous,
        String hash) {

    static final List<String> PERSONAL = List.of("speaker", "room", "destination", "name", "reason", "rule");

    static final List<String> TEXTS =
            List.of("at", "kind", "transport", "coding", "verdict", "config_sha256", "boot", "statement", "signature");
    static final List<String> INTEGERS = List.of("id", "flow", "bytes", "forwarded_bytes", "monotonic_ns");
    static final List<String> SECONDS = List.of("audio_seconds", "duration");

    static final String SELECT = "SELECT id, " + LedgerColumns.NAMES + ", " + LedgerColumns.CHAIN + " FROM ledger";

    private static final HexFormat HEX = HexFormat.of();

    /** A value of a type that the writer never stores there. */
    static final class WrongTypeException extends Exception {

        private static final long serialVersionUID = 1L;

        WrongTypeException(String message) {
            super(message);
        }
    }

    /**
     * Makes a row that is to be stored.
     *
     * @param publicFields without commitment and previous
     */
    static StoredRow chained(
            long id,
            SortedMap<String, @Nullable String> publicFields,
            SortedMap<String, @Nullable String> personal,
            byte[] salt,
            String previous,
            Digests digests) {
        String commitment = HEX.formatHex(digests.commitment(salt, CanonicalForm.bytes(personal)));
        SortedMap<String, @Nullable String> fields = new TreeMap<>(publicFields);
        fields.put("commitment", commitment);
        fields.put("previous", previous);
        return new StoredRow(
                id,
                fields,
                personal,
                HEX.formatHex(salt),
                commitment,
                previous,
                HEX.formatHex(digests.row(CanonicalForm.bytes(fields))));
    }

    /** Reads a row of {@link #SELECT}. It is strict: SQLite would give a text for a number, and a number for a text. */
    static StoredRow read(ResultSet r) throws SQLException, WrongTypeException {
        SortedMap<String, @Nullable String> fields = new TreeMap<>();
        SortedMap<String, @Nullable String> personal = new TreeMap<>();
        for (String column : PERSONAL) {
            personal.put(column, text(r, column));
        }
        for (String column : TEXTS) {
            fields.put(column, text(r, column));
        }
        for (String column : INTEGERS) {
            fields.put(column, integer(r, column));
        }
        for (String column : SECONDS) {
            fields.put(column, seconds(r, column));
        }
        String commitment = digest(r, "commitment");
        String previous = digest(r, "previous");
        fields.put("commitment", commitment);
        fields.put("previous", previous);
        Object salt = r.getObject("salt");
        if (salt != null && !(salt instanceof byte[] b && b.length == Digests.SALT_BYTES)) {
            throw new WrongTypeException("salt is not " + Digests.SALT_BYTES + " bytes");
        }
        return new StoredRow(
                r.getLong("id"),
                fields,
                personal,
                salt instanceof byte[] s ? HEX.formatHex(s) : null,
                commitment,
                previous,
                digest(r, "hash"));
    }

    /** What is wrong with it by itself; null for nothing. */
    @Nullable
    String fault(Digests digests) {
        String salted = salt;
        if (salted == null) {
            for (String column : PERSONAL) {
                if (personal.get(column) != null) {
                    return "it was erased, and yet its " + column + " is there";
                }
            }
        } else if (!HEX.formatHex(digests.commitment(HEX.parseHex(salted), CanonicalForm.bytes(personal)))
                .equals(commitment)) {
            return "its " + String.join(", ", PERSONAL.subList(0, 5)) + " or rule is not what was written";
        }
        if (!HEX.formatHex(digests.row(CanonicalForm.bytes(publicFields))).equals(hash)) {
            return "its hash is not that of its content";
        }
        boolean checkpoint = RowKind.CHECKPOINT.word().equals(publicFields.get("kind"));
        boolean signed = publicFields.get("statement") != null && publicFields.get("signature") != null;
        boolean unsigned = publicFields.get("statement") == null && publicFields.get("signature") == null;
        if (checkpoint) {
            return signed ? null : "it is a checkpoint without its signed statement";
        }
        return unsigned ? null : "it has a statement and is no checkpoint";
    }

    private static @Nullable String text(ResultSet r, String column) throws SQLException, WrongTypeException {
        Object value = r.getObject(column);
        if (value == null) {
            return null;
        }
        if (!(value instanceof String)) {
            throw new WrongTypeException(column + " is no text");
        }
        byte[] bytes = r.getBytes(column);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes == null ? new byte[0] : bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new WrongTypeException(column + " is no UTF-8");
        }
    }

    private static @Nullable String integer(ResultSet r, String column) throws SQLException, WrongTypeException {
        Object value = r.getObject(column);
        if (value == null || value instanceof Integer || value instanceof Long) {
            return value == null ? null : value.toString();
        }
        throw new WrongTypeException(column + " is no whole number");
    }

    private static @Nullable String seconds(ResultSet r, String column) throws SQLException, WrongTypeException {
        Object value = r.getObject(column);
        if (value == null) {
            return null;
        }
        if (value instanceof Double d && Math.abs(d) < 1e12) {
            Double rounded = CanonicalForm.rounded(d);
            if (rounded != null && Double.doubleToLongBits(rounded) == Double.doubleToLongBits(d)) {
                return CanonicalForm.seconds(d);
            }
        }
        throw new WrongTypeException(column + " is no number of seconds with three decimals");
    }

    private static String digest(ResultSet r, String column) throws SQLException, WrongTypeException {
        Object value = r.getObject(column);
        if (value instanceof byte[] bytes && bytes.length == Digests.BYTES) {
            return HEX.formatHex(bytes);
        }
        throw new WrongTypeException(
                value == null ? "it has no " + column + ", so Earmuff did not write it" : column + " is no digest");
    }
}
