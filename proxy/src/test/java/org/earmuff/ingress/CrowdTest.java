package org.earmuff.ingress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many connections of one device, none of which says anything. */
class CrowdTest {

    private static final int PLACES = 16;

    private final MultiThreadIoEventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, FlowLoops.epoll());
    private final Resolver resolver = new Resolver();
    private final List<CloseCause> turnedAway = new CopyOnWriteArrayList<>();
    private final Doors doors = new Doors(new Doors.Common(
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
            PLACES,
            Duration.ofMinutes(1)));

    @AfterEach
    void stop() {
        resolver.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    @Test
    void one_that_holds_all_the_places_it_gets_does_not_keep_another_out() throws IOException {
        List<Socket> crowd = new ArrayList<>();
        try (Door door = doors.socks(new InetSocketAddress("127.0.0.1", 0))) {
            for (int i = 0; i < 2 * PLACES; i++) {
                crowd.add(connected(door, "127.0.0.11"));
            }
            await().atMost(Duration.ofSeconds(5)).until(() -> turnedAway.size() == 2 * PLACES - PLACES / 2);
            assertThat(turnedAway).containsOnly(CloseCause.OVERLOAD);

            try (Socket neighbour = connected(door, "127.0.0.12")) {
                neighbour.setSoTimeout(5000);
                neighbour.getOutputStream().write(new byte[] {5, 1, 0});
                byte[] greeting = new byte[2];
                new DataInputStream(neighbour.getInputStream()).readFully(greeting);
                assertThat(greeting).containsExactly(5, 0);
            }
        } finally {
            for (Socket socket : crowd) {
                socket.close();
            }
        }
    }

    private static Socket connected(Door door, String source) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(door.address());
        return socket;
    }
}
