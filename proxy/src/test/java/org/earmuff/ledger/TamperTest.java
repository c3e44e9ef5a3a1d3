package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.earmuff.ledger.chain.CanonicalForm;
import org.earmuff.ledger.chain.Digests;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ten thousand ways to change a ledger behind its back, all of which are found. */
class TamperTest {

    private static final int TIMES = 10_000;
    private static final long SEED = 20_261_122;
    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final HexFormat HEX = HexFormat.of();

    @TempDir
    Path folder;

    private final Random random = new Random(SEED);
    private Connection c;
    private KnownHead head;
    private long lastCheckpoint;

    /** Rows of every kind of value, three checkpoints, two rows after the last of them; copied into memory. */
    @BeforeEach
    void given_a_ledger() throws Exception {
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        Path file = folder.resolve(LedgerFile.NAME);
        LedgerRow.Stamp stamp = new LedgerRow.Stamp("c0ffee", "boot", 17);
        LedgerPen pen = new LedgerPen(
                new LedgerFile(folder),
                clock,
                new LedgerPen.Rows(
                        (at, why) -> Chained.row(at, RowKind.GAP, why),
                        (at, why) -> Chained.row(at, RowKind.CHECKPOINT, why),
                        (at, why) -> Chained.row(at, RowKind.CONFIG, why)),
                trouble -> {},
                head -> {});
        for (int i = 0; i < 3; i++) {
            List<LedgerRow> rows = new ArrayList<>();
            for (int j = 0; j < 4; j++) {
                Instant at = NOON.plusSeconds(100L * i + j);
                rows.add(
                        j == 3
                                ? Chained.row(at, RowKind.CONFIG, "refused: Zeile 7 \"ü\"")
                                : LedgerRow.of(
                                        j == 0
                                                ? Uploads.withheld("kitchen", "Kitchen", at, 3.25)
                                                : Uploads.left("bath", "", at, j),
                                        stamp));
            }
            pen.write(rows);
            pen.sign("a test");
        }
        pen.write(List.of(Chained.row(NOON, RowKind.START, "a"), Chained.row(NOON, RowKind.STOP, "b")));
        LedgerHead newest = pen.head();
        head = new KnownHead(newest.id(), newest.hash());
        lastCheckpoint = newest.checkpoint();
        pen.close();
        c = DriverManager.getConnection("jdbc:sqlite::memory:");
        try (Statement s = c.createStatement()) {
            s.executeUpdate("RESTORE FROM " + file);
        }
        c.setAutoCommit(false);
    }

    @AfterEach
    void close() throws SQLException {
        c.close();
    }

    private VerifyReport verify(KnownHead... heads) throws SQLException {
        return new Verifier(c, List.of(heads), Set.of()).all();
    }

    private interface Tampering {
        String apply() throws SQLException;
    }

    @Test
    void every_one_of_ten_thousand_is_found() throws Exception {
        assertThat(verify(head).wrong()).isNull();
        List<Tampering> ways = List.of(
                this::change,
                this::change,
                this::change,
                this::delete,
                this::insert,
                this::swap,
                this::cut,
                this::forge);
        for (int i = 0; i < TIMES; i++) {
            String what = ways.get(random.nextInt(ways.size())).apply();

            assertThat(verify(head).wrong()).as(what).isNotNull();

            c.rollback();
        }
    }

    /** One bit, sign or letter of one column of one row. */
    private String change() throws SQLException {
        long id = row();
        List<String> columns = new ArrayList<>(LedgerColumns.EACH);
        columns.addAll(LedgerColumns.EACH_OF_CHAIN);
        String column = columns.get(random.nextInt(columns.size()));
        Object before = one("SELECT " + column + " FROM ledger WHERE id = " + id);
        Object after = other(before);
        // Taking both away is what erasing does.
        boolean erases = column.equals("salt") && after == null && noPersonal(id);
        if (erases) {
            return change();
        }
        try (PreparedStatement s = c.prepareStatement("UPDATE ledger SET " + column + " = ? WHERE id = ?")) {
            s.setObject(1, after);
            s.setLong(2, id);
            s.executeUpdate();
        } catch (SQLException notNull) {
            return change();
        }
        return java.util.Objects.deepEquals(before, one("SELECT " + column + " FROM ledger WHERE id = " + id))
                ? change()
                : "row " + id + ": " + column + " from " + before + " to " + after;
    }

    private Object other(Object before) {
        int way = random.nextInt(8);
        if (way == 0) {
            return null;
        }
        if (way == 1) {
            return "";
        }
        if (before instanceof byte[] bytes) {
            byte[] changed = bytes.clone();
            changed[random.nextInt(changed.length)] ^= (byte) (1 << random.nextInt(8));
            return way == 2 ? HEX.formatHex(bytes) : changed;
        }
        if (before instanceof String text) {
            int at = random.nextInt(Math.max(1, text.length()));
            char instead = (char) ('a' + random.nextInt(26));
            return switch (way) {
                case 2 -> text.getBytes(java.nio.charset.StandardCharsets.UTF_8);
                case 3 -> text + " ";
                case 4 -> text.toUpperCase(java.util.Locale.ROOT);
                default -> text.isEmpty() ? "x" : text.substring(0, at) + instead + text.substring(at + 1);
            };
        }
        if (before instanceof Double d) {
            return way == 2 ? (Object) (d + 1e-9) : way == 3 ? Double.toString(-d - 1) : (Object) (d + 0.001);
        }
        if (before instanceof Number n) {
            return way == 2
                    ? (Object) (n.longValue() + 0.5)
                    : (Object) (n.longValue() + (random.nextBoolean() ? 1 : -1));
        }
        return way < 5 ? "something" : (Object) random.nextInt(1000);
    }

    private String delete() throws SQLException {
        long id = row();
        run("DELETE FROM ledger WHERE id = " + id);
        return "row " + id + " deleted";
    }

    /** A copy of a row between two others, with a hash of its own that fits. */
    private String insert() throws SQLException {
        long id = 1L + random.nextInt((int) head.id() - 1);
        run("UPDATE ledger SET id = -id - 1 WHERE id > " + id);
        run("UPDATE ledger SET id = -id WHERE id < 0");
        run("INSERT INTO ledger SELECT " + (id + 1) + ", " + LedgerColumns.NAMES + ", " + LedgerColumns.CHAIN
                + " FROM ledger WHERE id = " + id);
        if (random.nextBoolean()) {
            rehash(id + 1);
        }
        return "a row put in after " + id;
    }

    private String swap() throws SQLException {
        long a = row();
        long b = row();
        if (a == b) {
            return swap();
        }
        run("UPDATE ledger SET id = -1 WHERE id = " + a);
        run("UPDATE ledger SET id = " + a + " WHERE id = " + b);
        run("UPDATE ledger SET id = " + b + " WHERE id = -1");
        return "rows " + a + " and " + b + " exchanged";
    }

    /** A head is known outside. */
    private String cut() throws SQLException {
        long id = row();
        run("DELETE FROM ledger WHERE id >= " + id);
        return "cut off from row " + id;
    }

    /** Somebody without the key changes a row before the last checkpoint, and every hash after it. */
    private String forge() throws SQLException {
        long id = 2L + random.nextInt((int) lastCheckpoint - 2);
        String what = random.nextBoolean() ? "bytes = ifnull(bytes, 0) + 1" : "at = '2026-11-22T11:59:59.000Z'";
        if (random.nextInt(4) == 0) {
            run("DELETE FROM ledger WHERE id < " + id);
            what = "all before it gone";
        } else {
            run("UPDATE ledger SET " + what + " WHERE id = " + id);
        }
        rehash(id);
        return "row " + id + ": " + what + ", and all hashes made anew";
    }

    private void rehash(long from) throws SQLException {
        Digests digests = new Digests();
        List<StoredRow> rows = new ArrayList<>();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(StoredRow.SELECT + " WHERE id >= " + from + " ORDER BY id")) {
            while (r.next()) {
                rows.add(StoredRow.read(r));
            }
        } catch (StoredRow.WrongTypeException e) {
            throw new IllegalStateException(e);
        }
        Object before = one("SELECT hash FROM ledger WHERE id < " + from + " ORDER BY id DESC LIMIT 1");
        String previous = before instanceof byte[] hash
                ? HEX.formatHex(hash)
                : rows.get(0).previous();
        try (PreparedStatement s = c.prepareStatement("UPDATE ledger SET previous = ?, hash = ? WHERE id = ?")) {
            for (StoredRow row : rows) {
                row.publicFields().put("previous", previous);
                byte[] hash = digests.row(CanonicalForm.bytes(row.publicFields()));
                s.setBytes(1, HEX.parseHex(previous));
                s.setBytes(2, hash);
                s.setLong(3, row.id());
                s.executeUpdate();
                previous = HEX.formatHex(hash);
            }
        }
    }

    @Test
    void without_a_head_known_outside_what_a_checkpoint_covers_is_safe_all_the_same() throws Exception {
        for (int i = 0; i < 300; i++) {
            String what = random.nextBoolean() ? forge() : insertBeforeTheLast();
            assertThat(verify().wrong()).as(what).isNotNull();
            c.rollback();
        }
    }

    private String insertBeforeTheLast() throws SQLException {
        long id = 1L + random.nextInt((int) lastCheckpoint - 2);
        run("DELETE FROM ledger WHERE id = " + id);
        rehash(id);
        return "row " + id + " deleted, and all hashes made anew";
    }

    @Test
    void the_first_wrong_row_is_named() throws Exception {
        run("UPDATE ledger SET speaker = 'nursery' WHERE id = 6");
        run("UPDATE ledger SET bytes = 1 WHERE id = 8");

        assertThat(verify().wrong()).satisfies(wrong -> {
            assertThat(wrong.row()).isEqualTo(6);
            assertThat(wrong.what()).contains("speaker");
            assertThat(wrong.remedy()).contains("Rows 1 to 4 are proven by the checkpoint at row 5");
        });
    }

    private boolean noPersonal(long id) throws SQLException {
        return one("SELECT coalesce(" + String.join(",", StoredRow.PERSONAL) + ") FROM ledger WHERE id = " + id)
                == null;
    }

    private long row() {
        return 1L + random.nextInt((int) head.id());
    }

    private void run(String sql) throws SQLException {
        try (Statement s = c.createStatement()) {
            s.executeUpdate(sql);
        }
    }

    private Object one(String sql) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(sql)) {
            return r.next() ? r.getObject(1) : null;
        }
    }
}
