package org.earmuff.ledger;

import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Puts rows at the end of the chain. The end is read inside the transaction that writes, each time: after a power cut, or when somebody
 * else has written, it is where the file says, and not where this process remembers it. For one thread.
 */
final class Chain {

    private static final int ID_BYTES = 16;
    private static final HexFormat HEX = HexFormat.of();

    private final Digests digests = new Digests();
    private final SecureRandom random = new SecureRandom();

    /**
     * The newest row.
     *
     * @param hash zeros where somebody put a row there that has none: the chain goes on, and verify names that row
     */
    record End(long id, String at, String hash) {}

    /**
     * What is to be written.
     *
     * @param statement of a checkpoint, as its signature
     */
    record Entry(
            LedgerRow row,
            @Nullable String statement,
            @Nullable String signature) {}

    /** An identifier for a new ledger. */
    static String newLedger() {
        byte[] id = new byte[ID_BYTES];
        new SecureRandom().nextBytes(id);
        return HEX.formatHex(id);
    }

    /** The ledger's identifier. */
    static String ledger(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT ledger FROM chain")) {
            return r.next() ? String.valueOf(r.getString(1)) : "";
        }
    }

    /**
     * Takes the lock of those who write, before anything is read: so the end cannot move between being read and being added to. It changes
     * nothing; the driver has no other way that would not hold the lock from one commit on to the next.
     */
    static void lock(Connection c) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.executeUpdate("DELETE FROM chain WHERE rowid = -1");
        }
    }

    End end(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT id, at, hash FROM ledger ORDER BY id DESC LIMIT 1")) {
            if (r.next()) {
                byte[] hash = r.getBytes(3);
                return new End(
                        r.getLong(1),
                        r.getString(2),
                        HEX.formatHex(hash != null && hash.length == Digests.BYTES ? hash : new byte[Digests.BYTES]));
            }
        }
        return new End(0, "", HEX.formatHex(digests.genesis(ledger(c))));
    }

    /** Appends in the transaction that is open, and commits nothing. Returns the new end. */
    End append(Connection c, List<Entry> entries) throws SQLException {
        lock(c);
        End end = end(c);
        try (PreparedStatement insert = c.prepareStatement(LedgerColumns.INSERT)) {
            for (Entry entry : entries) {
                end = bind(insert, entry, end);
                insert.addBatch();
            }
            insert.executeBatch();
        }
        requireWritten(c, end);
        return end;
    }

    /** A trigger, or a table that swallows rows, must not make rows vanish that count as written. */
    private void requireWritten(Connection c, End end) throws SQLException {
        if (!end.equals(end(c))) {
            throw new SQLException(
                    "row " + end.id() + " was written and is not there: something in the file swallows or"
                            + " changes rows, such as a trigger; earmuff ledger verify names it");
        }
    }

    /** Whether a row is there as it was written; also true where rows that come so early are no longer kept. */
    static boolean isStillThere(Connection c, long id, String hash) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(
                "SELECT (SELECT MIN(id) FROM ledger) > ?1, (SELECT hex(hash) FROM ledger WHERE id = ?1)")) {
            s.setLong(1, id);
            try (ResultSet r = s.executeQuery()) {
                return r.next() && (r.getBoolean(1) || hash.equalsIgnoreCase(r.getString(2)));
            }
        }
    }

    /** Whether rows were ever chained in this file, whatever it says of its format. */
    static boolean hasBegun(Connection c) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT EXISTS (SELECT 1 FROM chain)"
                        + " OR EXISTS (SELECT 1 FROM ledger WHERE hash IS NOT NULL)")) {
            return r.next() && r.getBoolean(1);
        }
    }

    private End bind(PreparedStatement insert, Entry entry, End end) throws SQLException {
        long id = end.id() + 1;
        @Nullable Object[] values = LedgerColumns.values(entry.row());
        StoredRow row = chain(id, values, entry.statement(), entry.signature(), end.hash());
        int at = 1;
        insert.setLong(at++, id);
        for (Object value : values) {
            insert.setObject(at++, value);
        }
        insert.setBytes(at++, HEX.parseHex(row.previous()));
        insert.setBytes(at++, HEX.parseHex(row.hash()));
        insert.setBytes(at++, HEX.parseHex(String.valueOf(row.salt())));
        insert.setBytes(at++, HEX.parseHex(row.commitment()));
        insert.setString(at++, entry.statement());
        insert.setString(at, entry.signature());
        return new End(id, String.valueOf(values[0]), row.hash());
    }

    /**
     * Makes a row of the chain.
     *
     * @param values in the order of {@link LedgerColumns#NAMES}
     */
    StoredRow chain(
            long id,
            @Nullable Object[] values,
            @Nullable String statement,
            @Nullable String signature,
            String previous) {
        SortedMap<String, @Nullable String> fields = new TreeMap<>();
        SortedMap<String, @Nullable String> personal = new TreeMap<>();
        List<String> names = LedgerColumns.EACH;
        for (int i = 0; i < names.size(); i++) {
            Object value = values[i];
            String text =
                    value instanceof Double d ? CanonicalForm.seconds(d) : value == null ? null : value.toString();
            (StoredRow.PERSONAL.contains(names.get(i)) ? personal : fields).put(names.get(i), text);
        }
        fields.put("id", Long.toString(id));
        fields.put("statement", statement);
        fields.put("signature", signature);
        byte[] salt = new byte[Digests.SALT_BYTES];
        random.nextBytes(salt);
        return StoredRow.chained(id, fields, personal, salt, previous, digests);
    }
}
