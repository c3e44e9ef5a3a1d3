package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.earmuff.MainJobHouse.Line;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.Payload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** A rate holds for each speaker by itself, and for what goes up alone. */
@Tag("namespace")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobLimitIT {

    private static final int PORT = 443;
    private static final double BYTES_PER_SECOND = 8_000;
    private static final long TEN_SECONDS = TimeUnit.SECONDS.toNanos(10);
    private static final int UP = 300_000;
    private static final int DOWN = 4 * 1024 * 1024;
    private static final int DOWNS = 10;

    private MainJobHouse house;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("rules: [{name: slow, rate: 64 kbit/s}]");
        house.cloud.listen(PORT);
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void sixty_four_kilobits_hold_for_each_speaker_and_not_for_what_comes_down() {
        // Two flows share the kitchen's rate; the nursery has one of its own.
        Line first = house.line("kitchen", house.kitchen, CLOUD4, PORT);
        Line second = house.line("kitchen too", house.kitchen, CLOUD6, PORT);
        Line nursery = house.line("nursery", house.nursery, CLOUD4, PORT);
        Line down = house.line("music", house.kitchen, CLOUD4, PORT);
        for (Line line : List.of(first, second, nursery)) {
            line.speaker().send(UP, 1);
        }

        double downSeconds = down(down);
        for (Line line : List.of(first, nursery)) {
            Awaitility.await("more than ten seconds of " + line)
                    .atMost(Duration.ofSeconds(40))
                    .until(() -> lasted(line.cloud()) > TEN_SECONDS + TimeUnit.SECONDS.toNanos(3));
        }

        long from = Math.max(secondsIn(first, 2), secondsIn(nursery, 2));
        double kitchens = rate(first.cloud(), from) + rate(second.cloud(), from);
        assertThat(rate(nursery.cloud(), from)).isCloseTo(BYTES_PER_SECOND, within(BYTES_PER_SECOND * 0.05));
        assertThat(kitchens).isCloseTo(BYTES_PER_SECOND, within(BYTES_PER_SECOND * 0.05));
        // At the rate it would take an hour and a half.
        assertThat(downSeconds).isLessThan(20);
        System.out.printf(
                "limit 64 kbit/s over 10 s: kitchen %.0f B/s (two flows), nursery %.0f B/s; down meanwhile %.0f MB/s%n",
                kitchens, rate(nursery.cloud(), from), DOWNS * DOWN / 1e6 / downSeconds);
    }

    private static double down(Line line) {
        for (int i = 0; i < DOWNS; i++) {
            line.cloud().send(DOWN, i);
            line.cloud().awaitSent(Duration.ofSeconds(60));
        }
        line.speaker().awaitReceived((long) DOWNS * DOWN, Duration.ofSeconds(60));
        Agent.Stats stats = line.speaker().stats();
        assertThat(stats.error()).isEmpty();
        byte[][] parts = new byte[DOWNS][];
        for (int i = 0; i < DOWNS; i++) {
            parts[i] = Payload.random(DOWN, i);
        }
        assertThat(stats.sha256()).isEqualTo(Payload.sha256(parts));
        return (stats.lastReceived() - stats.firstReceived()) / 1e9;
    }

    private static long lasted(Agent.Connection cloud) {
        Agent.Stats stats = cloud.stats();
        return stats.lastReceived() - stats.firstReceived();
    }

    private static long secondsIn(Line line, int seconds) {
        return line.cloud().stats().firstReceived() + TimeUnit.SECONDS.toNanos(seconds);
    }

    /** Bytes a second in the ten seconds from then on. */
    private static double rate(Agent.Connection cloud, long from) {
        return (totalAt(cloud, from + TEN_SECONDS) - totalAt(cloud, from)) / 10.0;
    }

    private static long totalAt(Agent.Connection cloud, long nanos) {
        return cloud.received().stream()
                .filter(moment -> moment.nanos() <= nanos)
                .mapToLong(Agent.Moment::total)
                .max()
                .orElse(0);
    }
}
