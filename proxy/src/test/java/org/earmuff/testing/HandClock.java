package org.earmuff.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.earmuff.flow.HouseClock;

/** A wall clock that a test sets; its nanoseconds run by themselves. */
public final class HandClock implements HouseClock {

    private final AtomicReference<Instant> now;
    private final AtomicLong elapsed = new AtomicLong();
    private volatile boolean set = true;

    public HandClock(String now) {
        this.now = new AtomicReference<>(Instant.parse(now));
    }

    public void pass(Duration time) {
        now.updateAndGet(t -> t.plus(time));
    }

    /** Lets its nanoseconds run ahead, and the wall clock stay. */
    public void elapse(Duration time) {
        elapsed.addAndGet(time.toNanos());
    }

    public void neverSet() {
        set = false;
    }

    @Override
    public Instant now() {
        return now.get();
    }

    @Override
    public long nanos() {
        return System.nanoTime() + elapsed.get();
    }

    @Override
    public boolean set() {
        return set;
    }
}
