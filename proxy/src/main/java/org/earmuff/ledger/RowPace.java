package org.earmuff.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Upload;
import org.earmuff.rules.budget.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * Keeps one speaker's storm from filling the disk and from driving everybody's older rows out of the account. {@value #AT_ONCE} uploads of a
 * speaker have rows of their own at once, and so many attempts; one more of either every {@value #SECONDS_A_ROW} s. What is over that is
 * added up, and a sum is due a second after the first that is in it, so that it is on disk as soon as a row would be. Any thread.
 */
final class RowPace {

    static final int AT_ONCE = 120;
    static final int SECONDS_A_ROW = 3;

    private static final long SUM_NANOS = TimeUnit.SECONDS.toNanos(1);

    /** Speakers are configured ones and {@code unknown}, so there are few. */
    private record Key(String speaker, RowKind kind) {}

    /** What has no rows of its own. */
    record Sum(
            String speaker,
            RowKind kind,
            Instant from,
            Instant to,
            long count,
            long bytes,
            long forwardedBytes,
            double audioSeconds,
            long sinceNanos) {

        private Sum plus(Sum other) {
            return new Sum(
                    speaker,
                    kind,
                    from.isBefore(other.from) ? from : other.from,
                    to.isAfter(other.to) ? to : other.to,
                    count + other.count,
                    bytes + other.bytes,
                    forwardedBytes + other.forwardedBytes,
                    audioSeconds + other.audioSeconds,
                    sinceNanos);
        }
    }

    private final Map<Key, TokenBucket> paces = new ConcurrentHashMap<>();
    private final Map<Key, Sum> sums = new ConcurrentHashMap<>();

    /** Whether this one may have a row of its own; where not, it is in a sum from now on. */
    boolean mayHaveRow(Upload upload, RowKind kind, long nowNanos) {
        Key key = new Key(upload.flow().speaker(), kind);
        TokenBucket pace =
                paces.computeIfAbsent(key, k -> new TokenBucket(1, (long) AT_ONCE * SECONDS_A_ROW, nowNanos));
        if (pace.tryTake(nowNanos, SECONDS_A_ROW)) {
            return true;
        }
        sums.merge(key, sum(upload, kind, nowNanos), Sum::plus);
        return false;
    }

    private static Sum sum(Upload upload, RowKind kind, long nowNanos) {
        var sound = upload.burst().sound();
        return new Sum(
                upload.flow().speaker(),
                kind,
                upload.start(),
                upload.end(),
                1,
                upload.burst().wireBytes(),
                upload.forwardedBytes(),
                sound == null ? 0 : sound.audioSeconds(),
                nowNanos);
    }

    /** Hands over the sums that are due; all of them where {@code nowNanos} is null. */
    List<Sum> due(@Nullable Long nowNanos) {
        if (sums.isEmpty()) {
            return List.of();
        }
        List<Sum> due = new ArrayList<>();
        for (Iterator<Key> keys = sums.keySet().iterator(); keys.hasNext(); ) {
            sums.computeIfPresent(keys.next(), (key, sum) -> {
                if (nowNanos != null && nowNanos - sum.sinceNanos() < SUM_NANOS) {
                    return sum;
                }
                due.add(sum);
                return null;
            });
        }
        return due;
    }
}
