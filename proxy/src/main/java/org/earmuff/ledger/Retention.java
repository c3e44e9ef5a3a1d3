package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;

/**
 * Drops the oldest rows of the account, so that it gets neither older nor larger than it may. It works on the writer's thread and
 * connection in steps of a few milliseconds, between which rows are written.
 *
 * <p>Always a first piece of the account goes, in the order of ids, never rows out of its middle. By age, a row goes when it and all
 * before it are too old: a row that was written while the clock was wrong is judged by its neighbours.
 *
 * <p>An SD card wears by what is written to it. So age is looked at once an hour; a file that is full is emptied a little further than
 * it must be; freed pages are used again, and the file is cut only where it is larger than it may be or a quarter of it is empty.
 */
final class Retention {

    static final int ROWS = 500;

    /** The newest row stays, however old: what comes next follows it. An empty ledger would begin at row 1 again. */
    private static final String OLDEST =
            "SELECT id, at FROM ledger WHERE id < (SELECT MAX(id) FROM ledger) ORDER BY id LIMIT ";

    private static final int PAGES = 256;
    private static final Duration AGE_EVERY = Duration.ofHours(1);
    /** Left for the log beside the file: SQLite writes it back at 4 MiB, and a step may come on top. */
    private static final long LOG_BYTES = 6L << 20;

    /** A row from further ahead than this was written by a clock that was wrong. */
    private static final Duration AHEAD = Duration.ofDays(1);

    private final HouseClock clock;
    private final Listener dropped;
    private volatile LedgerLimits limits = LedgerLimits.USUAL;
    private volatile boolean ageDue = true;
    private long ageLooked;
    private boolean emptying;
    private boolean shrinking;

    /**
     * Rows that are gone for good.
     *
     * @param first the lowest id, {@code last} the highest
     */
    record Dropped(long first, long last, long rows, Instant oldest) {}

    /** Told of what is dropped. */
    interface Listener {
        /** What it writes to the connection is committed with the drop, or not at all. */
        void dropped(Connection c, Dropped gone) throws SQLException;
    }

    /** What a step removes: all up to an id. */
    private record Piece(long first, long last, long rows, String oldest) {}

    /** Pages of the file, how many of them are empty, and the size of one. */
    private record Fill(long pages, long free, long size) {
        long used() {
            return pages - free;
        }
    }

    /** @param dropped told of every piece, in the same breath that drops it; may write about it to the same connection */
    Retention(HouseClock clock, Listener dropped) {
        this.clock = clock;
        this.dropped = dropped;
    }

    /** Other limits, from the next step on. Any thread. */
    void limits(LedgerLimits next) {
        limits = next;
        ageDue = true;
    }

    /** Whether there may be something to do though nothing was written. */
    boolean isDue() {
        return ageDue || clock.nanos() - ageLooked > AGE_EVERY.toNanos();
    }

    /**
     * Does a little of what there is to do.
     *
     * @param c without automatic commits; what a step does is committed when it returns
     * @return whether there is more to do at once
     */
    boolean step(Connection c) throws SQLException {
        Fill fill = fill(c);
        Piece piece = tooMuch(fill) ? oldest(c, null) : ageIsDue() ? oldest(c, cutoff()) : null;
        if (piece != null) {
            drop(c, piece);
            return true;
        }
        ageDue = false;
        c.rollback();
        return shrink(c, fill);
    }

    private boolean tooMuch(Fill fill) {
        long most = most(fill);
        long slack = Math.max(64, most / 64);
        emptying = fill.used() > (emptying ? most - slack : most);
        return emptying;
    }

    private long most(Fill fill) {
        return (limits.maxBytes() - LOG_BYTES) / fill.size();
    }

    /** While the clock was never set, nothing is old. */
    private boolean ageIsDue() {
        long now = clock.nanos();
        if (now - ageLooked > AGE_EVERY.toNanos()) {
            ageDue = true;
        }
        if (ageDue) {
            ageLooked = now;
        }
        return ageDue && clock.set();
    }

    private Instant cutoff() {
        return clock.now().minus(limits.keep());
    }

    /** The first piece; with a cutoff, as much of it as is older. */
    private @Nullable Piece oldest(Connection c, @Nullable Instant cutoff) throws SQLException {
        String old = cutoff == null ? "" : LedgerColumns.at(cutoff);
        String ahead = LedgerColumns.at(clock.now().plus(AHEAD));
        Piece piece = null;
        try (PreparedStatement s = c.prepareStatement(OLDEST + ROWS);
                ResultSet r = s.executeQuery()) {
            long first = 0;
            String oldest = "";
            for (long rows = 1; r.next(); rows++) {
                long id = r.getLong(1);
                String at = r.getString(2);
                if (rows == 1) {
                    first = id;
                    oldest = at;
                }
                if (cutoff == null || at.compareTo(old) < 0) {
                    piece = new Piece(first, id, rows, oldest);
                } else if (at.compareTo(ahead) < 0) {
                    break;
                }
            }
        }
        return piece;
    }

    private void drop(Connection c, Piece piece) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("DELETE FROM ledger WHERE id <= ?")) {
            s.setLong(1, piece.last());
            s.executeUpdate();
        }
        dropped.dropped(
                c, new Dropped(piece.first(), piece.last(), piece.rows(), LedgerColumns.instant(piece.oldest())));
        c.commit();
    }

    private boolean shrink(Connection c, Fill fill) throws SQLException {
        boolean tooLarge = fill.pages() > most(fill);
        boolean mostlyEmpty = fill.free() > fill.pages() / 4 && fill.free() * fill.size() > LOG_BYTES;
        if (fill.free() == 0 || !(tooLarge || mostlyEmpty || shrinking)) {
            return shrinking && cut(c);
        }
        shrinking = true;
        try (Statement s = c.createStatement()) {
            // As an update it runs to its end; as a query it would free a single page.
            s.executeUpdate("PRAGMA incremental_vacuum(" + PAGES + ")");
        }
        c.commit();
        return fill(c).free() < fill.free() || cut(c);
    }

    /** The file gets shorter only when the log is written back. */
    private boolean cut(Connection c) throws SQLException {
        shrinking = false;
        c.setAutoCommit(true);
        try (Statement s = c.createStatement()) {
            s.execute("PRAGMA wal_checkpoint(TRUNCATE)");
        } finally {
            c.setAutoCommit(false);
        }
        return false;
    }

    private static Fill fill(Connection c) throws SQLException {
        Fill fill = new Fill(number(c, "page_count"), number(c, "freelist_count"), number(c, "page_size"));
        // Reading began a transaction, which would keep the log from being written back.
        c.rollback();
        return fill;
    }

    private static long number(Connection c, String pragma) throws SQLException {
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("PRAGMA " + pragma)) {
            return r.next() ? r.getLong(1) : 0;
        }
    }
}
