package org.earmuff.ledger.archive;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.ledger.LedgerReader;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.OnTimes;
import org.jspecify.annotations.Nullable;

/**
 * The home's side: what left, what was withheld, and when the appliance was on.
 *
 * @param uploads sound that left, wholly or in part, in order of time
 * @param attempts sound that was withheld, in order of time; repetitions within ten seconds are one
 * @param times when it was on
 * @param since the time that is asked for begins; null for the whole account
 * @param until it ends, exclusive; null for the whole account
 * @param leftOut uploads that are more than can be kept
 */
public record HomeRows(
        List<Sent> uploads,
        List<Sent> attempts,
        OnTimes times,
        @Nullable Instant since,
        @Nullable Instant until,
        long leftOut) {

    /** So many uploads are kept at most. */
    static final int MOST = 1_000_000;

    /**
     * An upload or an attempt.
     *
     * @param id of its row in the ledger
     * @param millis when it began, since 1970
     * @param seconds from its first to its last byte; 0 where that is not known
     */
    public record Sent(long id, long millis, String speaker, double seconds) {
        /** When it began. */
        public Instant at() {
            return Instant.ofEpochMilli(millis);
        }
    }

    public HomeRows {
        uploads = List.copyOf(uploads);
        attempts = List.copyOf(attempts);
    }

    /** Whether a stretch of time lies in what is asked for. */
    boolean asked(Instant from, Instant to) {
        return (since == null || !to.isBefore(since)) && (until == null || from.isBefore(until));
    }

    /**
     * Reads a ledger.
     *
     * @param lastSign as in {@link LedgerReader#onTimes}
     * @param since uploads before it are left out; null for all
     * @param until uploads from it on are left out; null for all
     */
    public static HomeRows of(
            LedgerReader ledger, @Nullable Instant lastSign, @Nullable Instant since, @Nullable Instant until)
            throws LedgerUnavailableException {
        Builder rows = new Builder(since, until);
        ledger.each(rows);
        return rows.build(lastSign);
    }

    /** Takes rows in the order of their ids. */
    static final class Builder implements LedgerReader.TimeTaker {
        private static final long REPEATED_MILLIS = 10_000;

        private final @Nullable Instant since;
        private final @Nullable Instant until;
        private final OnTimes.Builder times = new OnTimes.Builder();
        private final List<Sent> uploads = new ArrayList<>();
        private final List<Sent> attempts = new ArrayList<>();
        private final Map<String, Long> lastAttempt = new HashMap<>();
        private final Map<String, String> names = new HashMap<>();
        private long leftOut;

        Builder(@Nullable Instant since, @Nullable Instant until) {
            this.since = since;
            this.until = until;
        }

        @Override
        public void row(
                long id,
                String kind,
                Instant at,
                @Nullable String speaker,
                @Nullable Double duration,
                @Nullable String reason) {
            times.row(kind, at, duration, reason);
            boolean upload = kind.equals("upload");
            long millis = at.toEpochMilli();
            boolean sound = upload || kind.equals("attempt");
            if (!sound || (since != null && at.isBefore(since)) || (until != null && !at.isBefore(until))) {
                return;
            }
            String who = names.computeIfAbsent(speaker == null ? "(erased)" : speaker, name -> name);
            Sent sent = new Sent(id, millis, who, duration == null ? 0 : duration);
            if (!upload) {
                Long before = lastAttempt.put(who, millis);
                if (before != null && Math.abs(millis - before) < REPEATED_MILLIS) {
                    return;
                }
            }
            if (uploads.size() + attempts.size() < MOST) {
                (upload ? uploads : attempts).add(sent);
            } else {
                leftOut++;
            }
        }

        HomeRows build(@Nullable Instant lastSign) {
            uploads.sort(Comparator.comparingLong(Sent::millis));
            attempts.sort(Comparator.comparingLong(Sent::millis));
            return new HomeRows(uploads, attempts, times.build(lastSign), since, until, leftOut);
        }
    }
}
