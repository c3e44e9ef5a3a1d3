package org.earmuff.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.earmuff.flow.Flow;
import org.earmuff.flow.HouseClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class HomeTest {

    private static final String ECHO = "44:65:0D:12:34:56";
    private static final String STRANGE = "02:00:00:00:00:01";

    private final TestClock clock = new TestClock();
    private final TestTable table = new TestTable();
    private final NeighbourCache cache = new NeighbourCache(table, clock);

    @AfterEach
    void close() {
        table.gate.release(1_000);
        cache.close();
    }

    @Test
    void without_mac_matches_the_table_is_never_read() {
        Home home = home(speaker("kitchen", "192.168.1.20"), speaker("bedroom", "192.168.1.0/24"));

        assertThat(now(home, "192.168.1.20").speaker()).isEqualTo("kitchen");
        assertThat(now(home, "192.168.1.21").speaker()).isEqualTo("bedroom");
        assertThat(now(home, "::ffff:192.168.1.20").speaker()).isEqualTo("kitchen");
        assertThat(now(home, "10.0.0.1")).isEqualTo(Identity.UNKNOWN);
        assertThat(table.readings).hasValue(0);
    }

    @Test
    void the_unknown_device_has_the_name_that_flows_are_counted_under() {
        assertThat(Identity.UNKNOWN.speaker()).isEqualTo(Flow.UNKNOWN);
        assertThat(Identity.UNKNOWN.known()).isFalse();
    }

    @Test
    void the_longest_block_wins_whatever_the_order() {
        Home home = home(
                speaker("any", "128.0.0.0/1"),
                speaker("one", "192.168.1.20"),
                speaker("few", "192.168.1.16/28"),
                speaker("v6", "fd00:1::/64"));

        assertThat(now(home, "192.168.1.20").speaker()).isEqualTo("one");
        assertThat(now(home, "192.168.1.21").speaker()).isEqualTo("few");
        assertThat(now(home, "192.168.1.1").speaker()).isEqualTo("any");
        assertThat(now(home, "fd00:1::9").speaker()).isEqualTo("v6");
        assertThat(now(home, "fd00:2::9").known()).isFalse();
    }

    @Test
    void an_identity_says_all_there_is_of_the_speaker() {
        Home home = Home.of(
                List.of(new SpeakerDef(
                        "kitchen", "Kitchen", Set.of("downstairs"), "sonos", List.of(Cidr.parse("10.0.0.1")))),
                cache);

        assertThat(now(home, "10.0.0.1"))
                .isEqualTo(new Identity("kitchen", "Kitchen", Set.of("downstairs"), "sonos", true));
        assertThat(home.speaker("kitchen")).contains(home.speakers().get(0));
        assertThat(home.speaker("bedroom")).isEmpty();
    }

    @Test
    void a_mac_address_wins_over_an_address() throws Exception {
        Home home = home(speaker("by-ip", "192.168.1.20"), speaker("by-mac", ECHO));
        table.entries.put(address("192.168.1.20"), Mac.parse(ECHO));

        assertThat(later(home, "192.168.1.20").speaker()).isEqualTo("by-mac");
    }

    @Test
    void a_device_with_another_mac_address_or_none_is_known_by_its_address() throws Exception {
        Home home = home(speaker("by-ip", "192.168.1.0/24"), speaker("by-mac", ECHO));
        table.entries.put(address("192.168.1.20"), Mac.parse(STRANGE));

        assertThat(later(home, "192.168.1.20").speaker()).isEqualTo("by-ip");
        assertThat(later(home, "192.168.1.21").speaker()).isEqualTo("by-ip");
        assertThat(later(home, "192.168.2.1")).isEqualTo(Identity.UNKNOWN);
    }

    @Test
    void loopback_has_no_neighbours() {
        Home home = home(speaker("by-ip", "127.0.0.0/8"), speaker("by-mac", ECHO));

        assertThat(now(home, "127.0.0.5").speaker()).isEqualTo("by-ip");
        assertThat(table.readings).hasValue(0);
    }

    @Test
    void a_fresh_answer_is_there_at_once() throws Exception {
        Home home = home(speaker("by-mac", ECHO));
        table.entries.put(address("192.168.1.20"), Mac.parse(ECHO));
        later(home, "192.168.1.20");

        clock.advance(NeighbourCache.FRESH.minusNanos(1));

        assertThat(now(home, "192.168.1.20").speaker()).isEqualTo("by-mac");
        assertThat(table.readings).hasValue(1);
    }

    @Test
    void an_address_that_changed_hands_does_not_keep_its_identity() throws Exception {
        Home home = home(speaker("by-mac", ECHO));
        table.entries.put(address("192.168.1.20"), Mac.parse(ECHO));
        later(home, "192.168.1.20");

        table.entries.put(address("192.168.1.20"), Mac.parse(STRANGE));
        clock.advance(NeighbourCache.FRESH);

        assertThat(later(home, "192.168.1.20").known()).isFalse();
        assertThat(NeighbourCache.FRESH).isLessThanOrEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void a_device_that_is_new_since_the_last_reading_is_found() throws Exception {
        Home home = home(speaker("by-mac", ECHO));
        later(home, "192.168.1.99");

        table.entries.put(address("192.168.1.20"), Mac.parse(ECHO));

        assertThat(later(home, "192.168.1.20").speaker()).isEqualTo("by-mac");
    }

    @Test
    void who_asks_while_a_reading_runs_waits_for_the_next_one_together() throws Exception {
        Home home = home(speaker("by-mac", ECHO));
        table.gate.drainPermits();
        CompletableFuture<Identity> first = ask(home, "192.168.1.1");
        table.begun.acquire();

        table.entries.put(address("192.168.1.20"), Mac.parse(ECHO));
        List<CompletableFuture<Identity>> others = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            others.add(ask(home, "192.168.1.20"));
        }
        table.gate.release(2);

        for (CompletableFuture<Identity> other : others) {
            assertThat(other.get(10, TimeUnit.SECONDS).speaker()).isEqualTo("by-mac");
        }
        assertThat(first).isDone();
        assertThat(table.readings).hasValue(2);
    }

    @Test
    void a_table_that_cannot_be_read_leaves_addresses_and_says_why() throws Exception {
        Home home = home(speaker("by-mac", ECHO, "192.168.1.20"));
        table.failure = "cannot run \"ip\"";

        assertThat(later(home, "192.168.1.20").speaker()).isEqualTo("by-mac");
        assertThat(later(home, "192.168.1.21").known()).isFalse();
        assertThat(cache.failure()).contains("cannot run \"ip\"");

        table.failure = "";
        table.entries.put(address("192.168.1.21"), Mac.parse(ECHO));
        assertThat(later(home, "192.168.1.21").speaker()).isEqualTo("by-mac");
        assertThat(cache.failure()).isEmpty();
    }

    @Test
    void after_it_is_closed_no_one_waits() throws Exception {
        Home home = home(speaker("by-mac", ECHO));
        table.gate.drainPermits();
        var unused = ask(home, "192.168.1.1");
        table.begun.acquire();
        CompletableFuture<Identity> waiting = ask(home, "192.168.1.2");

        cache.close();

        assertThat(waiting.get(10, TimeUnit.SECONDS).known()).isFalse();
        assertThat(now(home, "192.168.1.3").known()).isFalse();
    }

    private Home home(SpeakerDef... speakers) {
        return Home.of(List.of(speakers), cache);
    }

    private static SpeakerDef speaker(String name, String... match) {
        return new SpeakerDef(
                name,
                "",
                Set.of(),
                "generic",
                List.of(match).stream().map(Matcher::parse).toList());
    }

    private static CompletableFuture<Identity> ask(Home home, String address) {
        return home.identify(address(address)).toCompletableFuture();
    }

    private static Identity now(Home home, String address) {
        CompletableFuture<Identity> answer = ask(home, address);
        assertThat(answer).as("answered at once").isDone();
        return answer.join();
    }

    private static Identity later(Home home, String address) throws Exception {
        return ask(home, address).get(10, TimeUnit.SECONDS);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }

    private static final class TestTable implements Neighbours {
        final Map<InetAddress, Mac> entries = new ConcurrentHashMap<>();
        final AtomicInteger readings = new AtomicInteger();
        final Semaphore gate = new Semaphore(1_000);
        final Semaphore begun = new Semaphore(0);
        volatile String failure = "";

        @Override
        public List<Neighbour> read() throws IOException {
            readings.incrementAndGet();
            List<Neighbour> copy = entries.entrySet().stream()
                    .map(e -> new Neighbour(e.getKey(), "br-lan", e.getValue(), true))
                    .toList();
            begun.release();
            try {
                gate.acquire();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
            if (!failure.isEmpty()) {
                throw new IOException(failure);
            }
            return copy;
        }
    }

    private static final class TestClock implements HouseClock {
        private final AtomicLong nanos = new AtomicLong(-5);

        void advance(Duration by) {
            nanos.addAndGet(by.toNanos());
        }

        @Override
        public Instant now() {
            return Instant.EPOCH.plusNanos(nanos.get());
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
