package org.earmuff;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Consumer;
import org.earmuff.admin.setup.Setup;
import org.earmuff.admin.setup.SetupServer;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.LastGood;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Discovery;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where there is no configuration, and never was: set-up mode until there is one. A file that is bad is another matter. */
public final class FirstRun {

    /** Where the set-up listens, where neither option nor environment says. */
    public static final String USUAL = "127.0.0.1:8480";

    private static final Path STATE = Path.of("/var/lib/earmuff");
    private static final Logger LOG = LoggerFactory.getLogger(FirstRun.class);

    private FirstRun() {}

    /** Whether there is no file, and none that was good before. */
    public static boolean isDue(Path file) {
        if (Files.exists(file, java.nio.file.LinkOption.NOFOLLOW_LINKS) || !Files.notExists(file)) {
            return false;
        }
        try {
            LastGood.of(file);
            return false;
        } catch (ConfigException e) {
            return true;
        }
    }

    /**
     * Serves the set-up until the file is there.
     *
     * @param ready told the event loop once it listens
     * @throws IOException where the address is no private one or cannot be listened on; the message is for the user
     */
    public static void run(Path file, InetSocketAddress listen, HouseClock clock, Consumer<EventLoopGroup> ready)
            throws IOException, InterruptedException {
        InetAddress address = listen.getAddress();
        if (address == null || address.isAnyLocalAddress() || !SetupServer.isPrivate(address)) {
            throw new IOException(
                    "set-up listens on one private address of this machine, like 192.168.1.2:8480, not on "
                            + listen.getHostString());
        }
        Path state = state();
        StateLock.makeFolder(state);
        Setup plan = plan(file.toAbsolutePath(), state, listen, clock);
        try (SetupServer server = new SetupServer(plan, clock)) {
            LOG.warn(
                    "there is no {}: set-up mode. Open {}setup and enter the code {}. Nothing is forwarded, nothing else is"
                            + " opened, and the firewall stays as it is",
                    file,
                    server.url(),
                    server.code());
            if (address.isLoopbackAddress()) {
                LOG.warn(
                        "from another machine: \"ssh -L {}:127.0.0.1:{} THIS-MACHINE\", or start with --setup and an address"
                                + " of this machine's, like 192.168.1.2:8480",
                        server.address().getPort(),
                        server.address().getPort());
            }
            ready.accept(server.loop());
            server.over().join();
        }
    }

    private static Path state() {
        String given = System.getenv("STATE_DIRECTORY");
        return given == null ? STATE : Path.of(given);
    }

    /** What the set-up of this machine needs to know. */
    static Setup plan(Path file, Path state, InetSocketAddress listen, HouseClock clock) {
        return new Setup(
                file,
                state,
                listen,
                candidate -> problems(candidate, clock),
                () -> Discovery.look(List.of(), List.of(), true, clock),
                FirstRun::interfaces,
                () -> {});
    }

    private static List<String> problems(Path candidate, HouseClock clock) {
        try {
            ConfigLoader.load(candidate, clock.now());
            return List.of();
        } catch (ConfigException e) {
            return e.problems().stream().map(Object::toString).toList();
        }
    }

    /** Those that are up and that somebody could be at. */
    private static List<String> interfaces() {
        try {
            return NetworkInterface.networkInterfaces()
                    .filter(FirstRun::isLan)
                    .map(NetworkInterface::getName)
                    .sorted()
                    .toList();
        } catch (SocketException e) {
            return List.of();
        }
    }

    private static boolean isLan(NetworkInterface network) {
        try {
            return network.isUp() && !network.isLoopback() && !network.isPointToPoint();
        } catch (SocketException e) {
            return false;
        }
    }
}
