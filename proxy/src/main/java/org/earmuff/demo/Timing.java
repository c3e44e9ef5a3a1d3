package org.earmuff.demo;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a speaker does what of its own accord.
 *
 * @param keepAlive from one keep-alive to the next, more than 0
 * @param firstRequest from its start to its first request; null for a speaker that speaks only when told to
 * @param leastGap the shortest time from the end of a request to the next
 * @param mostGap the longest
 * @param telemetry from one large telemetry post to the next, small ones going with each request; null for none
 * @param leastBackOff how long it waits before it connects again the first time
 * @param mostBackOff how long it waits at most, doubling each time it fails
 */
public record Timing(
        Duration keepAlive,
        @Nullable Duration firstRequest,
        Duration leastGap,
        Duration mostGap,
        @Nullable Duration telemetry,
        Duration leastBackOff,
        Duration mostBackOff) {

    /** Speaks and posts only when told to; its keep-alives come every 30 s, as real ones do. */
    public static final Timing ON_DEMAND = new Timing(
            Duration.ofSeconds(30),
            null,
            Duration.ofSeconds(20),
            Duration.ofSeconds(40),
            null,
            Duration.ofMillis(250),
            Duration.ofSeconds(8));

    /** A lively speaker: a request every 20 to 40 s, and keep-alives quick enough to be watched. */
    public static Timing lively(Duration firstRequest) {
        return new Timing(
                Duration.ofSeconds(10),
                firstRequest,
                Duration.ofSeconds(15),
                Duration.ofSeconds(32),
                Duration.ofSeconds(45),
                Duration.ofMillis(250),
                Duration.ofSeconds(8));
    }

    /** The same with other keep-alives. */
    public Timing withKeepAlive(Duration every) {
        return new Timing(every, firstRequest, leastGap, mostGap, telemetry, leastBackOff, mostBackOff);
    }
}
