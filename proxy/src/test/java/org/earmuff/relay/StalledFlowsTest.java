package org.earmuff.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufAllocatorMetricProvider;
import java.io.IOException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Sink;
import org.junit.jupiter.api.Test;

/** Downloads that nobody takes. */
class StalledFlowsTest {

    private static final int FLOWS = 300;
    /** With the reads of few flows each would hold 256 KiB and a queue: some 90 MiB. The allocator's own chunks differ by a few from run to run. */
    private static final long BOUND = 40 << 20;

    private static long used() {
        return ((ByteBufAllocatorMetricProvider) ByteBufAllocator.DEFAULT)
                .metric()
                .usedDirectMemory();
    }

    private static void sendWithoutEnd(Sink.Connection cloud) {
        byte[] chunk = new byte[64 * 1024];
        Thread sender = new Thread(() -> {
            try {
                while (true) {
                    cloud.send(chunk);
                }
            } catch (IOException over) {
                // The test is over.
            }
        });
        sender.setDaemon(true);
        sender.start();
    }

    /** The appliance has 96 MiB for the data of all flows, and one speaker may have 2,048. */
    @Test
    void hundreds_of_stalled_downloads_leave_memory_for_others() throws IOException {
        long before = used();
        List<Socket> speakers = new ArrayList<>();
        try (LiveHouse house = LiveHouse.open();
                Sink cloud = Sink.open()) {
            for (int i = 0; i < FLOWS; i++) {
                speakers.add(house.kitchen(cloud.address()));
            }
            cloud.connections().forEach(StalledFlowsTest::sendWithoutEnd);
            // when nothing moves any more
            long[] last = {-1};
            await().atMost(Duration.ofSeconds(60))
                    .pollInterval(Duration.ofSeconds(1))
                    .until(() -> {
                        long now = house.seen.downForwarded.get();
                        boolean still = now == last[0];
                        last[0] = now;
                        return still;
                    });
            // then
            assertThat(used() - before).isLessThan(BOUND);
            for (Socket speaker : speakers) {
                speaker.close();
            }
        }
    }
}
