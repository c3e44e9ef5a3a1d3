package org.earmuff.home;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The neighbour table, at most {@link #FRESH} old, read by one thread of its own. Any thread may ask.
 *
 * <p>Those who ask while no fresh answer is there share the next reading, which begins after they asked: a device whose first packet has
 * just come in is in it.
 */
public final class NeighbourCache implements AutoCloseable {

    /** How long an answer is given again: the longest that an address may keep the identity of a device that has left it. */
    static final Duration FRESH = Duration.ofSeconds(2);

    /** At least this long between two readings, however many strangers knock. */
    static final Duration PAUSE = Duration.ofMillis(250);

    private static final int MOST_WAITING = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourCache.class);

    private final Neighbours neighbours;
    private final HouseClock clock;
    private final ScheduledExecutorService thread;
    private volatile @Nullable Reading last;
    private @Nullable CompletableFuture<Reading> coming;
    private int waiting;

    private record Reading(
            Map<InetAddress, Mac> table,
            long begunNanos,
            @Nullable String failure) {}

    public NeighbourCache(Neighbours neighbours, HouseClock clock) {
        this.neighbours = neighbours;
        this.clock = clock;
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread t = new Thread(task, "earmuff-neighbours");
            t.setDaemon(true);
            return t;
        });
    }

    /**
     * The hardware address behind an address in plain form; empty where the kernel knows none or the table cannot be read.
     *
     * @return completed already where a fresh answer is at hand; else completed on the cache's thread, so hop to your own loop
     */
    CompletionStage<Optional<Mac>> macOf(InetAddress address) {
        Reading known = last;
        if (known != null && age(known) < FRESH.toNanos()) {
            Mac mac = known.table().get(address);
            if (mac != null) {
                return CompletableFuture.completedFuture(Optional.of(mac));
            }
        }
        CompletableFuture<Reading> next = next();
        if (next == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return next.thenApply(reading -> Optional.ofNullable(reading.table().get(address)));
    }

    /** Why the table could not be read the last time, for the user; empty where it could, or was not yet. */
    public Optional<String> failure() {
        Reading known = last;
        return known == null ? Optional.empty() : Optional.ofNullable(known.failure());
    }

    /** A reading that has not begun; null where there is none to wait for. */
    private synchronized @Nullable CompletableFuture<Reading> next() {
        if (waiting >= MOST_WAITING) {
            return null;
        }
        if (coming == null) {
            Reading known = last;
            long delay = known == null ? 0 : Math.max(0, PAUSE.toNanos() - age(known));
            try {
                var unused = thread.schedule(this::read, delay, TimeUnit.NANOSECONDS);
            } catch (RejectedExecutionException closed) {
                return null;
            }
            coming = new CompletableFuture<>();
        }
        waiting++;
        return coming;
    }

    private void read() {
        CompletableFuture<Reading> asked;
        synchronized (this) {
            asked = coming;
            coming = null;
            waiting = 0;
        }
        Reading reading = reading();
        last = reading;
        if (asked != null) {
            asked.complete(reading);
        }
    }

    private Reading reading() {
        long begun = clock.nanos();
        String before = failure().orElse(null);
        try {
            Map<InetAddress, Mac> table = neighbours.read();
            if (before != null) {
                LOG.info("The neighbour table can be read again");
            }
            return new Reading(table, begun, null);
        } catch (IOException | RuntimeException e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(before) && !thread.isShutdown()) {
                LOG.warn("Speakers known by MAC address alone count as unknown devices: {}", failure);
            }
            return new Reading(Map.of(), begun, failure);
        }
    }

    private long age(Reading reading) {
        return clock.nanos() - reading.begunNanos();
    }

    /** Stops reading; whoever waits, and asks from now on, is told that nothing is known. */
    @Override
    public void close() {
        thread.shutdownNow();
        CompletableFuture<Reading> asked;
        synchronized (this) {
            asked = coming;
            coming = null;
        }
        if (asked != null) {
            asked.complete(new Reading(Map.of(), clock.nanos(), null));
        }
    }
}
