package org.earmuff.admin;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;
import org.earmuff.admin.access.Network;

/**
 * What clients ask of the disk, answered by a few threads in turn. A network has a few places in the queue, so that a flood of its
 * questions never keeps others' from being answered. Any thread.
 */
final class Questions {

    /** More than a browser asks at once. */
    static final int MOST_OF_ONE = 8;

    private final Executor executor;
    /** How many of a network wait or are being answered. No more entries than there are connections. */
    private final Map<String, Integer> open = new HashMap<>();

    Questions(Executor executor) {
        this.executor = executor;
    }

    /** Asks for a client; throws {@link Problem} where it has too many questions open. */
    <T> CompletionStage<T> ask(InetAddress from, Supplier<T> question) {
        String network = Network.of(from);
        begin(network);
        try {
            return CompletableFuture.supplyAsync(question, executor).whenComplete((answer, failure) -> end(network));
        } catch (RejectedExecutionException e) {
            end(network);
            throw busy();
        }
    }

    private synchronized void begin(String network) {
        int already = open.getOrDefault(network, 0);
        if (already >= MOST_OF_ONE) {
            throw busy();
        }
        open.put(network, already + 1);
    }

    private synchronized void end(String network) {
        open.computeIfPresent(network, (n, count) -> count == 1 ? null : count - 1);
    }

    static Problem busy() {
        return Problem.later(503, "too many questions at once: try again in a second", 1);
    }
}
