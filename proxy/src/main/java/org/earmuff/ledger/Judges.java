package org.earmuff.ledger;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Computes digests on the processors that reading leaves free, since they are as much work as reading is. Threads are made with the
 * first full batch only: what follows a checkpoint is seldom that long. For one thread, which asks and takes the answers.
 */
final class Judges implements AutoCloseable {

    private static final int MOST_THREADS = 3;

    private final int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors() - 1);
    private @Nullable ExecutorService pool;

    /**
     * A batch and how many of its rows are right.
     *
     * @param right waits without heeding interrupts, as reading does
     */
    record Judged(RowBatch batch, CompletableFuture<Integer> right) {}

    /** So many batches may wait to be taken; more would only cost memory. */
    int ahead() {
        return 2 * threads;
    }

    Judged judge(RowBatch batch) {
        return new Judged(
                batch,
                threads == 0 || !batch.isFull()
                        ? CompletableFuture.completedFuture(batch.right())
                        : CompletableFuture.supplyAsync(batch::right, pool()));
    }

    private ExecutorService pool() {
        ExecutorService made = pool;
        if (made == null) {
            made = Executors.newFixedThreadPool(threads, work -> {
                Thread thread = new Thread(work, "ledger-verify");
                thread.setDaemon(true);
                return thread;
            });
            pool = made;
        }
        return made;
    }

    /** Ends the threads; what nobody took is not computed any more. */
    @Override
    public void close() {
        if (pool != null) {
            pool.shutdownNow();
        }
    }
}
