package org.earmuff.admin;

import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.earmuff.flow.HouseClock;
import org.earmuff.metrics.Metrics;
import org.jspecify.annotations.Nullable;

/**
 * The metrics' text, made once a second at most: it is open to whoever may connect, and many who ask at once are given the same. Any
 * thread, never waits.
 */
final class SharedScrape {

    private static final long SECOND = 1_000_000_000L;

    private final Supplier<byte[]> scrape;
    private final HouseClock clock;
    private final Executor blocking;
    private @Nullable CompletableFuture<Answer> last;
    private long begun;

    SharedScrape(Supplier<byte[]> scrape, HouseClock clock, Executor blocking) {
        this.scrape = scrape;
        this.clock = clock;
        this.blocking = blocking;
    }

    /** Made now, whoever asked before. It blocks. */
    Answer fresh() {
        return new Answer(200, Metrics.CONTENT_TYPE, scrape.get(), Map.of());
    }

    /** The one that is being made, or the last one where it is not older than a second. */
    synchronized CompletionStage<Answer> answer() {
        long now = clock.nanos();
        CompletableFuture<Answer> known = last;
        if (known != null && !known.isCompletedExceptionally() && (!known.isDone() || now - begun < SECOND)) {
            return known;
        }
        try {
            CompletableFuture<Answer> made = CompletableFuture.supplyAsync(this::fresh, blocking);
            last = made;
            begun = now;
            return made;
        } catch (RejectedExecutionException e) {
            throw Questions.busy();
        }
    }
}
