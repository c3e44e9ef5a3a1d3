package org.earmuff;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import org.earmuff.config.Listen;
import org.earmuff.flow.Datagrams;
import org.earmuff.ingress.DatagramDoor;
import org.earmuff.ingress.Door;
import org.earmuff.ingress.Doors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The doors that the configuration asks for, opened together and closed together. */
final class FrontDoors implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(FrontDoors.class);

    private final List<Door> open = new ArrayList<>();
    private volatile @Nullable DatagramDoor udp;
    private @Nullable Door socks;

    private FrontDoors() {}

    static FrontDoors open(Listen listen, Doors doors, Datagrams datagrams, List<Integer> inherited)
            throws IOException {
        FrontDoors all = new FrontDoors();
        try {
            if (listen.tproxy().isPresent()) {
                all.tproxy(doors, listen.tproxy().getAsInt(), inherited);
                all.udp = DatagramDoor.open(listen.tproxy().getAsInt(), hasIpv6(), true, datagrams);
            }
            if (listen.socks().isPresent()) {
                all.socks =
                        all.add("listen.socks", () -> doors.socks(listen.socks().get()));
            }
            if (listen.connect().isPresent()) {
                all.add("listen.connect", () -> doors.connect(listen.connect().get()));
            }
            return all;
        } catch (IOException e) {
            all.close();
            throw e;
        }
    }

    private void tproxy(Doors doors, int port, List<Integer> inherited) throws IOException {
        if (!inherited.isEmpty()) {
            for (int fd : inherited) {
                add("listen.tproxy", () -> doors.tproxy(fd));
            }
            LOG.info("using {} listening sockets of the service manager", inherited.size());
            return;
        }
        // One socket for both families, unless this machine has no IPv6.
        InetSocketAddress all = new InetSocketAddress(InetAddress.getByName(hasIpv6() ? "::" : "0.0.0.0"), port);
        add("listen.tproxy", () -> doors.tproxy(all));
    }

    private static boolean hasIpv6() throws SocketException {
        return NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .anyMatch(a -> a instanceof java.net.Inet6Address);
    }

    private interface Opening {
        Door open() throws IOException;
    }

    private Door add(String key, Opening opening) throws IOException {
        try {
            Door door = opening.open();
            open.add(door);
            return door;
        } catch (IOException e) {
            throw new IOException(key + ": " + e.getMessage() + "; " + remedy(key, String.valueOf(e.getMessage())), e);
        }
    }

    private static String remedy(String key, String problem) {
        if (problem.contains("not permitted")) {
            return "a transparent socket needs CAP_NET_RAW: run as root, by the system service, or set " + key
                    + ": none";
        }
        return problem.contains("in use")
                ? "stop what listens there (ss -tlnp tells), or choose another port"
                : "choose an address of this machine and a port that may be used";
    }

    /** Where SOCKS clients are taken; null where they are not. */
    @Nullable
    InetSocketAddress socks() {
        return socks == null ? null : socks.address();
    }

    /** What keeps a door from taking anything, as a sentence; empty where all do. */
    Optional<String> problem() {
        DatagramDoor door = udp;
        return door == null ? Optional.empty() : door.problem();
    }

    @Override
    public void close() {
        DatagramDoor door = udp;
        if (door != null) {
            door.close();
            udp = null;
        }
        open.forEach(Door::close);
        open.clear();
    }

    /**
     * Destinations that no flow may have: a port of ours on an address of this machine. Through the admin's door a speaker would come
     * as the box itself, and through a front door a flow would come back for ever.
     */
    static Predicate<InetSocketAddress> ours(Set<Integer> ports) {
        Set<Integer> known = ConcurrentHashMap.newKeySet();
        known.addAll(ports);
        return destination -> known.contains(destination.getPort()) && isThisMachine(destination.getAddress());
    }

    private static boolean isThisMachine(@Nullable InetAddress address) {
        if (address == null || address.isAnyLocalAddress() || address.isLoopbackAddress()) {
            return true;
        }
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            // Without an answer it might be ours.
            return true;
        }
    }
}
