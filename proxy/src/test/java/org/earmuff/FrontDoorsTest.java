package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.earmuff.config.Listen;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.earmuff.ingress.Doors;
import org.earmuff.ingress.Resolver;
import org.junit.jupiter.api.Test;

/** What a person is told whose port is taken, and how many may come in. */
class FrontDoorsTest {

    private static final Arrivals NOBODY = new Arrivals() {
        @Override
        public void arrived(Arrival arrival) {
            throw new AssertionError("nobody comes");
        }

        @Override
        public void turnedAway(InetSocketAddress source, InetSocketAddress door, CloseCause cause) {
            throw new AssertionError("nobody comes");
        }
    };

    @Test
    void a_port_that_is_taken_is_told_with_its_key_and_what_to_do() throws IOException {
        var loops = new MultiThreadIoEventLoopGroup(1, FlowLoops.epoll());
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Resolver resolver = new Resolver()) {
            InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), other.getLocalPort());
            Listen listen = new Listen(
                    OptionalInt.empty(), Optional.of(taken), Optional.empty(), new InetSocketAddress("127.0.0.1", 0));
            Doors doors = new Doors(new Doors.Common(loops, NOBODY, resolver, 10, Duration.ofSeconds(1)));
            assertThatThrownBy(() -> FrontDoors.open(
                            listen,
                            doors,
                            (source, destination, payload) -> {
                                throw new AssertionError("nobody comes");
                            },
                            List.of()))
                    .isInstanceOf(IOException.class)
                    .hasMessageStartingWith("listen.socks: ")
                    .hasMessageContaining(":" + other.getLocalPort())
                    .hasMessageContaining("ss -tlnp")
                    .hasMessageNotContaining("CAP_NET_ADMIN");
        } finally {
            loops.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS)
                    .awaitUninterruptibly();
        }
    }

    @Test
    void connections_leave_files_for_everything_else() {
        assertThat(OpenFiles.fit(65_536, 4096, 1)).isEqualTo(4096);
        assertThat(OpenFiles.fit(1024, 4096, 1)).isEqualTo(384);
        assertThat(OpenFiles.fit(1024, 4096, 3)).isEqualTo(128);
        assertThat(OpenFiles.fit(64, 4096, 1)).isEqualTo(16);
    }
}
