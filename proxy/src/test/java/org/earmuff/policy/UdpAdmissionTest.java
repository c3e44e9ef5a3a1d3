package org.earmuff.policy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Home;
import org.earmuff.home.Mac;
import org.earmuff.home.Neighbour;
import org.earmuff.home.NeighbourCache;
import org.earmuff.home.SpeakerDef;
import org.earmuff.testing.LiveHouse;
import org.junit.jupiter.api.Test;

/** Who may begin to talk by UDP when somebody talks too much. */
class UdpAdmissionTest {

    private static final String MAC = "44:65:0d:00:00:12";
    private static final int ALL_AT_ONCE = 400;
    private static final InetSocketAddress CLOUD = new InetSocketAddress("127.0.0.1", 5004);

    /** For this clock nothing grows old: a neighbour that was read once is known. */
    private static final HouseClock STILL = new HouseClock() {
        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return 0;
        }

        @Override
        public boolean set() {
            return true;
        }
    };

    private final CountDownLatch slow = new CountDownLatch(1);
    private boolean readBefore;

    private List<Neighbour> read() throws IOException {
        if (readBefore) {
            try {
                slow.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        readBefore = true;
        return List.of(new Neighbour(InetAddress.getByName("192.0.2.12"), "br-lan", Mac.parse(MAC), true));
    }

    private static Home nursery(NeighbourCache neighbours) {
        return Home.of(
                List.of(new SpeakerDef("nursery", "Nursery", Set.of(), "generic", List.of(Mac.parse(MAC)))),
                neighbours);
    }

    private static void send(LiveHouse house, String source, int port) {
        house.udp.arrived(new InetSocketAddress(source, port), CLOUD, Unpooled.wrappedBuffer(new byte[40]));
    }

    @Test
    void sources_that_nobody_has_leave_room_for_a_speaker_that_is_known() throws IOException {
        try (NeighbourCache neighbours = new NeighbourCache(this::read, STILL)) {
            Home home = nursery(neighbours);
            home.identify(InetAddress.getByName("192.0.2.12"))
                    .toCompletableFuture()
                    .join();
            try (LiveHouse house = LiveHouse.of(home)) {
                for (int i = 0; i < 6000; i++) {
                    send(house, "10.0." + i / 250 + "." + (1 + i % 250), 1000);
                }
                assertThat(house.seen.refused).containsEntry("unknown udp", 6000L - 2048);

                send(house, "192.0.2.12", 5000);

                await().atMost(Duration.ofSeconds(5))
                        .until(() -> house.seen.opened.stream()
                                .anyMatch(flow -> flow.speaker().equals("nursery")));
            } finally {
                slow.countDown();
            }
        }
    }

    @Test
    void a_speaker_that_talks_from_ever_more_ports_has_the_oldest_ended() throws IOException {
        try (LiveHouse house = LiveHouse.open()) {
            for (int port = 1; port <= ALL_AT_ONCE; port++) {
                send(house, "127.0.0.11", 20_000 + port);
            }

            await().atMost(Duration.ofSeconds(10)).until(() -> house.seen.opened.size() == ALL_AT_ONCE);

            await().atMost(Duration.ofSeconds(10)).until(() -> house.udp.size() <= UdpAdmission.MOST_EACH);
            assertThat(house.udp.size()).isEqualTo(UdpAdmission.MOST_EACH);
        }
    }

    @Test
    void packets_that_come_faster_than_it_is_known_whose_they_are_are_counted() throws IOException {
        try (NeighbourCache neighbours = new NeighbourCache(this::read, STILL)) {
            readBefore = true;
            try (LiveHouse house = LiveHouse.of(nursery(neighbours))) {
                for (int i = 0; i < 50; i++) {
                    send(house, "10.0.0.1", 1000);
                }

                // Eight may wait for the answer.
                await().atMost(Duration.ofSeconds(5))
                        .until(() -> house.seen.refused.getOrDefault("unknown udp", 0L) == 42);
            } finally {
                slow.countDown();
            }
        }
    }
}
