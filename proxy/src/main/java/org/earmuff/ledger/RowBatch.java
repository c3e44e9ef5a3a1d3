package org.earmuff.ledger;

import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Some rows that follow one another, as SQLite made their canonical forms, so that they can be judged on another thread than the one
 * that reads. It ends before a row that must be looked at value by value. Filled by one thread, then judged by one.
 */
final class RowBatch {

    /** About 300 kB. */
    private static final int MOST = 256;

    private static final int ID = 1;
    private static final int FIELDS = 2;
    private static final int PERSONAL = 3;
    private static final int DIGESTS = 4;
    private static final int SECONDS = 5;
    private static final int COMMITMENT = 0;
    private static final int PREVIOUS = 1;
    private static final int HASH = 2;
    private static final int ALL_DIGESTS = 3 * Digests.BYTES;
    private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    /** What {@link #read} takes, for all rows with larger ids than its parameter. */
    static final String SELECT = select();

    /** Only a key is a quote, its name and a quote: those in values have a backslash before them. */
    private static final byte[][] EMPTY = Stream.of("commitment", "previous")
            .map(c -> ("\"" + c + "\":null").getBytes(StandardCharsets.US_ASCII))
            .toArray(byte[][]::new);

    private static final byte[] NOTHING_PERSONAL = CanonicalForm.bytes(
            StoredRow.PERSONAL.stream().collect(TreeMap::new, (m, k) -> m.put(k, null), TreeMap::putAll));

    private final Row[] rows = new Row[MOST];
    private int size;
    private boolean last;

    /** A row's bytes, which this batch alone has. */
    private static final class Row {

        private final long id;
        /** Canonical form of the public ones, with null for commitment and previous. */
        private final byte[] fields;

        private final byte[] personal;
        /** Commitment, previous, hash and salt, one after the other; no salt where it was erased. */
        private final byte[] digests;

        Row(long id, byte[] fields, byte[] personal, byte[] digests) {
            this.id = id;
            this.fields = fields;
            this.personal = personal;
            this.digests = digests;
        }
    }

    private RowBatch() {}

    /** Takes the next rows. */
    static RowBatch read(ResultSet r) {
        RowBatch batch = new RowBatch();
        try {
            while (batch.size < MOST) {
                if (!r.next()) {
                    batch.last = true;
                    break;
                }
                Row row = ordinary(r);
                if (row == null) {
                    break;
                }
                batch.rows[batch.size++] = row;
            }
        } catch (SQLException e) {
            // A blob for a text ends SQLite's JSON, and so the query; any other trouble comes again when the row is
            // read by value.
            batch.last = false;
        }
        return batch;
    }

    private static @Nullable Row ordinary(ResultSet r) throws SQLException {
        byte[] fields = r.getBytes(FIELDS);
        byte[] personal = r.getBytes(PERSONAL);
        byte[] digests = r.getBytes(DIGESTS);
        long id = r.getLong(ID);
        return id != 0
                        && fields != null
                        && personal != null
                        && digests != null
                        && isExact(r.getDouble(SECONDS))
                        && isExact(r.getDouble(SECONDS + 1))
                ? new Row(id, fields, personal, digests)
                : null;
    }

    /** SQLite has written three decimals, also where there were more. */
    private static boolean isExact(double seconds) {
        return seconds == Math.round(seconds * 1000) / 1000.0;
    }

    int size() {
        return size;
    }

    /** More rows may follow that can be read at once. */
    boolean isFull() {
        return size == MOST;
    }

    /** No row follows it. */
    boolean isLast() {
        return last;
    }

    long id(int row) {
        return rows[row].id;
    }

    byte[] hash(int row) {
        return part(rows[row], HASH);
    }

    byte[] previous(int row) {
        return part(rows[row], PREVIOUS);
    }

    boolean isErased(int row) {
        return rows[row].digests.length == ALL_DIGESTS;
    }

    /** How many from its beginning are right by themselves, and from the second on follow the one before. */
    int right() {
        Digests digests = new Digests();
        for (int i = 0; i < size; i++) {
            Row row = rows[i];
            boolean right = (i == 0 || Arrays.equals(part(row, PREVIOUS), part(rows[i - 1], HASH)))
                    && isCommitted(row, digests)
                    && Arrays.equals(digests.row(whole(row)), part(row, HASH));
            if (!right) {
                return i;
            }
        }
        return size;
    }

    private static boolean isCommitted(Row row, Digests digests) {
        if (row.digests.length == ALL_DIGESTS) {
            return Arrays.equals(row.personal, NOTHING_PERSONAL);
        }
        byte[] salt = Arrays.copyOfRange(row.digests, ALL_DIGESTS, row.digests.length);
        return Arrays.equals(digests.commitment(salt, row.personal), part(row, COMMITMENT));
    }

    /** With the two digests that SQLite left out, since it is slow at writing them. */
    private static byte[] whole(Row row) {
        byte[] fields = row.fields;
        byte[] whole = new byte[fields.length + 2 * (2 * Digests.BYTES + 2 - "null".length())];
        int from = 0;
        int to = 0;
        for (int which = COMMITMENT; which <= PREVIOUS; which++) {
            int end = indexOf(fields, EMPTY[which], from) + EMPTY[which].length;
            int length = end - "null".length() - from;
            System.arraycopy(fields, from, whole, to, length);
            to += length;
            whole[to++] = '"';
            for (int i = which * Digests.BYTES; i < (which + 1) * Digests.BYTES; i++) {
                whole[to++] = HEX[(row.digests[i] & 0xff) >> 4];
                whole[to++] = HEX[row.digests[i] & 0xf];
            }
            whole[to++] = '"';
            from = end;
        }
        System.arraycopy(fields, from, whole, to, fields.length - from);
        return whole;
    }

    /** Where it is; it must be there. */
    private static int indexOf(byte[] text, byte[] part, int from) {
        int at = from;
        while (text[at] != part[0]
                || text[at + 1] != part[1]
                || !Arrays.equals(text, at, at + part.length, part, 0, part.length)) {
            at++;
        }
        return at;
    }

    private static byte[] part(Row row, int which) {
        return Arrays.copyOfRange(row.digests, which * Digests.BYTES, (which + 1) * Digests.BYTES);
    }

    private static String select() {
        String fields = Stream.of(
                        StoredRow.TEXTS.stream().map(c -> "'" + c + "'," + c),
                        StoredRow.INTEGERS.stream()
                                .map(c -> "'" + c + "',CASE typeof(" + c + ") WHEN 'integer' THEN CAST(" + c
                                        + " AS TEXT) WHEN 'null' THEN NULL ELSE '?' END"),
                        StoredRow.SECONDS.stream()
                                .map(c -> "'" + c + "',CASE typeof(" + c + ") WHEN 'real' THEN printf('%.3f'," + c
                                        + ") WHEN 'null' THEN NULL ELSE '?' END"),
                        Stream.of("'commitment',NULL", "'previous',NULL"))
                .flatMap(s -> s)
                .sorted()
                .collect(Collectors.joining(","));
        String personal = StoredRow.PERSONAL.stream()
                .sorted()
                .map(c -> "'" + c + "'," + c)
                .collect(Collectors.joining(","));
        String digests = Stream.of("commitment", "previous", "hash")
                .map(c -> " AND typeof(" + c + ")='blob' AND length(" + c + ")=" + Digests.BYTES)
                .collect(Collectors.joining());
        return "SELECT CASE WHEN kind<>'checkpoint' AND statement IS NULL AND signature IS NULL" + digests
                + " AND (salt IS NULL OR (typeof(salt)='blob' AND length(salt)=" + Digests.SALT_BYTES
                + ")) THEN id ELSE 0 END, json_object(" + fields + "), json_object(" + personal
                + "), commitment||previous||hash||ifnull(salt,x''), " + String.join(", ", StoredRow.SECONDS)
                + " FROM ledger WHERE id > ? ORDER BY id";
    }
}
