package org.earmuff.demo;

import java.util.concurrent.atomic.LongAdder;

/** The cloud's counters for one speaker. Any thread. */
final class Account {

    private final int soundBytesPerSecond;
    final LongAdder connections = new LongAdder();
    final LongAdder wireBytes = new LongAdder();
    final LongAdder applicationBytes = new LongAdder();
    final LongAdder soundBytes = new LongAdder();
    final LongAdder keepAlives = new LongAdder();
    final LongAdder requests = new LongAdder();
    final LongAdder posts = new LongAdder();

    /**
     * @param soundBytesPerSecond what a second of this speaker's sound weighs, 1 or more
     */
    Account(int soundBytesPerSecond) {
        this.soundBytesPerSecond = soundBytesPerSecond;
    }

    Tally tally() {
        long sound = soundBytes.sum();
        return new Tally(
                connections.sum(),
                wireBytes.sum(),
                applicationBytes.sum(),
                sound,
                (double) sound / soundBytesPerSecond,
                keepAlives.sum(),
                requests.sum(),
                posts.sum());
    }
}
