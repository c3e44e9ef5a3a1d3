package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.earmuff.testing.netns.Neighbour;
import org.earmuff.testing.netns.Neighbour.Asked;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Storm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** The kitchen's speaker opens far too much: it is slowed itself, and the nursery's is served as ever. */
@Tag("namespace")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StormIT {

    private static final int ECHO = 9001;
    private static final int STORM = 9002;
    private static final int PER_SECOND = 500;
    private static final int SECONDS = 10;
    private static final int UDP_SECONDS = 5;
    private static final int UDP_FLOWS = 10_000;

    private static final int MOST_FLOWS = 2048;
    private static final int MOST_UDP_FLOWS = 256;
    /** What a speaker may open at once, and then in a second. */
    private static final int AT_ONCE = 1200;

    private static final int A_SECOND = 50;
    private static final int FEW = 20;

    /** A lost packet, or a turn that has to be waited for, costs a second at the least; a busy machine alone costs less. */
    private static final double LATE_MILLIS = 1000;

    /** Half of a small household box, the storm's 2,048 flows and a heap of 96 MiB included. */
    private static final long MOST_KIB = 256 * 1024;

    private MainJobHouse house;
    private Storm.Server cloud;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("", "python3");
        cloud = Storm.server(house.net.cloud(), ECHO, STORM);
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    private interface Look {
        void at();
    }

    /** @param look called when the storm has opened all it wanted, and has it open still */
    private void nobodyElseIsHurt(Supplier<Storm> begin, Look look) throws IOException {
        NetworkNamespace nursery = house.net.speaker2();
        Map<String, Neighbour> asks = new TreeMap<>();
        try {
            asks.put("new connections", Neighbour.asking(nursery, CLOUD4, ECHO));
            asks.put("an open connection", Neighbour.talking(nursery, CLOUD4, ECHO));
            asks.put("names", Neighbour.naming(nursery, CLOUD4));
            Map<String, Integer> before = new TreeMap<>();
            asks.values().forEach(neighbour -> neighbour.next(FEW));
            asks.forEach((what, neighbour) -> before.put(what, neighbour.count()));
            try (Storm storm = begin.get()) {
                storm.awaitDone();
                asks.values().forEach(neighbour -> neighbour.next(FEW));
                look.at();
                assertThat(house.box.api("GET", "/readyz", "").code()).isEqualTo(200);
                assertThat(house.box.residentKib()).isLessThan(MOST_KIB);
            }
            asks.forEach((what, neighbour) -> wasServed(what, neighbour.after(before.get(what))));
        } finally {
            for (Neighbour neighbour : new ArrayList<>(asks.values())) {
                neighbour.close();
            }
        }
    }

    private static void wasServed(String what, List<Asked> during) {
        assertThat(during).as(what).hasSizeGreaterThan(2 * FEW);
        assertThat(Neighbour.failures(during)).as(what).isEmpty();
        assertThat(Neighbour.millis(during, 1))
                .as("milliseconds, the longest of %s", what)
                .isLessThan(LATE_MILLIS);
    }

    private double flows(String transport) {
        return house.box.metric("earmuff_flows", "\"kitchen\"", "\"" + transport + "\"");
    }

    private double turnedAway() {
        return house.box.metric("earmuff_flows_closed_total", "\"kitchen\"", "\"overload\"");
    }

    private void logTellsOfTheStorm() {
        assertThat(house.box.logText()).contains("kitchen: opens more connections or UDP flows than it may");
    }

    @Test
    void five_hundred_connections_a_second_slow_their_maker_alone() throws IOException {
        int before = cloud.silent();
        long began = System.nanoTime();
        nobodyElseIsHurt(() -> Storm.tcp(house.net.speaker(), CLOUD4, STORM, PER_SECOND, SECONDS), () -> {
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;
            assertThat(cloud.silent() - before).isBetween(AT_ONCE / 2, (int) (AT_ONCE + A_SECOND * seconds));
            assertThat(flows("tcp")).isBetween(1.0, (double) MOST_FLOWS);
            assertThat(turnedAway()).isPositive();
            logTellsOfTheStorm();
        });
        await("the storm's connections are gone")
                .atMost(Duration.ofSeconds(30))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> flows("tcp") == 0);
    }

    @Test
    void ten_thousand_udp_flows_slow_their_maker_alone() throws IOException {
        nobodyElseIsHurt(() -> Storm.udp(house.net.speaker(), CLOUD4, 53, UDP_FLOWS, UDP_SECONDS), () -> {
            assertThat(flows("udp")).isBetween(1.0, (double) MOST_UDP_FLOWS);
            assertThat(house.box.metric("earmuff_refused_packets_total", "\"kitchen\""))
                    .isPositive();
            logTellsOfTheStorm();
        });
    }
}
