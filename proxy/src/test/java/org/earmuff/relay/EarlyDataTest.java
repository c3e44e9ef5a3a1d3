package org.earmuff.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Records;
import org.earmuff.testing.Sink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a client sends before the way to its destination is open. */
class EarlyDataTest {

    private static final Duration SOON = Duration.ofSeconds(5);

    private LiveHouse house;

    @BeforeEach
    void open() throws IOException {
        house = LiveHouse.open();
    }

    @AfterEach
    void close() {
        house.close();
    }

    private static byte[] socksRequest(InetSocketAddress to) {
        return Records.join(new byte[] {5, 1, 0, 1}, to.getAddress().getAddress(), new byte[] {
            (byte) (to.getPort() >> 8), (byte) to.getPort()
        });
    }

    private Socket client(InetSocketAddress door) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress("127.0.0.11", 0));
        socket.connect(door);
        return socket;
    }

    private Socket greeted() throws IOException {
        Socket socket = client(house.socks.address());
        socket.getOutputStream().write(new byte[] {5, 1, 0});
        new DataInputStream(socket.getInputStream()).readFully(new byte[2]);
        return socket;
    }

    @Test
    void data_in_the_same_segment_as_a_socks_request_arrives() throws IOException {
        try (Sink cloud = Sink.open();
                Socket speaker = greeted()) {
            byte[] early = Records.handshake(300);
            speaker.getOutputStream().write(Records.join(socksRequest(cloud.address()), early));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(cloud.connections()).hasSize(1));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(cloud.connections().get(0).received()).isEqualTo(early));
        }
    }

    @Test
    void data_in_the_same_segment_as_a_connect_request_arrives() throws IOException {
        try (Sink cloud = Sink.open();
                Socket speaker = client(house.connect.address())) {
            byte[] early = Records.handshake(300);
            String request = "CONNECT 127.0.0.1:" + cloud.address().getPort() + " HTTP/1.1\r\nHost: x\r\n\r\n";
            speaker.getOutputStream().write(Records.join(request.getBytes(StandardCharsets.US_ASCII), early));
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(cloud.connections()).hasSize(1));
            await().atMost(SOON)
                    .untilAsserted(() ->
                            assertThat(cloud.connections().get(0).received()).isEqualTo(early));
        }
    }

    @Test
    void a_connect_request_with_data_and_a_fin_behind_it_arrives_whole() throws IOException {
        try (Sink cloud = Sink.open();
                Socket speaker = client(house.connect.address())) {
            byte[] early = Records.handshake(9000);
            String request = "CONNECT 127.0.0.1:" + cloud.address().getPort() + " HTTP/1.1\r\nHost: x\r\n\r\n";
            speaker.getOutputStream().write(Records.join(request.getBytes(StandardCharsets.US_ASCII), early));
            speaker.shutdownOutput();
            await().atMost(SOON)
                    .untilAsserted(() -> assertThat(cloud.connections()).hasSize(1));
            await().atMost(SOON).until(() -> cloud.connections().get(0).end() == Sink.End.FIN);
            assertThat(cloud.connections().get(0).received()).isEqualTo(early);
        }
    }

    /** A listener whose queue is full answers no SYN until it is drained: the way takes a second to open. */
    @Test
    void data_and_a_fin_sent_before_the_way_is_open_arrive() throws Exception {
        try (ServerSocket slow = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"));
                Socket speaker = greeted()) {
            InetSocketAddress to = (InetSocketAddress) slow.getLocalSocketAddress();
            List<Socket> filling = new ArrayList<>();
            try {
                while (filling.size() < 8) {
                    Socket one = new Socket();
                    one.connect(to, 200);
                    filling.add(one);
                }
            } catch (IOException full) {
                // As wanted.
            }
            speaker.getOutputStream().write(socksRequest(to));
            byte[] early = Records.handshake(3000);
            speaker.getOutputStream().write(early);
            speaker.shutdownOutput();
            CompletableFuture<byte[]> arrived = new CompletableFuture<>();
            await().pollDelay(Duration.ofMillis(300)).until(() -> true);
            for (int i = 0; i < filling.size(); i++) {
                slow.accept();
            }
            Thread cloud = new Thread(() -> {
                try {
                    arrived.complete(slow.accept().getInputStream().readAllBytes());
                } catch (IOException e) {
                    arrived.completeExceptionally(e);
                }
            });
            cloud.start();
            assertThat(arrived.get(6, TimeUnit.SECONDS)).isEqualTo(early);
        }
    }
}
