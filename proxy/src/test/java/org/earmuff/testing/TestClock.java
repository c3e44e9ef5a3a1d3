package org.earmuff.testing;

import java.time.Duration;
import java.time.Instant;
import org.earmuff.flow.HouseClock;

/** Real time, whose wall clock a test can move. */
public final class TestClock implements HouseClock {

    private volatile Duration off = Duration.ZERO;
    private volatile boolean set = true;

    @Override
    public Instant now() {
        return Instant.now().plus(off);
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public boolean set() {
        return set;
    }

    public void jump(Duration by) {
        off = off.plus(by);
    }

    public void set(boolean value) {
        set = value;
    }
}
