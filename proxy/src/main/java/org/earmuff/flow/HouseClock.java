package org.earmuff.flow;

import java.time.Instant;

/** The one source of time. Wall-clock time may jump; nanoseconds never go back and mean nothing but their differences. */
public interface HouseClock {

    /** Wall-clock time. */
    Instant now();

    /** Monotonic nanoseconds. */
    long nanos();

    /** Nanoseconds that go on while the machine sleeps, else at the pace of {@link #nanos}; they mean nothing but their differences. */
    default long sinceBootNanos() {
        return nanos();
    }

    /** Whether the wall clock was ever set since boot (by NTP or a battery clock that the kernel trusts). */
    boolean set();
}
