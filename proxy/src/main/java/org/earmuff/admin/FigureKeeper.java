package org.earmuff.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Ledger;
import org.earmuff.ledger.LedgerReader;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * Reads the account's figures once for all who look at the same time: again where a row was written since, where another quarter of an
 * hour has begun, and every few seconds in any case, as the file may be changed from outside. It reads the disk, so it blocks.
 */
final class FigureKeeper {

    private static final long KEPT_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final int RECENT = 60;

    private final Ledger ledger;
    private final HouseClock clock;
    private @Nullable Key known;
    private Figures figures = Figures.unreadable("");
    private long readAt;

    /** What the figures depend on. */
    private record Key(long written, long errors, long bucket, LocalDate today, List<String> speakers) {}

    FigureKeeper(Ledger ledger, HouseClock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    synchronized Figures at(Instant now, ZoneId zone, List<String> speakers) {
        long written = ledger.rowsWritten().values().stream().mapToLong(n -> n).sum();
        Key key = new Key(
                written,
                ledger.errors(),
                now.getEpochSecond() / Timeline.BUCKET_SECONDS,
                LocalDate.ofInstant(now, zone),
                speakers);
        long nanos = clock.nanos();
        if (!key.equals(known)
                || nanos - readAt > KEPT_NANOS
                || !figures.problem().isEmpty()) {
            figures = read(now, key, zone);
            known = key;
            readAt = nanos;
        }
        return figures;
    }

    private Figures read(Instant now, Key key, ZoneId zone) {
        try {
            LedgerReader reader = ledger.reader();
            Timeline timeline = new Timeline(reader);
            return new Figures(
                    reader.totalsSince(key.today().atStartOfDay(zone).toInstant()),
                    reader.lastUploads(key.speakers()),
                    reader.head(),
                    timeline.buckets(DayLine.start(now, zone), DayLine.end(now, zone)),
                    timeline.rows(new Timeline.Filter(null, null, null, null, null, null, RECENT)),
                    String.join("; ", ledger.problems()));
        } catch (LedgerUnavailableException e) {
            return Figures.unreadable(String.valueOf(e.getMessage()));
        }
    }
}
