package org.earmuff.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that never finish saying where they want to go. */
class SlowClientTest {

    private static final byte[] DRIP = {'X'};

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, FlowLoops.epoll());
    private final Resolver resolver = new Resolver();
    private final List<CloseCause> turnedAway = new CopyOnWriteArrayList<>();
    private final Doors doors = doors(Duration.ofMillis(600));

    private Doors doors(Duration toAsk) {
        return new Doors(new Doors.Common(
                loops,
                new Arrivals() {
                    @Override
                    public void arrived(Arrival arrival) {
                        throw new AssertionError("nobody gets that far");
                    }

                    @Override
                    public void turnedAway(InetSocketAddress source, InetSocketAddress door, CloseCause cause) {
                        turnedAway.add(cause);
                    }
                },
                resolver,
                10,
                toAsk));
    }

    @AfterEach
    void stop() {
        resolver.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void a_drip_of_bytes_does_not_buy_a_connect_client_time() throws IOException {
        dripUntilCutOff(doors.connect(anyPort()), "CONNECT exa");
    }

    @Test
    void a_drip_of_bytes_does_not_buy_a_socks_client_time() throws IOException {
        // A list of 200 methods that never ends.
        dripUntilCutOff(doors.socks(anyPort()), "\u0005\u00c8");
    }

    @Test
    void a_client_that_says_nothing_is_cut_off() throws IOException {
        try (Door door = doors.socks(anyPort());
                Socket client =
                        new Socket(door.address().getAddress(), door.address().getPort())) {
            await().atMost(Duration.ofSeconds(5)).until(() -> turnedAway.equals(List.of(CloseCause.BAD_REQUEST)));
            assertThat(client.isConnected()).isTrue();
        }
    }

    @Test
    void a_client_that_ends_before_it_has_asked_is_gone_at_once() throws IOException {
        Doors patient = doors(Duration.ofMinutes(10));
        for (Door door : List.of(patient.connect(anyPort()), patient.socks(anyPort()))) {
            try (door;
                    Socket client = new Socket(
                            door.address().getAddress(), door.address().getPort())) {
                turnedAway.clear();
                client.getOutputStream().write(5);
                client.shutdownOutput();

                await().atMost(Duration.ofSeconds(5)).until(() -> turnedAway.equals(List.of(CloseCause.BAD_REQUEST)));
            }
        }
    }

    private void dripUntilCutOff(Door door, String beginning) throws IOException {
        try (door;
                Socket client =
                        new Socket(door.address().getAddress(), door.address().getPort())) {
            client.getOutputStream().write(beginning.getBytes(java.nio.charset.StandardCharsets.ISO_8859_1));

            await().pollInterval(Duration.ofMillis(100))
                    .atMost(Duration.ofSeconds(5))
                    .until(() -> {
                        try {
                            client.getOutputStream().write(DRIP);
                            return false;
                        } catch (IOException reset) {
                            return true;
                        }
                    });

            assertThat(turnedAway).containsExactly(CloseCause.BAD_REQUEST);
        }
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }
}
