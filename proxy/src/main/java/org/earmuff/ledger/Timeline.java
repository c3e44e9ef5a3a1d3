package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What pages ask of the account: its course over time, and who had a part in it. As {@link LedgerReader} it reads the disk and blocks.
 * Every answer is bounded, and every question but {@link #rows} by a first instant that the index on time finds.
 */
public final class Timeline {

    /** A quarter of an hour: every zone's hours and days begin with one. */
    public static final int BUCKET_SECONDS = 900;

    private static final String LEFT_OF =
            "COALESCE(audio_seconds, 0) * MIN(1.0, CAST(forwarded_bytes AS REAL) / bytes)";
    private static final String LEFT = "SUM(CASE WHEN kind = 'upload' AND bytes > 0 THEN " + LEFT_OF + " ELSE 0 END)";

    private final LedgerReader reader;

    public Timeline(LedgerReader reader) {
        this.reader = reader;
    }

    /**
     * One speaker's quarter of an hour in which something happened.
     *
     * @param leftSeconds estimated sound that left; an upload counts where it began
     * @param withheld how often sound, or what might have been, was withheld as a whole, as {@link Totals#withheld}
     */
    public record Bucket(String speaker, Instant start, double leftSeconds, long uploads, long withheld) {}

    /** Somebody who was sent something: a name, or an address where there was no name in clear. */
    public record Receiver(String name, long uploads, double leftSeconds, long forwardedBytes, long withheld) {}

    /**
     * What a rule decided.
     *
     * @param rule {@code name (file:line)}
     * @param cut uploads that it cut short, with the seconds of sound that had left by then
     * @param slowed uploads that left whole, only more slowly
     * @param withheld attempts that it withheld or refused
     */
    public record RuleUse(String rule, long cut, double cutSeconds, long slowed, long withheld) {}

    /**
     * Which rows are asked for, newest first.
     *
     * @param room null for all, as is every other null
     * @param verdict the word of a verdict
     * @param before only rows that come after this one in the answer
     * @param limit at most so many, 1 or more
     */
    public record Filter(
            @Nullable Instant since,
            @Nullable Instant until,
            @Nullable String speaker,
            @Nullable String room,
            @Nullable String verdict,
            @Nullable Place before,
            int limit) {}

    /** A row's place in the order of time. */
    public record Place(Instant at, long id) {}

    /** Every speaker's quarters of an hour from {@code since} until before {@code until}, the oldest first; empty ones are left out. */
    public List<Bucket> buckets(Instant since, Instant until) throws LedgerUnavailableException {
        String sql = "SELECT speaker, CAST(strftime('%s', at) AS INTEGER) / " + BUCKET_SECONDS + " AS bucket, " + LEFT
                + ", SUM(kind = 'upload'), SUM(" + firstTry() + ") FROM " + withBefore("at >= ? AND at < ?")
                + " GROUP BY speaker, bucket ORDER BY bucket";
        return reader.ask(
                List.of(),
                c -> list(
                        c,
                        sql,
                        List.of(LedgerColumns.at(since), LedgerColumns.at(until)),
                        r -> new Bucket(
                                r.getString(1),
                                Instant.ofEpochSecond(r.getLong(2) * BUCKET_SECONDS),
                                r.getDouble(3),
                                r.getLong(4),
                                r.getLong(5))));
    }

    /** Uploads and attempts, newest first. */
    public List<LedgerRow> rows(Filter filter) throws LedgerUnavailableException {
        StringBuilder sql = new StringBuilder("SELECT id, " + LedgerColumns.NAMES + " FROM ledger WHERE " + BOTH);
        List<Object> values = new ArrayList<>();
        and(sql, values, "at >= ?", filter.since() == null ? null : LedgerColumns.at(filter.since()));
        and(sql, values, "at < ?", filter.until() == null ? null : LedgerColumns.at(filter.until()));
        // The plus keeps SQLite with the index on time, by which the answer is in order already.
        and(sql, values, "+speaker = ?", filter.speaker());
        and(sql, values, "room = ?", filter.room());
        and(sql, values, "verdict = ?", filter.verdict());
        Place before = filter.before();
        if (before != null) {
            sql.append(" AND (at, id) < (?, ?)");
            values.add(LedgerColumns.at(before.at()));
            values.add(before.id());
        }
        sql.append(" ORDER BY at DESC, id DESC LIMIT ?");
        values.add(filter.limit());
        return reader.ask(List.of(), c -> LedgerReader.rows(c, sql.toString(), values));
    }

    /** The uploads with the most sound that began at {@code since} or later, the longest first. */
    public List<LedgerRow> longest(Collection<String> speakers, Instant since, int most)
            throws LedgerUnavailableException {
        String sql = "SELECT id, " + LedgerColumns.NAMES
                + " FROM ledger WHERE at >= ? AND kind = 'upload' AND audio_seconds > 0 AND +speaker IN ("
                + marks(speakers) + ") ORDER BY audio_seconds DESC, at DESC LIMIT ?";
        return reader.ask(List.of(), c -> LedgerReader.rows(c, sql, values(since, speakers, most)));
    }

    /** Who was sent the most sound since then, most first. */
    public List<Receiver> receivers(Collection<String> speakers, Instant since, int most)
            throws LedgerUnavailableException {
        String sql = "SELECT COALESCE(name, destination, ''), SUM(kind = 'upload'), " + LEFT
                + " AS seconds, SUM(COALESCE(forwarded_bytes, 0)) AS sent, SUM(kind = 'attempt') FROM ledger WHERE at >= ? AND "
                + BOTH + " AND +speaker IN (" + marks(speakers)
                + ") GROUP BY 1 ORDER BY seconds DESC, sent DESC, 5 DESC LIMIT ?";
        return reader.ask(
                List.of(),
                c -> list(
                        c,
                        sql,
                        values(since, speakers, most),
                        r -> new Receiver(r.getString(1), r.getLong(2), r.getDouble(3), r.getLong(4), r.getLong(5))));
    }

    /** What every rule that had the last word decided since then. */
    public List<RuleUse> rules(Instant since) throws LedgerUnavailableException {
        // As LedgerRow.cutShort has it; where the clock was never set, a rule may let sound leave, too.
        String cut = "kind = 'upload' AND reason NOT IN ('rate', 'clock')";
        String sql = "SELECT rule, SUM(" + cut + "), SUM(CASE WHEN " + cut + " AND bytes > 0 THEN " + LEFT_OF
                + " ELSE 0 END), SUM(kind = 'upload' AND reason = 'rate'), SUM(" + firstTry() + ") FROM "
                + withBefore("at >= ? AND rule IS NOT NULL") + " GROUP BY rule";
        return reader.ask(
                List.of(),
                c -> list(
                        c,
                        sql,
                        List.of(LedgerColumns.at(since)),
                        r -> new RuleUse(r.getString(1), r.getLong(2), r.getDouble(3), r.getLong(4), r.getLong(5))));
    }

    private static final String BOTH = "kind IN ('upload','attempt')";

    /** Whether a row is an attempt, and none that repeats the one before. */
    private static String firstTry() {
        return "kind = 'attempt' AND (before IS NULL OR (julianday(at) - julianday(before)) * 86400 > "
                + LedgerReader.RETRY_SECONDS + ")";
    }

    private static String withBefore(String condition) {
        return "(SELECT speaker, kind, bytes, forwarded_bytes, audio_seconds, at, reason, rule,"
                + " LAG(at) OVER (PARTITION BY speaker, kind ORDER BY at) AS before FROM ledger WHERE " + condition
                + " AND " + BOTH + ")";
    }

    private static void and(StringBuilder sql, List<Object> values, String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" AND ").append(condition);
            values.add(value);
        }
    }

    private static String marks(Collection<String> values) {
        return String.join(",", Collections.nCopies(values.size(), "?"));
    }

    private static List<Object> values(Instant since, Collection<String> speakers, int most) {
        List<Object> values = new ArrayList<>();
        values.add(LedgerColumns.at(since));
        values.addAll(speakers);
        values.add(most);
        return values;
    }

    private interface Shape<T> {
        T of(ResultSet row) throws SQLException;
    }

    private static <T> List<T> list(Connection c, String sql, List<?> values, Shape<T> shape) throws SQLException {
        try (PreparedStatement s = c.prepareStatement(sql)) {
            for (int i = 0; i < values.size(); i++) {
                s.setObject(i + 1, values.get(i));
            }
            List<T> found = new ArrayList<>();
            ResultSet r = s.executeQuery();
            while (r.next()) {
                found.add(shape.of(r));
            }
            return found;
        }
    }
}
