package org.earmuff.ledger;

import java.io.IOException;
import java.io.Writer;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earmuff.ledger.StoredRow.WrongTypeException;
import org.earmuff.ledger.chain.CanonicalForm;
import org.jspecify.annotations.Nullable;

/**
 * Writes rows so that they can be verified elsewhere, by {@code docs/ledger.md} alone. A range is followed by the rows up to the next
 * checkpoint, without their personal fields: their hashes are what leads from the range to the signature.
 */
final class Exporter {

    private static final List<String> COLUMNS = columns();

    private final Connection connection;
    private final Writer out;
    private final boolean csv;

    /**
     * To a writer, which it does not close.
     *
     * @param csv CSV (RFC 4180) with a line of names first; else JSON Lines
     */
    Exporter(Connection connection, Writer out, boolean csv) {
        this.connection = connection;
        this.out = out;
        this.csv = csv;
    }

    /**
     * Ids of what is exported.
     *
     * @param last of the rows asked for
     * @param end of those that follow, up to a checkpoint
     */
    private record Range(long first, long last, long end) {}

    /**
     * Rows that began in a span of time.
     *
     * @param since null for the beginning
     * @param until exclusive; null for all that follow
     * @return whether a checkpoint covers them all
     */
    boolean range(@Nullable Instant since, @Nullable Instant until) throws SQLException, IOException {
        String from = since == null ? "" : LedgerColumns.at(since);
        String to = until == null ? "~" : LedgerColumns.at(until);
        long[] ends = numbers("SELECT MIN(id), MAX(id) FROM ledger WHERE at >= ? AND at < ?", from, to);
        return write(ends[0], ends[1], from, to);
    }

    /**
     * One row.
     *
     * @return whether a checkpoint covers it; false also where there is no such row
     */
    boolean row(long id) throws SQLException, IOException {
        return numbers("SELECT COUNT(*), 0 FROM ledger WHERE id = ?", id)[0] == 1 && write(id, id, "", "~");
    }

    private boolean write(long first, long last, String from, String to) throws SQLException, IOException {
        if (csv) {
            out.write(String.join(",", COLUMNS) + "\r\n");
        }
        if (first == 0) {
            return true;
        }
        long checkpoint = numbers(
                "SELECT MIN(id), 0 FROM ledger WHERE speaker IS NULL AND kind = 'checkpoint' AND id > ?", last)[0];
        Range range = new Range(first, last, checkpoint == 0 ? Math.max(last, newest()) : checkpoint);
        try (PreparedStatement s =
                connection.prepareStatement(StoredRow.SELECT + " WHERE id BETWEEN ? AND ? ORDER BY id")) {
            s.setLong(1, range.first());
            s.setLong(2, range.end());
            try (ResultSet r = s.executeQuery()) {
                while (r.next()) {
                    write(r, range, from, to);
                }
            }
        }
        return checkpoint != 0 || isCheckpoint(last);
    }

    private void write(ResultSet r, Range range, String from, String to) throws SQLException, IOException {
        StoredRow row;
        try {
            row = StoredRow.read(r);
        } catch (WrongTypeException e) {
            throw new SQLException(
                    "row " + r.getLong("id") + ": " + e.getMessage() + "; run earmuff ledger verify for what to do", e);
        }
        String at = String.valueOf(row.publicFields().get("at"));
        boolean asked = row.id() <= range.last() && at.compareTo(from) >= 0 && at.compareTo(to) < 0;
        boolean checkpoint = row.publicFields().get("statement") != null;
        Map<String, @Nullable String> fields = fields(row, asked || checkpoint);
        if (csv) {
            List<String> cells = new ArrayList<>();
            COLUMNS.forEach(column -> cells.add(cell(fields.get(column))));
            out.write(String.join(",", cells) + "\r\n");
        } else {
            out.write(CanonicalForm.text(new TreeMap<>(fields)) + "\n");
        }
    }

    private static Map<String, @Nullable String> fields(StoredRow row, boolean withPersonal) {
        Map<String, @Nullable String> fields = new TreeMap<>(row.publicFields());
        row.personal().forEach((column, value) -> fields.put(column, withPersonal ? value : null));
        fields.put("salt", withPersonal ? row.salt() : null);
        fields.put("hash", row.hash());
        return fields;
    }

    /** Every text is quoted, so that no program takes a name for a formula or a hash for a number. */
    private static String cell(@Nullable String value) {
        return value == null ? "" : "\"" + value.replace("\"", "\"\"") + "\"";
    }

    private long newest() throws SQLException {
        return numbers("SELECT MAX(id), 0 FROM ledger WHERE id > ?", 0L)[0];
    }

    private boolean isCheckpoint(long id) throws SQLException {
        return numbers("SELECT COUNT(*), 0 FROM ledger WHERE kind = 'checkpoint' AND id = ?", id)[0] == 1;
    }

    private long[] numbers(String sql, Object... values) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            for (int i = 0; i < values.length; i++) {
                s.setObject(i + 1, values[i]);
            }
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? new long[] {r.getLong(1), r.getLong(2)} : new long[2];
            }
        }
    }

    private static List<String> columns() {
        List<String> columns = new ArrayList<>(List.of("id"));
        columns.addAll(LedgerColumns.EACH);
        columns.addAll(LedgerColumns.EACH_OF_CHAIN);
        return columns;
    }
}
