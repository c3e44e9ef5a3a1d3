package org.earmuff.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.earmuff.flow.HouseClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class NeighbourFeedTest {

    private static final SpeakerDef KITCHEN =
            new SpeakerDef("kitchen", "Kitchen", Set.of(), "generic", List.of(Matcher.parse("44:65:0D:12:34:56")));
    private static final String HERE = "192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE";
    private static final String OTHERS = "192.168.1.20 dev br-lan lladdr 18:b4:30:00:00:01 REACHABLE";

    private final AtomicInteger readings = new AtomicInteger();
    private final List<Neighbour> kernel = new CopyOnWriteArrayList<>();
    private final List<Set<InetAddress>> moved = new CopyOnWriteArrayList<>();

    @Test
    void while_changes_come_a_known_address_costs_no_reading() {
        Later clock = new Later();
        try (NeighbourCache cache = new NeighbourCache(this::read, clock)) {
            Home home = Home.of(List.of(KITCHEN), cache);
            NeighbourFeed.Sink changes = follow(cache);
            changes.changed(line(HERE));
            int before = readings.get();

            clock.advance(Duration.ofHours(1));

            for (int i = 0; i < 1000; i++) {
                assertThat(now(home)).isEqualTo("kitchen");
            }
            changes.changed(line(OTHERS));
            assertThat(now(home)).isEqualTo("unknown");
            assertThat(readings).hasValue(before);
            assertThat(moved).hasSize(2).containsOnly(Set.of(address("192.168.1.20")));
        }
    }

    @Test
    void when_changes_may_have_been_missed_all_is_read_again() {
        Later clock = new Later();
        try (NeighbourCache cache = new NeighbourCache(this::read, clock)) {
            Home home = Home.of(List.of(KITCHEN), cache);
            NeighbourFeed.Sink changes = follow(cache);
            changes.changed(line(HERE));

            changes.lost();
            kernel.add(line(OTHERS));
            clock.advance(NeighbourCache.FRESH);

            assertThat(home.known(address("192.168.1.20"))).isEmpty();
            assertThat(home.identify(address("192.168.1.20"))
                            .toCompletableFuture()
                            .orTimeout(10, TimeUnit.SECONDS)
                            .join()
                            .speaker())
                    .isEqualTo("unknown");
            assertThat(cache.isCurrent()).isFalse();
            changes.began();
            Awaitility.await().until(cache::isCurrent);
        }
    }

    @Test
    void a_feed_that_does_not_listen_to_the_kernel_is_not_believed_and_is_started_again() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        try (NeighbourFeed feed = new NeighbourFeed(List.of("echo", HERE), sink(told))) {
            feed.start();

            assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("lost");
            assertThat(told.poll(20, TimeUnit.SECONDS)).as("after a pause").isEqualTo("lost");
        }
    }

    @Test
    void tells_a_socket_that_is_told_of_neighbours() {
        String line = "0000000000000000 0   4711       00000004 0        0        0     2        0        12345 ";
        assertThat(NeighbourFeed.listens(line, 4711)).isTrue();
        assertThat(NeighbourFeed.listens(line, 471)).isFalse();
        assertThat(NeighbourFeed.listens(line.replace("00000004", "00000001"), 4711))
                .isFalse();
        assertThat(NeighbourFeed.listens(line.replace(" 0   4711", " 9   4711"), 4711))
                .isFalse();
        assertThat(NeighbourFeed.listens("sk               Eth Pid        Groups   Rmem", 4711))
                .isFalse();
    }

    private NeighbourFeed.Sink follow(NeighbourCache cache) {
        NeighbourFeed none = new NeighbourFeed(List.of("true"), sink(new LinkedBlockingQueue<>()));
        cache.follow(moved::add, none);
        NeighbourFeed.Sink changes = cache.changes();
        changes.began();
        Awaitility.await().until(cache::isCurrent);
        return changes;
    }

    private static NeighbourFeed.Sink sink(BlockingQueue<String> told) {
        return new NeighbourFeed.Sink() {
            @Override
            public void began() {
                told.add("began");
            }

            @Override
            public void changed(Neighbour neighbour) {
                told.add("changed");
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        };
    }

    private List<Neighbour> read() throws IOException {
        readings.incrementAndGet();
        return List.copyOf(kernel);
    }

    private static String now(Home home) {
        return home.known(address("192.168.1.20")).orElseThrow().speaker();
    }

    private static Neighbour line(String text) {
        return Objects.requireNonNull(Neighbour.parse(text));
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }

    private static final class Later implements HouseClock {
        private final AtomicLong nanos = new AtomicLong();

        void advance(Duration by) {
            nanos.addAndGet(by.toNanos());
        }

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos.get();
        }

        @Override
        public boolean set() {
            return true;
        }
    }
}
