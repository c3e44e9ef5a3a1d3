package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.earmuff.testing.netns.Neighbour;
import org.earmuff.testing.netns.Neighbour.Asked;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Storm;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A speaker that opens far too much hurts itself: its neighbours, the bystander and the person at the dashboard notice nothing. */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StormIT {

    private static final int ECHO = 9001;
    private static final int STORM = 9002;
    private static final int RATE = 500;
    private static final int SECONDS = 8;
    private static final int MOST_FLOWS = 2048;
    /** What a speaker may open at once, and then in a second. */
    private static final int AT_ONCE = 1200;

    private static final int PER_SECOND = 50;
    private static final int FEW = 100;

    /**
     * Not less than this is a neighbour late: these tests share two cores with the storm itself. A packet that was lost, or a turn that
     * had to be waited for, costs a second at the least.
     */
    private static final double LATE_MILLIS = 500;

    private static final double LATE_MEDIAN_MILLIS = 50;
    private static final double RATIO = 10;
    private static final long MOST_KIB = 320 * 1024;
    private static final Duration SOON = Duration.ofSeconds(40);

    private MainJobHouse house;
    private Storm.Server cloud;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("", "python3");
        cloud = Storm.server(house.net.cloud(), ECHO, STORM);
        try (Neighbour warm = Neighbour.asking(house.net.speaker2(), CLOUD4, ECHO)) {
            warm.next(FEW);
        }
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    /** What the neighbours and the dashboard saw while something went on, beside what they saw just before. */
    private static final class Watch implements AutoCloseable {

        final List<String> names = new ArrayList<>();
        final List<Neighbour> neighbours = new ArrayList<>();
        final List<List<Asked>> before = new ArrayList<>();
        final List<Integer> from = new ArrayList<>();

        void add(String name, Neighbour neighbour) {
            names.add(name);
            neighbours.add(neighbour);
        }

        void begin() {
            neighbours.forEach(n -> before.add(n.next(FEW)));
            neighbours.forEach(n -> from.add(n.count()));
        }

        void nobodyWasHurt() {
            for (int i = 0; i < neighbours.size(); i++) {
                List<Asked> during = neighbours.get(i).after(from.get(i));
                String who = names.get(i);
                assertThat(during).as(who).hasSizeGreaterThan(FEW);
                assertThat(Neighbour.failures(during)).as(who).isEmpty();
                System.out.printf(
                        "%s: median %.1f ms, p99 %.1f ms, longest %.1f ms of %d; before: median %.1f ms, p99 %.1f ms%n",
                        who,
                        Neighbour.millis(during, 0.5),
                        Neighbour.millis(during, 0.99),
                        Neighbour.millis(during, 1),
                        during.size(),
                        Neighbour.millis(before.get(i), 0.5),
                        Neighbour.millis(before.get(i), 0.99));
                late(who, during, before.get(i), 0.5, LATE_MEDIAN_MILLIS);
                late(who, during, before.get(i), 0.99, LATE_MILLIS);
            }
        }

        private void late(String who, List<Asked> during, List<Asked> before, double quantile, double floor) {
            assertThat(Neighbour.millis(during, quantile))
                    .as("%s, milliseconds at quantile %s", who, quantile)
                    .isLessThan(Math.max(floor, RATIO * Neighbour.millis(before, quantile)));
        }

        @Override
        public void close() throws IOException {
            for (Neighbour neighbour : neighbours) {
                neighbour.close();
            }
        }
    }

    private Watch watch() {
        Watch watch = new Watch();
        NetworkNamespace nursery = house.net.speaker2();
        watch.add("nursery", Neighbour.asking(nursery, CLOUD4, ECHO));
        watch.add("nursery's names", Neighbour.naming(nursery, CLOUD4));
        watch.add("bystander", Neighbour.asking(house.net.bystander(), CLOUD4, ECHO));
        watch.begin();
        return watch;
    }

    private void healthy() {
        var answer = house.box.api("GET", "/healthz", "").ok();
        assertThat(Duration.ofNanos(answer.answered() - answer.asked())).isLessThan(Duration.ofSeconds(2));
    }

    private double flows(String... labels) {
        return house.box.metric("earmuff_flows", labels);
    }

    private void allIsAsBefore() throws IOException {
        Awaitility.await("the storm's flows are gone")
                .atMost(SOON)
                .pollInterval(Duration.ofMillis(200))
                .until(() -> flows("kitchen") == 0);
        // What waits its turn has a turn to wait for; then the maker is served like anybody.
        try (Neighbour kitchen = Neighbour.asking(house.net.speaker(), CLOUD4, ECHO)) {
            List<Asked> asked = kitchen.next(20);
            assertThat(Neighbour.failures(asked)).isEmpty();
            assertThat(Neighbour.millis(asked.subList(10, asked.size()), 0.5)).isLessThan(LATE_MEDIAN_MILLIS);
        }
        assertThat(house.box.residentKib()).isLessThan(MOST_KIB);
        healthy();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_storm_of_connections_slows_its_maker_alone(boolean muted) throws IOException {
        if (muted) {
            house.box.mute();
        }
        int taken = cloud.silent();
        long began = System.nanoTime();
        try (Watch watch = watch();
                Storm storm = Storm.tcp(house.net.speaker(), CLOUD4, STORM, RATE, SECONDS)) {
            healthy();
            storm.awaitDone();
            long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds() + 1;
            healthy();
            assertThat(cloud.silent() - taken).isBetween(AT_ONCE / 2, (int) (AT_ONCE + PER_SECOND * seconds));
            assertThat(flows("kitchen", "tcp")).isLessThanOrEqualTo(MOST_FLOWS);
            assertThat(house.box.residentKib()).isLessThan(MOST_KIB);
            watch.nobodyWasHurt();
        } finally {
            house.box.unmute();
        }
        allIsAsBefore();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void a_storm_of_datagrams_from_ten_thousand_ports_slows_its_maker_alone(boolean muted) throws IOException {
        if (muted) {
            house.box.mute();
        }
        try (Watch watch = watch();
                Storm storm = Storm.udp(house.net.speaker(), CLOUD4, 53, 10_000)) {
            storm.awaitDone();
            healthy();
            assertThat(flows("kitchen", "udp")).isBetween(1.0, 256.0);
            watch.neighbours.forEach(n -> n.next(FEW));
            watch.nobodyWasHurt();
        } finally {
            house.box.unmute();
        }
        allIsAsBefore();
    }

    @Test
    void datagrams_with_feigned_sources_do_not_keep_a_speaker_from_asking_for_names() throws IOException {
        try (Watch watch = watch();
                Storm storm = Storm.spoofed(house.net.speaker(), 60_000, CLOUD4, 5004, 60_000)) {
            storm.awaitDone();
            healthy();
            watch.neighbours.forEach(n -> n.next(FEW));
            watch.nobodyWasHurt();
        }
        allIsAsBefore();
    }

    @Test
    void more_connections_than_can_be_taken_in_do_not_crowd_the_others_out() throws IOException {
        try (Watch watch = watch();
                Storm storm = Storm.tcp(house.net.speaker(), CLOUD4, STORM, 20_000, 3)) {
            storm.awaitDone();
            healthy();
            watch.neighbours.forEach(n -> n.next(FEW));
            watch.nobodyWasHurt();
        }
        allIsAsBefore();
    }
}
