package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.ledger.StoredRow.WrongTypeException;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Goes along the chain and checks each row by itself and against the one before. SQLite makes the canonical forms, which is several
 * times as fast as fetching two dozen values a row. Where a digest does not fit, or a value has a type that does not belong there, the
 * row is read again value by value: so what is said to be wrong never rests on SQLite's way of writing JSON.
 */
final class ChainScan {

    private static final HexFormat HEX = HexFormat.of();
    private static final String FAST = fast();
    private static final byte[] NOTHING_PERSONAL = CanonicalForm.bytes(
            StoredRow.PERSONAL.stream().collect(TreeMap::new, (m, k) -> m.put(k, null), TreeMap::putAll));

    private final Digests digests = new Digests();
    private final Connection connection;
    private final Visitor visitor;
    private byte @Nullable [] expected;
    private long last;
    private long rows;
    private long erased;

    /** Told of the rows that are right. */
    interface Visitor {
        /** Any row. */
        void row(long id, byte[] hash);

        /** A checkpoint; what is wrong with its statement, or null. */
        @Nullable
        String checkpoint(long id, String previous, String statement, String signature);
    }

    /**
     * What is wrong with a row.
     *
     * @param row 0 for none in particular
     */
    record Fault(long row, String what) {}

    ChainScan(Connection connection, Visitor visitor) {
        this.connection = connection;
        this.visitor = visitor;
    }

    long rows() {
        return rows;
    }

    long erased() {
        return erased;
    }

    long last() {
        return last;
    }

    byte @Nullable [] lastHash() {
        return expected;
    }

    /** Checks all rows with larger ids; null where all are right. */
    @Nullable
    Fault after(long id) throws SQLException {
        last = id;
        while (true) {
            long before = last;
            boolean atEnd = false;
            try (PreparedStatement s = connection.prepareStatement(FAST)) {
                s.setLong(1, last);
                try (ResultSet r = s.executeQuery()) {
                    atEnd = fast(r);
                }
            } catch (SQLException e) {
                // A blob for a text ends SQLite's JSON, and so the query; any other trouble comes again below.
                atEnd = false;
            }
            if (atEnd) {
                return null;
            }
            Fault fault = slow();
            if (fault != null || last == before) {
                return fault;
            }
        }
    }

    /** False where a row is not what it should be, or is a checkpoint, and is still to be looked at. */
    private boolean fast(ResultSet r) throws SQLException {
        while (r.next()) {
            byte[] hash = r.getBytes(7);
            byte[] previous = r.getBytes(6);
            byte[] salt = r.getBytes(4);
            byte[] fields = r.getBytes(2);
            boolean good = r.getInt(8) == 1
                    && hash != null
                    && previous != null
                    && fields != null
                    && fits(previous)
                    && isCommitted(r, salt)
                    && isExact(r.getDouble(9))
                    && isExact(r.getDouble(10))
                    && Arrays.equals(digests.row(fields), hash);
            if (!good || hash == null) {
                return false;
            }
            erased += salt == null ? 1 : 0;
            next(r.getLong(1), hash);
        }
        return true;
    }

    private boolean fits(byte[] previous) {
        return expected == null || Arrays.equals(previous, expected);
    }

    /** SQLite has written three decimals, also where there were more. */
    private static boolean isExact(double seconds) {
        return seconds == Math.round(seconds * 1000) / 1000.0;
    }

    private boolean isCommitted(ResultSet r, byte @Nullable [] salt) throws SQLException {
        byte[] personal = r.getBytes(3);
        return personal != null
                && (salt == null
                        ? Arrays.equals(personal, NOTHING_PERSONAL)
                        : Arrays.equals(digests.commitment(salt, personal), r.getBytes(5)));
    }

    private void next(long id, byte[] hash) {
        last = id;
        expected = hash;
        rows++;
        visitor.row(id, hash);
    }

    /** One row, value by value. */
    private @Nullable Fault slow() throws SQLException {
        try (PreparedStatement s =
                connection.prepareStatement(StoredRow.SELECT + " WHERE id > ? ORDER BY id LIMIT 1")) {
            s.setLong(1, last);
            try (ResultSet r = s.executeQuery()) {
                if (!r.next()) {
                    return null;
                }
                long id = r.getLong("id");
                try {
                    return slow(StoredRow.read(r));
                } catch (WrongTypeException e) {
                    return new Fault(id, String.valueOf(e.getMessage()));
                }
            }
        }
    }

    private @Nullable Fault slow(StoredRow row) {
        String fault = row.fault(digests);
        if (fault != null) {
            return new Fault(row.id(), fault);
        }
        byte[] previous = HEX.parseHex(row.previous());
        if (!fits(previous)) {
            return new Fault(
                    row.id(),
                    "it does not follow row " + last + ": rows between them are missing, or were put in or exchanged");
        }
        String statement = row.publicFields().get("statement");
        String signature = row.publicFields().get("signature");
        if (statement != null && signature != null) {
            String wrong = visitor.checkpoint(row.id(), row.previous(), statement, signature);
            if (wrong != null) {
                return new Fault(row.id(), wrong);
            }
        }
        erased += row.salt() == null ? 1 : 0;
        next(row.id(), HEX.parseHex(row.hash()));
        return null;
    }

    private static String fast() {
        String fields = Stream.of(
                        StoredRow.TEXTS.stream().map(c -> "'" + c + "'," + c),
                        StoredRow.INTEGERS.stream()
                                .map(c -> "'" + c + "',CASE typeof(" + c + ") WHEN 'integer' THEN CAST(" + c
                                        + " AS TEXT) WHEN 'null' THEN NULL ELSE '?' END"),
                        StoredRow.SECONDS.stream()
                                .map(c -> "'" + c + "',CASE typeof(" + c + ") WHEN 'real' THEN printf('%.3f'," + c
                                        + ") WHEN 'null' THEN NULL ELSE '?' END"),
                        Stream.of("'commitment',lower(hex(commitment))", "'previous',lower(hex(previous))"))
                .flatMap(s -> s)
                .sorted()
                .collect(Collectors.joining(","));
        String personal = StoredRow.PERSONAL.stream()
                .sorted()
                .map(c -> "'" + c + "'," + c)
                .collect(Collectors.joining(","));
        return "SELECT id, json_object(" + fields + "), json_object(" + personal
                + "), salt, commitment, previous, hash,"
                + " kind<>'checkpoint' AND statement IS NULL AND signature IS NULL AND typeof(commitment)='blob' AND typeof(previous)='blob' AND typeof(hash)='blob' AND (salt IS NULL OR"
                + " (typeof(salt)='blob' AND length(salt)=" + Digests.SALT_BYTES + ")), "
                + String.join(", ", StoredRow.SECONDS)
                + " FROM ledger WHERE id > ? ORDER BY id";
    }
}
