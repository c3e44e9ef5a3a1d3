package org.earmuff.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The rows of the account in a state folder, one after another, for whoever works through many of them; no appliance has to run. Rows are
 * fetched a page at a time, so that memory stays flat and no page holds up the writer's log. Blocks on the disk. Any thread.
 */
public final class LedgerRows {

    private static final int PAGE = 5_000;
    private static final String SELECT = "SELECT id, " + LedgerColumns.NAMES + " FROM ledger WHERE ";

    private final LedgerFile file;
    private final Path folder;

    private LedgerRows(Path folder) {
        this.folder = folder;
        this.file = new LedgerFile(folder);
    }

    /** The account of a state folder, be it there or not. */
    public static LedgerRows in(Path folder) {
        return new LedgerRows(folder);
    }

    /** Questions to the same account. */
    public LedgerReader reader() {
        return new LedgerReader(file);
    }

    public Path path() {
        return file.path();
    }

    /**
     * Whether there is an account.
     *
     * @throws LedgerUnavailableException where this user may not look, or not read it; the message says what would help
     */
    public boolean there() throws LedgerUnavailableException {
        if (Files.notExists(file.path())) {
            return false;
        }
        if (!Files.isReadable(file.path())) {
            throw new LedgerUnavailableException(
                    (Files.isExecutable(folder) ? file.path() : folder)
                            + " cannot be read by this user: run the command with sudo",
                    null);
        }
        return true;
    }

    /** When the oldest row that is still there began; empty where there is none. */
    public Optional<Instant> begins() throws LedgerUnavailableException {
        List<LedgerRow> oldest = new ArrayList<>(1);
        query(SELECT + "id = (SELECT MIN(id) FROM ledger)", s -> {}, oldest::add);
        return oldest.stream().map(LedgerRow::at).findFirst();
    }

    /** The largest id that was ever given; 0 where there is none. */
    public long newestId() throws LedgerUnavailableException {
        List<LedgerRow> newest = new ArrayList<>(1);
        query(SELECT + "id = (SELECT MAX(id) FROM ledger)", s -> {}, newest::add);
        return newest.isEmpty() ? 0 : newest.get(0).id();
    }

    /** Rows of these kinds that began in {@code [since, until)}, by when they began; a null bound is none. */
    public void inTime(
            Collection<RowKind> kinds, @Nullable Instant since, @Nullable Instant until, Consumer<LedgerRow> reader)
            throws LedgerUnavailableException {
        String sql = SELECT + "(at, id) > (?, ?) AND at < ? AND " + among(kinds) + " ORDER BY at, id LIMIT " + PAGE;
        Place place = new Place(since == null ? "" : LedgerColumns.at(since), -1, 0);
        String end = until == null ? "a" : LedgerColumns.at(until);
        do {
            place = page(sql, place, end, reader);
        } while (place.rows() == PAGE);
    }

    /** All rows of these kinds, in the order in which they were written. */
    public void written(Collection<RowKind> kinds, Consumer<LedgerRow> reader) throws LedgerUnavailableException {
        query(SELECT + among(kinds) + " ORDER BY id", s -> {}, reader);
    }

    /** Where a page ended, and how many rows it had. */
    private record Place(String at, long id, int rows) {}

    private Place page(String sql, Place from, String end, Consumer<LedgerRow> reader)
            throws LedgerUnavailableException {
        Place[] place = {new Place(from.at(), from.id(), 0)};
        query(
                sql,
                s -> {
                    s.setString(1, from.at());
                    s.setLong(2, from.id());
                    s.setString(3, end);
                },
                row -> {
                    reader.accept(row);
                    place[0] = new Place(LedgerColumns.at(row.at()), row.id(), place[0].rows() + 1);
                });
        return place[0];
    }

    private interface Binding {
        void to(PreparedStatement statement) throws SQLException;
    }

    private void query(String sql, Binding binding, Consumer<LedgerRow> reader) throws LedgerUnavailableException {
        if (!there()) {
            return;
        }
        try (Connection c = file.openForReading()) {
            if (!LedgerReader.begun(c)) {
                return;
            }
            try (PreparedStatement s = c.prepareStatement(sql)) {
                binding.to(s);
                ResultSet r = s.executeQuery();
                while (r.next()) {
                    reader.accept(LedgerColumns.read(r));
                }
            }
        } catch (SQLException e) {
            throw unreadable(e);
        }
    }

    private LedgerUnavailableException unreadable(SQLException e) {
        return new LedgerUnavailableException(
                file.path() + ": the ledger cannot be read: " + e.getMessage()
                        + "; is it a ledger, and is the disk well? The appliance's log may say more",
                e);
    }

    private static String among(Collection<RowKind> kinds) {
        return kinds.stream().map(k -> "'" + k.word() + "'").collect(Collectors.joining(",", "kind IN (", ")"));
    }
}
