package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Brings a ledger from before the chain into it. Nothing of a row is lost but what lies behind the third decimal of a number of
 * seconds, and that none is told from an empty text.
 */
final class Migration {

    /** {@code user_version} of a file whose rows are chained. */
    static final int CHAINED = 1;

    private static final HexFormat HEX = HexFormat.of();

    private Migration() {}

    /**
     * Whether there is something to do.
     *
     * @throws SQLException also where a newer Earmuff wrote the file
     */
    static boolean isDue(Connection c) throws SQLException {
        int version = version(c);
        if (version > CHAINED) {
            throw new SQLException("a newer Earmuff has written it (version " + version + " of its format; this one"
                    + " knows " + CHAINED + "): install that one again");
        }
        return version < CHAINED;
    }

    /** Says that its rows are chained. */
    static void mark(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.executeUpdate("PRAGMA user_version = " + CHAINED);
        }
    }

    static int version(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("PRAGMA user_version")) {
            return r.next() ? r.getInt(1) : 0;
        }
    }

    /** Does it in the transaction that is open, and commits nothing. Returns how many rows there were. */
    static long run(Connection c, Chain chain) throws SQLException {
        addColumns(c);
        String ledger = Chain.newLedger();
        try (Statement s = c.createStatement()) {
            s.executeUpdate("DELETE FROM chain");
            s.executeUpdate("INSERT INTO chain (ledger) VALUES ('" + ledger + "')");
        }
        mark(c);
        return chainAll(c, chain, HEX.formatHex(new Digests().genesis(ledger)));
    }

    private static void addColumns(Connection c) throws SQLException {
        Set<String> there = new HashSet<>();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT name FROM pragma_table_info('ledger')")) {
            while (r.next()) {
                there.add(r.getString(1));
            }
        }
        try (Statement s = c.createStatement()) {
            for (String column : new String[] {"salt BLOB", "commitment BLOB", "statement TEXT", "signature TEXT"}) {
                if (!there.contains(column.substring(0, column.indexOf(' ')).toLowerCase(Locale.ROOT))) {
                    s.executeUpdate("ALTER TABLE ledger ADD COLUMN " + column);
                }
            }
        }
    }

    private static long chainAll(Connection c, Chain chain, String genesis) throws SQLException {
        List<String> names = LedgerColumns.EACH;
        String update = "UPDATE ledger SET " + String.join(" = ?, ", names)
                + " = ?, previous = ?, hash = ?, salt = ?, commitment = ? WHERE id = ?";
        long rows = 0;
        String previous = genesis;
        try (Statement s = c.createStatement();
                PreparedStatement u = c.prepareStatement(update);
                ResultSet r = s.executeQuery("SELECT id, " + LedgerColumns.NAMES + " FROM ledger ORDER BY id")) {
            while (r.next()) {
                @Nullable Object[] values = new @Nullable Object[names.size()];
                for (int i = 0; i < names.size(); i++) {
                    Object value = r.getObject(i + 2);
                    values[i] = value instanceof Double d ? CanonicalForm.rounded(d) : "".equals(value) ? null : value;
                }
                StoredRow row = chain.chain(r.getLong(1), values, null, null, previous);
                int at = 1;
                for (Object value : values) {
                    u.setObject(at++, value);
                }
                u.setBytes(at++, HEX.parseHex(row.previous()));
                u.setBytes(at++, HEX.parseHex(row.hash()));
                u.setBytes(at++, HEX.parseHex(String.valueOf(row.salt())));
                u.setBytes(at++, HEX.parseHex(row.commitment()));
                u.setLong(at, row.id());
                u.executeUpdate();
                previous = row.hash();
                rows++;
            }
        }
        return rows;
    }
}
