package org.earmuff.policy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Looks at the clock when a decision runs out, and once a second besides, since the wall clock may be set. On one event loop. */
final class Heartbeat {

    private static final Logger LOG = LoggerFactory.getLogger(Heartbeat.class);
    private static final long BEAT_NANOS = 1_000_000_000L;
    private static final long SWEEP_BEATS = 30;

    /** What a beat is for. */
    interface Work {
        /** The first instant at which something may be decided otherwise. */
        Instant nextEdge();

        /** Asks for every decision again. */
        void reconsider();

        /** Looks after flows in which nothing moves. */
        void sweep();
    }

    private final EventLoop loop;
    private final HouseClock clock;
    private final Work work;
    private final Supplier<ClockWatch> watches;
    private @Nullable ClockWatch watch;
    private Instant nextEdge = Instant.MIN;
    private long beats;
    private boolean stopped;
    private @Nullable ScheduledFuture<?> next;

    Heartbeat(EventLoop loop, HouseClock clock, Work work, ClockListener listener) {
        this.loop = loop;
        this.clock = clock;
        this.work = work;
        this.watches = () -> new ClockWatch(clock, listener);
    }

    /** Begins, or looks earlier where the next edge has come nearer. Any thread. */
    void schedule() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::scheduleHere);
        }
    }

    /** No more beats. Any thread. */
    void stop() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> {
                stopped = true;
                scheduleHere();
            });
        }
    }

    private void scheduleHere() {
        assert loop.inEventLoop();
        if (next != null) {
            next.cancel(false);
        }
        if (watch == null) {
            watch = watches.get();
        }
        if (!stopped && !loop.isShuttingDown()) {
            next = loop.schedule(this::beat, untilNextLook(), TimeUnit.NANOSECONDS);
        }
    }

    private void beat() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("the heartbeat failed once and goes on", e);
        } finally {
            // Whatever happens, there is a next beat.
            scheduleHere();
        }
    }

    private void look() {
        boolean changed = watch != null && watch.changed();
        if (changed || !clock.now().isBefore(nextEdge)) {
            work.reconsider();
        }
        if (++beats % SWEEP_BEATS == 0) {
            work.sweep();
        }
    }

    /** Never fails: without an answer it is a second. */
    private long untilNextLook() {
        try {
            Instant now = clock.now();
            nextEdge = work.nextEdge();
            if (nextEdge.isBefore(now.plusNanos(BEAT_NANOS))) {
                return Math.max(0, Duration.between(now, nextEdge).toNanos());
            }
        } catch (RuntimeException e) {
            LOG.error("the next change of a verdict could not be worked out", e);
        }
        return BEAT_NANOS;
    }
}
