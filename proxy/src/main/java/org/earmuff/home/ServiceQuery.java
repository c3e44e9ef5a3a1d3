package org.earmuff.home;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.MulticastSocket;
import java.net.NetworkInterface;
import java.net.SocketTimeoutException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.earmuff.flow.HouseClock;

/**
 * Asks the LAN once who offers what speakers offer (multicast DNS, RFC 6762; a one-shot query, which is answered to the asking port alone,
 * section 6.7). Over IPv4 only. What comes back is bounded: {@value #MOST_ANSWERS} packets, and of those the services asked for.
 */
public final class ServiceQuery {

    /** What is asked for. */
    public static final List<String> SERVICES = List.of(
            "_googlecast._tcp",
            "_airplay._tcp",
            "_raop._tcp",
            "_amzn-wplay._tcp",
            "_sonos._tcp",
            "_spotify-connect._tcp");

    private static final int PORT = 5353;
    private static final byte[] GROUP = {(byte) 224, 0, 0, (byte) 251};
    private static final int MOST_ANSWERS = 512;
    private static final int MOST_RECORDS = 64;
    private static final int MOST_POINTERS = 16;
    private static final int PACKET = 9000;
    private static final int PTR = 12;
    private static final int HEADER = 12;

    private ServiceQuery() {}

    /**
     * Asks, twice, and waits for the answers.
     *
     * @param interfaces where; those that cannot multicast are passed over
     * @param patience how long in all
     * @return services by the address that answered
     */
    public static Map<InetAddress, Set<String>> ask(
            Collection<NetworkInterface> interfaces, Duration patience, HouseClock clock) {
        Map<InetAddress, Set<String>> found = new LinkedHashMap<>();
        List<MulticastSocket> sockets = new ArrayList<>();
        try {
            for (NetworkInterface each : interfaces) {
                open(each, sockets);
            }
            long until = clock.nanos() + patience.toNanos();
            long again = clock.nanos() + patience.toNanos() / 3;
            sockets.forEach(ServiceQuery::send);
            boolean asked = false;
            for (int i = 0; !sockets.isEmpty() && i < MOST_ANSWERS && clock.nanos() < until; ) {
                if (!asked && clock.nanos() > again) {
                    asked = true;
                    sockets.forEach(ServiceQuery::send);
                }
                for (MulticastSocket socket : sockets) {
                    i += receive(socket, found) ? 1 : 0;
                }
            }
        } finally {
            sockets.forEach(MulticastSocket::close);
        }
        return found;
    }

    private static void open(NetworkInterface on, List<MulticastSocket> sockets) {
        try {
            boolean four = Collections.list(on.getInetAddresses()).stream().anyMatch(Inet4Address.class::isInstance);
            if (!on.isUp() || on.isLoopback() || !on.supportsMulticast() || !four) {
                return;
            }
            MulticastSocket socket = new MulticastSocket(0);
            sockets.add(socket);
            socket.setNetworkInterface(on);
            socket.setTimeToLive(255);
            socket.setSoTimeout(20);
        } catch (IOException e) {
            // That one is not asked.
        }
    }

    private static void send(MulticastSocket socket) {
        try {
            byte[] query = query();
            socket.send(new DatagramPacket(
                    query, query.length, new InetSocketAddress(InetAddress.getByAddress(GROUP), PORT)));
        } catch (IOException e) {
            // No way there; the others are asked all the same.
        }
    }

    private static boolean receive(MulticastSocket socket, Map<InetAddress, Set<String>> found) {
        DatagramPacket packet = new DatagramPacket(new byte[PACKET], PACKET);
        try {
            socket.receive(packet);
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
        Set<String> services = answered(ByteBuffer.wrap(packet.getData(), 0, packet.getLength()));
        if (!services.isEmpty()) {
            found.computeIfAbsent(IpText.plain(packet.getAddress()), a -> new TreeSet<>())
                    .addAll(services);
        }
        return true;
    }

    static byte[] query() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(new byte[] {0, 0, 0, 0, 0, (byte) SERVICES.size(), 0, 0, 0, 0, 0, 0});
        for (String service : SERVICES) {
            for (String label : (service + ".local").split("\\.", -1)) {
                out.write(label.length());
                out.writeBytes(label.getBytes(StandardCharsets.US_ASCII));
            }
            // No more labels; type PTR, class IN.
            out.writeBytes(new byte[] {0, 0, PTR, 0, 1});
        }
        return out.toByteArray();
    }

    /** Which of the services an answer offers; what is not understood of it is passed over. */
    static Set<String> answered(ByteBuffer packet) {
        Set<String> services = new TreeSet<>();
        try {
            ByteBuffer in = packet.slice();
            if (in.remaining() < HEADER || (in.get(2) & 0x80) == 0) {
                return services;
            }
            int questions = in.getShort(4) & 0xFFFF;
            int records = (in.getShort(6) & 0xFFFF) + (in.getShort(8) & 0xFFFF) + (in.getShort(10) & 0xFFFF);
            in.position(HEADER);
            for (int i = 0; i < Math.min(questions, MOST_RECORDS); i++) {
                name(in);
                in.position(in.position() + 4);
            }
            for (int i = 0; i < Math.min(records, MOST_RECORDS); i++) {
                String owner = name(in);
                int type = in.getShort() & 0xFFFF;
                in.position(in.position() + 6);
                int length = in.getShort() & 0xFFFF;
                in.position(in.position() + length);
                String service = owner.replaceFirst("\\.local$", "");
                if (type == PTR && SERVICES.contains(service)) {
                    services.add(service);
                }
            }
        } catch (BufferUnderflowException | IllegalArgumentException | IndexOutOfBoundsException e) {
            // It ends too early, or is none: what was read so far counts.
        }
        return services;
    }

    /** A name, lower case; pointers (RFC 1035, 4.1.4) are followed a few times at most. */
    private static String name(ByteBuffer in) {
        List<String> labels = new ArrayList<>();
        ByteBuffer at = in.duplicate();
        int end = -1;
        int pointers = 0;
        for (int length = at.get() & 0xFF; length != 0; length = at.get() & 0xFF) {
            if (length >= 0xC0) {
                int to = ((length & 0x3F) << 8) | (at.get() & 0xFF);
                end = end < 0 ? at.position() : end;
                if (++pointers > MOST_POINTERS) {
                    throw new IllegalArgumentException("pointers without end");
                }
                at.position(to);
            } else {
                byte[] label = new byte[length];
                at.get(label);
                labels.add(new String(label, StandardCharsets.UTF_8));
            }
        }
        in.position(end < 0 ? at.position() : end);
        return String.join(".", labels).toLowerCase(Locale.ROOT);
    }
}
