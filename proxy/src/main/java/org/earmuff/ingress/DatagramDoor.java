package org.earmuff.ingress;

import com.sun.jna.LastErrorException;
import com.sun.jna.Memory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Datagrams;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The door for UDP that the firewall diverts here (Linux TPROXY): one socket for both families, on a thread of its own. The first
 * datagram of each association comes by it; those after have a socket of their own.
 *
 * <p>It is never inherited from the service manager: what waited in such a socket while nobody was there would be sent minutes late. Needs
 * CAP_NET_RAW, as answering from the addresses that speakers asked does.
 */
public final class DatagramDoor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(DatagramDoor.class);
    private static final int BUFFER = 1024 * 1024;
    private static final long STOP_MILLIS = 1000;
    private static final long PAUSE_MILLIS = 500;
    private static final int EINTR = 4;
    private static final int EBADF = 9;
    private static final int ENOTSOCK = 88;
    private static final int NONE = -1;
    private static final int EADDRINUSE = 98;

    private final int port;
    private final boolean ipv6;
    private final boolean transparent;
    private final Datagrams datagrams;
    private final Thread thread;
    private final CountDownLatch closing = new CountDownLatch(1);
    private volatile int fd;
    private volatile @Nullable String problem;

    private DatagramDoor(int fd, int port, boolean ipv6, boolean transparent, Datagrams datagrams) {
        this.fd = fd;
        this.port = port;
        this.ipv6 = ipv6;
        this.transparent = transparent;
        this.datagrams = datagrams;
        this.thread = new Thread(this::serve, "udp door");
        thread.setDaemon(true);
        thread.start();
    }

    /**
     * Opens it on every address.
     *
     * @param port 0 for any that is free
     * @param transparent whether it takes what is meant for others; without, it takes only what is sent to it, and needs no capability
     * @throws IOException where the port is taken, the capability is missing, or JNA's library cannot be loaded; for the user
     */
    public static DatagramDoor open(int port, boolean ipv6, boolean transparent, Datagrams datagrams)
            throws IOException {
        try {
            int fd = bound(port, ipv6, transparent);
            return new DatagramDoor(fd, portOf(fd), ipv6, transparent, datagrams);
        } catch (LastErrorException e) {
            String why = e.getErrorCode() == EADDRINUSE
                    ? ": another program has it, perhaps another Earmuff; see which with: ss -lunp"
                    : ": " + e.getMessage() + "; a transparent socket needs CAP_NET_RAW: run as root, by the system"
                            + " service, or set listen.tproxy: none";
            throw new IOException("cannot listen on UDP port " + port + " (listen.tproxy)" + why, e);
        } catch (LinkageError e) {
            throw new IOException(
                    "JNA's library cannot be loaded: " + e.getMessage()
                            + "; where the temporary folder is mounted noexec, set TMPDIR to one that is not",
                    e);
        }
    }

    private static int bound(int port, boolean ipv6, boolean transparent) {
        int fd = LibC.socket(ipv6 ? LibC.AF_INET6 : LibC.AF_INET, LibC.SOCK_DGRAM | LibC.SOCK_CLOEXEC, 0);
        try (Memory address = new Memory(28)) {
            set(fd, LibC.SOL_SOCKET, LibC.SO_REUSEADDR, 1);
            set(fd, LibC.SOL_SOCKET, LibC.SO_RCVBUF, BUFFER);
            set(fd, LibC.IPPROTO_IP, LibC.IP_RECVORIGDSTADDR, 1);
            if (ipv6) {
                set(fd, LibC.IPPROTO_IPV6, LibC.IPV6_V6ONLY, 0);
                set(fd, LibC.IPPROTO_IPV6, LibC.IPV6_RECVORIGDSTADDR, 1);
            }
            if (transparent) {
                set(fd, LibC.IPPROTO_IP, LibC.IP_TRANSPARENT, 1);
            }
            address.clear();
            address.setShort(0, (short) (ipv6 ? LibC.AF_INET6 : LibC.AF_INET));
            address.setByte(2, (byte) (port >> 8));
            address.setByte(3, (byte) port);
            LibC.bind(fd, address, ipv6 ? 28 : 16);
            return fd;
        } catch (LastErrorException e) {
            LibC.close(fd);
            throw e;
        }
    }

    private static void set(int fd, int level, int name, int value) {
        try (Memory pointer = new Memory(Integer.BYTES)) {
            pointer.setInt(0, value);
            LibC.setsockopt(fd, level, name, pointer, Integer.BYTES);
        }
    }

    private static int portOf(int fd) {
        try (Memory address = new Memory(28);
                Memory length = new Memory(Integer.BYTES)) {
            length.setInt(0, 28);
            LibC.getsockname(fd, address, length);
            return ((address.getByte(2) & 0xff) << 8) | (address.getByte(3) & 0xff);
        }
    }

    /** The port it has, also where any was asked for. */
    public int port() {
        return port;
    }

    /** Its socket, for tests that break it. */
    int descriptor() {
        return fd;
    }

    /** Why speakers' UDP goes nowhere at the moment, as a sentence; empty where it is taken. */
    public Optional<String> problem() {
        return Optional.ofNullable(problem);
    }

    private boolean isClosing() {
        return closing.getCount() == 0;
    }

    private void serve() {
        DatagramMessage message = new DatagramMessage();
        while (!isClosing()) {
            try {
                message.receive(fd);
                if (!isClosing()) {
                    hand(message);
                }
            } catch (LastErrorException e) {
                if (e.getErrorCode() != EINTR && !isClosing()) {
                    LOG.error("the door for UDP is broken, and opened again; until then speakers' UDP goes nowhere", e);
                    openAgain(e);
                }
            } catch (RuntimeException | OutOfMemoryError e) {
                // The memory of buffers has a bound of its own, and is there again later.
                LOG.error("a datagram was lost by an error in Earmuff", e);
            }
        }
    }

    /** Tries until there is another socket, at a pace that an error which comes at once again does not quicken. */
    private void openAgain(LastErrorException broken) {
        // With these two the number is no longer that of a socket of ours, and might be another file's.
        if (broken.getErrorCode() != EBADF && broken.getErrorCode() != ENOTSOCK) {
            LibC.close(fd);
        }
        fd = NONE;
        String why = String.valueOf(broken.getMessage());
        try {
            do {
                problem = "UDP port " + port + " (listen.tproxy) cannot be read: " + why
                        + "; it is tried again twice a second; if that goes on, see who has it: ss -lunp, and restart Earmuff";
                if (closing.await(PAUSE_MILLIS, TimeUnit.MILLISECONDS)) {
                    return;
                }
                try {
                    fd = bound(port, ipv6, transparent);
                    problem = null;
                } catch (LastErrorException e) {
                    why = String.valueOf(e.getMessage());
                }
            } while (problem != null);
            LOG.info("the door for UDP is open again");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** One without a destination came to the door itself, which no speaker's does. */
    private void hand(DatagramMessage message) {
        InetSocketAddress source = message.source();
        InetSocketAddress destination = message.destination();
        if (source == null || destination == null) {
            return;
        }
        if (message.whole()) {
            datagrams.arrived(source, destination, message.payload());
        } else {
            datagrams.tooLarge(source, destination);
        }
    }

    /** Takes nothing more; returns when the thread has ended. */
    @Override
    public void close() {
        closing.countDown();
        try {
            // ENOTCONN, since it is connected to nobody; whoever waits for a datagram is woken all the same.
            LibC.shutdown(fd, LibC.SHUT_RDWR);
        } catch (LastErrorException expected) {
            LOG.debug("the door for UDP is shut: {}", expected.getMessage());
        }
        try {
            thread.join(STOP_MILLIS);
            if (!thread.isAlive() && fd != NONE) {
                LibC.close(fd);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
