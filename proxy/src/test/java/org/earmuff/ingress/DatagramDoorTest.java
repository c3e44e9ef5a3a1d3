package org.earmuff.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.earmuff.flow.Datagrams;
import org.junit.jupiter.api.Test;

/** What comes to the door for UDP, here without TPROXY, straight to its own address. */
class DatagramDoorTest {

    private final List<String> came = new CopyOnWriteArrayList<>();

    private final Datagrams datagrams = new Datagrams() {
        @Override
        public void arrived(InetSocketAddress source, InetSocketAddress destination, ByteBuf payload) {
            came.add(payload.readableBytes() + " to " + destination.getPort());
            payload.release();
        }

        @Override
        public void tooLarge(InetSocketAddress source, InetSocketAddress destination) {
            came.add("too large for " + destination.getPort() + " from " + source.getPort());
        }
    };

    @Test
    void what_is_too_large_is_told_and_the_next_one_is_taken() throws IOException {
        try (DatagramDoor door = DatagramDoor.open(0, false, false, datagrams);
                DatagramSocket speaker = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            InetSocketAddress to = new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port());

            speaker.send(new DatagramPacket(new byte[DatagramMessage.LARGEST + 1], DatagramMessage.LARGEST + 1, to));
            speaker.send(new DatagramPacket(new byte[DatagramMessage.LARGEST], DatagramMessage.LARGEST, to));

            await().atMost(Duration.ofSeconds(5)).until(() -> came.size() == 2);
            assertThat(came)
                    .containsExactly(
                            "too large for " + door.port() + " from " + speaker.getLocalPort(),
                            DatagramMessage.LARGEST + " to " + door.port());
        }
    }

    @Test
    void a_door_whose_socket_breaks_says_so_and_is_opened_again() throws IOException {
        try (DatagramDoor door = DatagramDoor.open(0, false, false, datagrams);
                DatagramSocket speaker = new DatagramSocket(new InetSocketAddress("127.0.0.1", 0))) {
            DatagramPacket packet = new DatagramPacket(
                    new byte[40], 40, new InetSocketAddress(InetAddress.getLoopbackAddress(), door.port()));

            // The door still waits on the closed one, and hears of it when it comes back to it.
            LibC.close(door.descriptor());
            speaker.send(packet);

            await().atMost(Duration.ofSeconds(5))
                    .pollInterval(Duration.ofMillis(10))
                    .until(() -> door.problem().isPresent());
            await().atMost(Duration.ofSeconds(5)).until(() -> door.problem().isEmpty());
            came.clear();
            speaker.send(packet);
            await().atMost(Duration.ofSeconds(5)).until(() -> came.equals(List.of("40 to " + door.port())));
        }
    }
}
