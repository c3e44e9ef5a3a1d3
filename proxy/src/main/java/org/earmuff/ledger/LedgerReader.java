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
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Questions to the account. They read the disk, so they block: never ask on an event loop. Each question opens the file anew, so that
 * a ledger that was moved away or restored meanwhile is followed; with the write-ahead log, readers and the writer do not wait for
 * each other. Safe for use by several threads.
 */
public final class LedgerReader {

    /** Between a try and its repetition; a person who says the same again takes longer. */
    static final int RETRY_SECONDS = 10;

    private final LedgerFile file;

    LedgerReader(LedgerFile file) {
        this.file = file;
    }

    /** What is asked of an open ledger. */
    interface Question<T> {
        T ask(Connection connection) throws SQLException;
    }

    /** Uploads and attempts, oldest first. */
    public List<LedgerRow> uploads(UploadQuery query) throws LedgerUnavailableException {
        StringBuilder sql = new StringBuilder("SELECT id FROM ledger WHERE kind IN ('upload','attempt')");
        boolean span = query.since() != null || query.until() != null;
        List<Object> values = new ArrayList<>();
        if (query.since() != null) {
            sql.append(" AND at >= ?");
            values.add(LedgerColumns.at(query.since()));
        }
        if (query.until() != null) {
            sql.append(" AND at < ?");
            values.add(LedgerColumns.at(query.until()));
        }
        if (query.speaker() != null) {
            sql.append(span ? " AND +speaker = ?" : " AND speaker = ?");
            values.add(query.speaker());
        }
        Long after = query.after();
        if (after != null) {
            sql.append(" AND id > ?");
            values.add(after);
        }
        sql.append(" ORDER BY ").append(span ? "+id" : "id").append(after == null ? " DESC LIMIT ?" : " LIMIT ?");
        values.add(query.limit());
        // Which rows they are, the index of times knows alone: a plus keeps SQLite from any other. Only they are
        // fetched.
        String fetched = "SELECT id, " + LedgerColumns.NAMES + " FROM ledger WHERE id IN (" + sql + ") ORDER BY id";
        return ask(List.of(), c -> rows(c, fetched, values));
    }

    /**
     * How many {@code gap} rows, each of which stands for rows that are missing or were added up, touch a time: silence there is no proof.
     *
     * @param since null for the beginning
     * @param until exclusive; null for now
     * @param speaker this one's, and those of nobody in particular; null for all
     */
    public long gaps(@Nullable Instant since, @Nullable Instant until, @Nullable String speaker)
            throws LedgerUnavailableException {
        // Lost rows are of no speaker, and may have begun long before; sums are of one, and of a moment.
        String sql = "SELECT (SELECT COUNT(*) FROM ledger WHERE speaker IS NULL AND kind = 'gap' AND at < ?2"
                + " AND julianday(at) + ifnull(duration, 0) / 86400 >= julianday(?1))"
                + " + (SELECT COUNT(*) FROM ledger WHERE kind = 'gap' AND at >= ?1 AND at < ?2 AND speaker IS NOT NULL"
                + (speaker == null ? ")" : " AND +speaker = ?3)");
        return ask(0L, c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, LedgerColumns.at(since == null ? Instant.EPOCH : since));
                s.setString(2, until == null ? "~" : LedgerColumns.at(until));
                if (speaker != null) {
                    s.setString(3, speaker);
                }
                ResultSet r = s.executeQuery();
                return r.next() ? r.getLong(1) : 0L;
            }
        });
    }

    /** The gaps of a first page: of the time that is asked for, or where none is, since the oldest of its rows. */
    public long gaps(UploadQuery query, List<LedgerRow> page) throws LedgerUnavailableException {
        Instant since = query.since();
        if (since == null && query.after() == null && !page.isEmpty()) {
            since = page.get(0).at();
        }
        return gaps(since, query.until(), query.speaker());
    }

    /**
     * Every speaker's uploads and attempts that began at {@code since} or later; speakers without any are left out. A device that is
     * withheld tries again at once: attempts that follow one another within {@link #RETRY_SECONDS} count as one.
     * What was erased of its names is under an empty one. What a storm's sums stand for is in the seconds, not in the counts.
     */
    public Map<String, Totals> totalsSince(Instant since) throws LedgerUnavailableException {
        String sql =
                "SELECT ifnull(speaker, ''), SUM(kind = 'upload'), SUM(CASE WHEN kind IN ('upload','gap') AND bytes > 0 THEN"
                        + " audio_seconds * MIN(1.0, CAST(forwarded_bytes AS REAL) / bytes) ELSE 0 END),"
                        + " SUM(kind = 'attempt' AND (before IS NULL OR (julianday(at) - julianday(before)) * 86400 > "
                        + RETRY_SECONDS + ")) FROM (SELECT speaker, kind, bytes, forwarded_bytes, audio_seconds, at,"
                        + " LAG(at) OVER (PARTITION BY speaker, kind ORDER BY at) AS before"
                        + " FROM ledger INDEXED BY ledger_time WHERE at >= ? AND kind IN ('upload','attempt','gap') AND (speaker IS NOT NULL OR kind <> 'gap'))"
                        + " GROUP BY speaker";
        return ask(Map.of(), c -> {
            Map<String, Totals> totals = new LinkedHashMap<>();
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, LedgerColumns.at(since));
                ResultSet r = s.executeQuery();
                while (r.next()) {
                    totals.put(r.getString(1), new Totals(r.getLong(2), r.getDouble(3), r.getLong(4)));
                }
            }
            return totals;
        });
    }

    /** Whether any row is of a speaker, one that is configured no longer included. The index of speakers answers it. */
    public boolean knows(String speaker) throws LedgerUnavailableException {
        return ask(false, c -> {
            try (PreparedStatement s = c.prepareStatement("SELECT 1 FROM ledger WHERE speaker = ? LIMIT 1")) {
                s.setString(1, speaker);
                return s.executeQuery().next();
            }
        });
    }

    /** The newest upload of each of these speakers, where there is one; attempts do not count. */
    public Map<String, LedgerRow> lastUploads(Collection<String> speakers) throws LedgerUnavailableException {
        String sql = "SELECT id, " + LedgerColumns.NAMES
                + " FROM ledger WHERE speaker = ? AND kind = 'upload' ORDER BY id DESC LIMIT 1";
        return ask(Map.of(), c -> {
            Map<String, LedgerRow> found = new LinkedHashMap<>();
            for (String speaker : speakers) {
                rows(c, sql, List.of(speaker)).forEach(row -> found.put(speaker, row));
            }
            return found;
        });
    }

    /** The account of a state folder, whether the appliance runs or not. */
    public static LedgerReader in(Path folder) {
        return new LedgerReader(new LedgerFile(folder));
    }

    /** The file that is read. */
    public Path path() {
        return file.path();
    }

    /** Takes what a row tells of time: enough to know what was sent, and when the appliance was on. */
    public interface TimeTaker {
        /** One row; the values are its columns of these names. */
        void row(
                long id,
                String kind,
                Instant at,
                @Nullable String speaker,
                @Nullable Double duration,
                @Nullable String reason);
    }

    /** Gives every row, oldest first, one at a time. */
    public void each(TimeTaker taker) throws LedgerUnavailableException {
        ask(false, c -> {
            eachFrom(c, 0, taker);
            return true;
        });
    }

    private static void eachFrom(Connection c, long id, TimeTaker taker) throws SQLException {
        String sql = "SELECT id, kind, at, speaker, reason, duration FROM ledger WHERE id >= ? ORDER BY id";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setLong(1, id);
            ResultSet r = s.executeQuery();
            while (r.next()) {
                double duration = r.getDouble(6);
                taker.row(
                        r.getLong(1),
                        r.getString(2),
                        Instant.parse(r.getString(3)),
                        r.getString(4),
                        r.wasNull() ? null : duration,
                        r.getString(5));
            }
        }
    }

    /**
     * When the appliance was on.
     *
     * @param since what was before is left out; null for the oldest row that is kept
     * @param lastSign when it was last known to be on, besides its rows: now where it runs, {@link LifeSign#last} where it does not
     */
    public OnTimes onTimes(@Nullable Instant since, @Nullable Instant lastSign) throws LedgerUnavailableException {
        return ask(new OnTimes(List.of(), List.of()), c -> {
            OnTimes.Builder times = new OnTimes.Builder();
            long from = since == null ? 0 : lastStartBefore(c, since);
            eachFrom(c, from, (id, kind, at, speaker, duration, reason) -> times.row(kind, at, duration, reason));
            return times.build(lastSign);
        });
    }

    /** The id of the start that an instant's state depends on; 0 where its row is no longer kept. */
    private static long lastStartBefore(Connection c, Instant since) throws SQLException {
        String sql = "SELECT id FROM ledger WHERE kind = 'start' AND at <= ? ORDER BY id DESC LIMIT 1";
        try (PreparedStatement s = c.prepareStatement(sql)) {
            s.setString(1, LedgerColumns.at(since));
            ResultSet r = s.executeQuery();
            return r.next() ? r.getLong(1) : 0;
        }
    }

    /** The newest row of any kind. */
    public Optional<LedgerRow> head() throws LedgerUnavailableException {
        String sql = "SELECT id, " + LedgerColumns.NAMES + " FROM ledger ORDER BY id DESC LIMIT 1";
        return ask(Optional.empty(), c -> rows(c, sql, List.of()).stream().findFirst());
    }

    static List<LedgerRow> rows(Connection c, String sql, List<?> values) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                s.setObject(i + 1, values.get(i));
            }
            List<LedgerRow> rows = new ArrayList<>();
            ResultSet r = s.executeQuery();
            while (r.next()) {
                rows.add(LedgerColumns.read(r));
            }
            return rows;
        }
    }

    /** The writer makes the file a moment before the table in it. */
    static boolean begun(Connection c) throws SQLException {
        try (PreparedStatement s = c.prepareStatement("SELECT 1 FROM sqlite_master WHERE name = 'ledger'")) {
            return s.executeQuery().next();
        }
    }

    <T> T ask(T whereThereIsNone, Question<T> question) throws LedgerUnavailableException {
        if (!Files.exists(file.path())) {
            return whereThereIsNone;
        }
        try (Connection c = file.openForReading()) {
            return begun(c) ? question.ask(c) : whereThereIsNone;
        } catch (SQLException | RuntimeException e) {
            throw new LedgerUnavailableException(
                    file.path() + ": the ledger cannot be read: " + e.getMessage() + "; look at the log", e);
        }
    }
}
