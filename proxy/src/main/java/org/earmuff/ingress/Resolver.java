package org.earmuff.ingress;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** Looks names up by the system's own means, which block, away from the event loops. At most two at once and 256 waiting. */
public final class Resolver implements AutoCloseable {

    private static final int THREADS = 2;
    private static final int WAITING = 256;
    private static final long LIMIT_SECONDS = 10;

    private final ThreadPoolExecutor threads =
            new ThreadPoolExecutor(THREADS, THREADS, 30, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING), task -> {
                Thread thread = new Thread(task, "resolver");
                thread.setDaemon(true);
                return thread;
            });

    public Resolver() {
        threads.allowCoreThreadTimeOut(true);
    }

    /** The first address of a name or an address in text; fails where there is none within ten seconds or too many wait. */
    CompletionStage<InetAddress> resolve(String host) {
        try {
            return CompletableFuture.supplyAsync(() -> lookUp(host), threads)
                    .orTimeout(LIMIT_SECONDS, TimeUnit.SECONDS);
        } catch (RejectedExecutionException full) {
            return CompletableFuture.failedFuture(full);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private static InetAddress lookUp(String host) {
        try {
            return InetAddress.getByName(host);
        } catch (UnknownHostException e) {
            throw new CompletionException(e);
        }
    }
}
