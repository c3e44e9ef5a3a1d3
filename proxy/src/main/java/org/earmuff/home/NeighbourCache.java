package org.earmuff.home;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who has which address, kept current. Any thread may ask.
 *
 * <p>After {@link #follow} the kernel's changes come in by themselves, and an address that is known is answered at once. While they do not
 * come, an answer is at most {@link #FRESH} old. An address that is not known is always looked up in a reading of the whole table that begins
 * after it was asked for: a device whose first packet has just come in is in it. Those who ask meanwhile share that reading.
 */
public final class NeighbourCache implements AutoCloseable {

    /** How long a reading serves while changes do not come: the longest that an address may keep the identity of a device that has left it. */
    static final Duration FRESH = Duration.ofSeconds(2);

    /** At least this long between two readings, however many strangers knock. */
    static final Duration PAUSE = Duration.ofMillis(250);

    /** How often all is read again, should a change have been missed. */
    private static final Duration AGAIN = Duration.ofSeconds(60);

    /** Addresses that were in use within this long count as in use at the same time. */
    private static final Duration AT_ONCE = Duration.ofMinutes(5);

    private static final int MOST_WAITING = 10_000;
    private static final Logger LOG = LoggerFactory.getLogger(NeighbourCache.class);

    private final Neighbours neighbours;
    private final HouseClock clock;
    private final ScheduledExecutorService thread;
    private final NeighbourTable table = new NeighbourTable();
    private volatile @Nullable Reading last;
    private volatile Consumer<Set<InetAddress>> listener = moved -> {};
    private @Nullable NeighbourFeed feed;

    /** Changes come, and all that was before them has been read. */
    private volatile boolean current;

    /** Which time it is that changes come; 0 while they do not. */
    private int followed;

    private int lastFollowed;
    private @Nullable CompletableFuture<Reading> coming;
    private int waiting;

    private record Reading(long begunNanos, @Nullable String failure) {}

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
     * Keeps itself current from now on. Once.
     *
     * @param moved told of addresses that another device has now than before, on a thread of the cache's; it returns at once
     */
    public void follow(Consumer<Set<InetAddress>> moved) {
        follow(moved, new NeighbourFeed(new Changes()));
    }

    void follow(Consumer<Set<InetAddress>> moved, NeighbourFeed by) {
        listener = moved;
        feed = by;
        by.start();
        var unused = thread.scheduleWithFixedDelay(this::ask, 0, AGAIN.toSeconds(), TimeUnit.SECONDS);
    }

    /** Whose addresses are kept when there are too many. */
    public void keep(Predicate<Mac> speakers) {
        table.keep(speakers);
    }

    /**
     * The hardware address behind an address in plain form; empty where the kernel knows none or the table cannot be read.
     *
     * @return completed already where it is known; else completed on the cache's thread, so hop to your own loop
     */
    CompletionStage<Optional<Mac>> macOf(InetAddress address) {
        Optional<Mac> known = known(address);
        if (known.isPresent()) {
            return CompletableFuture.completedFuture(known);
        }
        CompletableFuture<Reading> next = next();
        if (next == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        return next.thenApply(reading -> Optional.ofNullable(table.macOf(address)));
    }

    /** What is known already of the hardware address behind an address in plain form. */
    Optional<Mac> known(InetAddress address) {
        Reading known = last;
        boolean fresh = current || (known != null && age(known) < FRESH.toNanos());
        return fresh ? Optional.ofNullable(table.macOf(address)) : Optional.empty();
    }

    /**
     * Who is there, for whoever looks for devices rather than for an address.
     *
     * @param interfaces those that count; empty for all
     */
    public List<Device> devices(Collection<String> interfaces) {
        long now = clock.nanos();
        List<Neighbour> all = table.all().stream()
                .map(line -> new Neighbour(line.address(), line.device(), line.mac(), lately(line.lastActive(), now)))
                .toList();
        return Device.group(all, interfaces);
    }

    private static boolean lately(@Nullable Long lastActive, long now) {
        return lastActive != null && now - lastActive < AT_ONCE.toNanos();
    }

    /** Whether changes come by themselves, so that nothing is read for an address that is known. */
    public boolean isCurrent() {
        return current;
    }

    /** Why the table could not be read the last time, for the user; empty where it could, or was not yet. */
    public Optional<String> failure() {
        Reading known = last;
        return known == null ? Optional.empty() : Optional.ofNullable(known.failure());
    }

    private final class Changes implements NeighbourFeed.Sink {

        @Override
        public void began() {
            synchronized (NeighbourCache.this) {
                lastFollowed++;
                followed = lastFollowed;
            }
            ask();
        }

        @Override
        public void changed(Neighbour neighbour) {
            tell(table.change(neighbour, clock.nanos()));
        }

        @Override
        public void lost() {
            synchronized (NeighbourCache.this) {
                followed = 0;
                current = false;
            }
        }
    }

    /** The feed a test has in its hands instead of the kernel's. */
    NeighbourFeed.Sink changes() {
        return new Changes();
    }

    private void ask() {
        next();
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
        int following;
        synchronized (this) {
            asked = coming;
            coming = null;
            waiting = 0;
            following = followed;
        }
        Reading reading = reading();
        last = reading;
        synchronized (this) {
            current |= reading.failure() == null && following > 0 && following == followed;
        }
        if (asked != null) {
            asked.complete(reading);
        }
    }

    private Reading reading() {
        long begun = clock.nanos();
        long changes = table.changes();
        String before = failure().orElse(null);
        try {
            tell(table.replace(neighbours.read(), changes, begun));
            if (before != null) {
                LOG.info("The neighbour table can be read again");
            }
            return new Reading(begun, null);
        } catch (IOException | RuntimeException e) {
            String failure = String.valueOf(e.getMessage());
            if (!failure.equals(before) && !thread.isShutdown()) {
                LOG.warn("Speakers known by MAC address alone count as unknown devices: {}", failure);
            }
            if (!current) {
                table.clear();
            }
            return new Reading(begun, failure);
        }
    }

    private void tell(Set<InetAddress> moved) {
        if (moved.isEmpty()) {
            return;
        }
        try {
            listener.accept(moved);
        } catch (RuntimeException e) {
            LOG.error("a change of the neighbour table could not be acted on", e);
        }
    }

    private long age(Reading reading) {
        return clock.nanos() - reading.begunNanos();
    }

    /** Stops reading; whoever waits, and asks from now on, is told that nothing is known. */
    @Override
    public void close() {
        NeighbourFeed running = feed;
        if (running != null) {
            running.close();
        }
        thread.shutdownNow();
        CompletableFuture<Reading> asked;
        synchronized (this) {
            asked = coming;
            coming = null;
            current = false;
            followed = 0;
        }
        table.clear();
        if (asked != null) {
            asked.complete(new Reading(clock.nanos(), null));
        }
    }
}
