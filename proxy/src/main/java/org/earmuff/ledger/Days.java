package org.earmuff.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What left and what was withheld on each day of a long time, by the household's calendar. Rows are added up as they are read, so that a
 * large account takes time and no memory. As {@link LedgerReader} it reads the disk and blocks.
 */
public final class Days {

    private final LedgerReader reader;

    public Days(LedgerReader reader) {
        this.reader = reader;
    }

    /**
     * One day's sum.
     *
     * @param leftSeconds estimated sound that left; an upload counts where it began
     * @param withheld as {@link Totals#withheld}
     */
    public record Day(double leftSeconds, long uploads, long withheld) {
        private static final Day EMPTY = new Day(0, 0, 0);

        private Day plus(double seconds, long more, long kept) {
            return new Day(leftSeconds + seconds, uploads + more, withheld + kept);
        }
    }

    /**
     * The days of some speakers together; days without anything are left out.
     *
     * @param first the first day that counts
     * @param last the last one, it too
     */
    public SortedMap<LocalDate, Day> between(Collection<String> speakers, LocalDate first, LocalDate last, ZoneId zone)
            throws LedgerUnavailableException {
        // In the order of time, which is that of an index: attempts that follow one another count once.
        String sql =
                "SELECT at, speaker, kind, bytes, forwarded_bytes, audio_seconds FROM ledger INDEXED BY ledger_time"
                        + " WHERE at >= ? AND at < ? AND kind IN ('upload','attempt') AND speaker IS NOT NULL ORDER BY at";
        return reader.ask(new TreeMap<>(), c -> {
            try (PreparedStatement s = c.prepareStatement(sql)) {
                s.setString(1, LedgerColumns.at(first.atStartOfDay(zone).toInstant()));
                s.setString(
                        2, LedgerColumns.at(last.plusDays(1).atStartOfDay(zone).toInstant()));
                return sum(s.executeQuery(), speakers, zone);
            }
        });
    }

    private static SortedMap<LocalDate, Day> sum(ResultSet r, Collection<String> speakers, ZoneId zone)
            throws SQLException {
        SortedMap<LocalDate, Day> days = new TreeMap<>();
        Map<String, Instant> tries = new HashMap<>();
        while (r.next()) {
            String speaker = r.getString(2);
            if (!speakers.contains(speaker)) {
                continue;
            }
            Instant at = Instant.parse(r.getString(1));
            LocalDate day = LocalDate.ofInstant(at, zone);
            boolean upload = r.getString(3).equals("upload");
            boolean newTry = !upload && isNewTry(tries.put(speaker, at), at);
            days.put(day, days.getOrDefault(day, Day.EMPTY).plus(upload ? left(r) : 0, upload ? 1 : 0, newTry ? 1 : 0));
        }
        return days;
    }

    private static double left(ResultSet r) throws SQLException {
        double bytes = r.getDouble(4);
        return bytes > 0 ? r.getDouble(6) * Math.min(1, r.getDouble(5) / bytes) : 0;
    }

    private static boolean isNewTry(@Nullable Instant last, Instant at) {
        return last == null || Duration.between(last, at).toMillis() > LedgerReader.RETRY_SECONDS * 1000L;
    }
}
