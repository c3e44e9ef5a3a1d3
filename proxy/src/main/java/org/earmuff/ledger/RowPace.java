package org.earmuff.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.earmuff.flow.Upload;
import org.earmuff.rules.budget.TokenBucket;

/**
 * Keeps one speaker's storm from filling the disk and from driving everybody's older rows out of the account. Of a speaker {@value #AT_ONCE}
 * uploads have rows of their own at once, and then one a second; so have attempts. No household asks that much. What is over that is added
 * up, and the sum, with its count, becomes a {@code gap} row after {@value #SUM_MILLIS} ms, so that it is on disk as soon as is promised
 * of a row. While the account cannot be written the sum goes on growing, so that its count is never lost. Any thread.
 */
final class RowPace {

    static final int AT_ONCE = 2000;
    static final int ROWS_A_SECOND = 1;
    private static final int SUM_MILLIS = 500;
    private static final Executor LATER = CompletableFuture.delayedExecutor(SUM_MILLIS, TimeUnit.MILLISECONDS);

    /** Speakers are configured ones and {@code unknown}, so there are few. */
    private record Key(String speaker, RowKind kind) {}

    private final Map<Key, TokenBucket> paces = new ConcurrentHashMap<>();
    private final Map<Key, Sum> sums = new ConcurrentHashMap<>();
    private final BooleanSupplier behind;
    private final Consumer<Sum> told;

    /**
     * A pace.
     *
     * @param behind whether rows wait for the disk, so that sums should wait, too
     * @param told is given each sum, on any thread; must not throw
     */
    RowPace(BooleanSupplier behind, Consumer<Sum> told) {
        this.behind = behind;
        this.told = told;
    }

    /** Whether this one may have a row of its own; where not, it is in a sum from now on. */
    boolean mayHaveRow(Upload upload, RowKind kind, long nowNanos) {
        Key key = new Key(upload.flow().speaker(), kind);
        if (paces.computeIfAbsent(key, k -> new TokenBucket(ROWS_A_SECOND, AT_ONCE, nowNanos))
                .tryTake(nowNanos, 1)) {
            return true;
        }
        if (sums.merge(key, Sum.of(upload, kind), Sum::plus).count() == 1) {
            LATER.execute(() -> due(key));
        }
        return false;
    }

    private void due(Key key) {
        if (behind.getAsBoolean()) {
            LATER.execute(() -> due(key));
        } else {
            tell(key);
        }
    }

    private void tell(Key key) {
        Sum sum = sums.remove(key);
        if (sum != null) {
            told.accept(sum);
        }
    }

    /** Tells every sum now. */
    void tellAll() {
        List.copyOf(sums.keySet()).forEach(this::tell);
    }

    /** Uploads, or attempts, of one speaker that have no rows of their own. */
    record Sum(
            String speaker,
            RowKind kind,
            Instant from,
            Instant to,
            long count,
            long bytes,
            long forwardedBytes,
            double audioSeconds) {

        private static Sum of(Upload upload, RowKind kind) {
            var sound = upload.burst().sound();
            return new Sum(
                    upload.flow().speaker(),
                    kind,
                    upload.start(),
                    upload.end(),
                    1,
                    upload.burst().wireBytes(),
                    upload.forwardedBytes(),
                    sound == null ? 0 : sound.audioSeconds());
        }

        private Sum plus(Sum other) {
            return new Sum(
                    speaker,
                    kind,
                    from.isBefore(other.from) ? from : other.from,
                    to.isAfter(other.to) ? to : other.to,
                    count + other.count,
                    bytes + other.bytes,
                    forwardedBytes + other.forwardedBytes,
                    audioSeconds + other.audioSeconds);
        }

        /** A gap that says what it stands for. */
        LedgerRow row(LedgerRow.Stamp stamp) {
            return new LedgerRow(
                    0,
                    from,
                    RowKind.GAP,
                    speaker,
                    null,
                    null,
                    null,
                    null,
                    null,
                    null,
                    bytes,
                    forwardedBytes,
                    audioSeconds,
                    Duration.between(from, to).toMillis() / 1000.0,
                    null,
                    count + " " + kind.word() + " rows added up: too many at once",
                    null,
                    stamp.configSha256(),
                    stamp.boot(),
                    stamp.monotonicNanos());
        }
    }
}
