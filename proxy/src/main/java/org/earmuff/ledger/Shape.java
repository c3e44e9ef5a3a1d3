package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What may be in the file besides rows: the tables and indexes that Earmuff makes, and nothing else. Hashes are over rows alone. A
 * trigger could keep rows from ever being written, a view could show others, and an index that leaves rows out hides them from whoever
 * looks through it, though each row in the table is good.
 */
final class Shape {

    private static final Map<String, String> MADE = Map.of(
            "ledger", "table",
            "chain", "table",
            "sqlite_sequence", "table",
            "ledger_time", "index",
            "ledger_speaker", "index");
    private static final Set<String> NEVER_NULL = Set.of("at", "kind", "boot", "monotonic_ns");

    private Shape() {}

    /** What is in the file that Earmuff did not put there, or made otherwise; null for nothing. Reads the definitions alone. */
    static @Nullable String fault(Connection c) throws SQLException {
        Map<String, String> indexes = indexes();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT type, name, sql FROM sqlite_master")) {
            while (r.next()) {
                String type = r.getString(1);
                String name = String.valueOf(r.getString(2));
                if (!type.equals(MADE.get(name))) {
                    return "the file has a " + type + " \"" + name
                            + "\" that Earmuff did not put there, and which can hide or change rows";
                }
                String index = indexes.get(name);
                if (index != null && !index.equals(plain(String.valueOf(r.getString(3))))) {
                    return "the index " + name + " is not as Earmuff makes it, and can hide rows";
                }
            }
        }
        return columnFault(c);
    }

    /** Takes triggers out, since with them nothing that is written can be relied on; returns their names. */
    static List<String> dropTriggers(Connection c) throws SQLException {
        List<String> names = new ArrayList<>();
        try (Statement s = c.createStatement()) {
            try (ResultSet r = s.executeQuery("SELECT name FROM sqlite_master WHERE type = 'trigger'")) {
                while (r.next()) {
                    names.add(String.valueOf(r.getString(1)));
                }
            }
            for (String name : names) {
                s.executeUpdate("DROP TRIGGER \"" + name.replace("\"", "\"\"") + "\"");
            }
        }
        return names;
    }

    /** What SQLite finds wrong between table and indexes, or in the file itself; null for nothing. Reads all of the file. */
    static @Nullable String indexFault(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("PRAGMA integrity_check(1)");
                ResultSet r = s.executeQuery()) {
            String answer = r.next() ? String.valueOf(r.getString(1)) : "";
            return answer.equals("ok")
                    ? null
                    : "SQLite finds the file's indexes or pages wrong (" + answer
                            + "), so that some rows may not be shown";
        }
    }

    private static @Nullable String columnFault(Connection c) throws SQLException {
        Set<String> expected = new HashSet<>(LedgerColumns.EACH);
        expected.addAll(LedgerColumns.EACH_OF_CHAIN);
        expected.add("id");
        try (Statement s = c.createStatement();
                ResultSet r =
                        s.executeQuery("SELECT name, \"notnull\", pk, hidden FROM pragma_table_xinfo('ledger')")) {
            while (r.next()) {
                String name = String.valueOf(r.getString(1));
                boolean plain = r.getInt(4) == 0
                        && (r.getInt(2) == 0 || NEVER_NULL.contains(name))
                        && (r.getInt(3) == 0) != name.equals("id");
                if (!expected.remove(name) || !plain) {
                    return "the column \"" + name + "\" of the table is not as Earmuff makes it";
                }
            }
        }
        return expected.isEmpty()
                ? null
                : "the table has no column " + expected.iterator().next();
    }

    private static Map<String, String> indexes() {
        Map<String, String> indexes = new HashMap<>();
        for (String sql : LedgerColumns.CREATE) {
            if (sql.startsWith("CREATE INDEX")) {
                String plain = plain(sql.replace("IF NOT EXISTS ", ""));
                indexes.put(plain.substring("create index ".length(), plain.indexOf(" on ")), plain);
            }
        }
        return indexes;
    }

    private static String plain(String sql) {
        return sql.replaceAll("\\s+", " ").strip().toLowerCase(java.util.Locale.ROOT);
    }
}
