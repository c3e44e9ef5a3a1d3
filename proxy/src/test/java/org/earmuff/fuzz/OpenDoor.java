package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.earmuff.ingress.Door;
import org.earmuff.ingress.Doors;
import org.earmuff.ingress.Resolver;

/**
 * A real door on loopback, open as long as the JVM runs, that leads nowhere. Names are not looked up abroad: a door that gets one gets as
 * far as the resolver.
 */
final class OpenDoor {

    private static final int ANSWER_MILLIS = 10_000;
    private final Door door;
    private final AtomicReference<Throwable> wrong;

    /** How one kind of door is opened. */
    interface Kind {
        Door open(Doors doors, InetSocketAddress at) throws IOException;
    }

    private OpenDoor(Door door, AtomicReference<Throwable> wrong) {
        this.door = door;
        this.wrong = wrong;
    }

    static OpenDoor of(Kind kind) {
        AtomicReference<Throwable> wrong = new AtomicReference<>();
        EventLoopGroup loops =
                new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("fuzz", true), FlowLoops.epoll());
        Arrivals nowhere = new Arrivals() {
            @Override
            public void arrived(Arrival arrival) {
                if (arrival.destination().isUnresolved()) {
                    wrong.set(new AssertionError("no destination: " + arrival.destination()));
                }
                arrival.failed(CloseCause.UNREACHABLE);
            }

            @Override
            public void turnedAway(InetSocketAddress source, InetSocketAddress at, CloseCause cause) {
                if (cause == CloseCause.INTERNAL) {
                    wrong.set(new AssertionError("an error in the door"));
                }
            }
        };
        try {
            Doors doors = new Doors(new Doors.Common(loops, nowhere, new Resolver(), 64, Duration.ofMillis(200)));
            return new OpenDoor(kind.open(doors, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)), wrong);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whatever is said, the door ends the connection and stands open for the next. */
    void say(byte[] bytes) throws IOException {
        try (Socket client =
                new Socket(door.address().getAddress(), door.address().getPort())) {
            client.setSoTimeout(ANSWER_MILLIS);
            client.getOutputStream().write(bytes);
            client.shutdownOutput();
            try (InputStream in = client.getInputStream()) {
                in.readNBytes(1 << 16);
            }
        } catch (SocketException reset) {
            assertThat(reset).hasMessageMatching("(?i).*(reset|broken pipe|not connected).*");
        }
        assertThat(wrong.get()).isNull();
    }
}
