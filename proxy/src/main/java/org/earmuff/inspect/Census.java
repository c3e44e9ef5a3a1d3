package org.earmuff.inspect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.earmuff.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * Who in a capture is a speaker, where the user does not say.
 *
 * <p>Devices of the home that send to the Internet are candidates. Where the hardware address of at least one is of a maker of speakers, those are the
 * speakers and the others (a laptop, a camera) are left out, but named; else every candidate is one. Bounded: {@value #MOST} addresses.
 */
public final class Census {

    private static final int MOST = 4096;

    /** Prefixes of hardware addresses seen on speakers: Amazon, Google, Nest, Apple, Harman. */
    private static final Set<Integer> MAKERS = Set.of(
            0x44650d, 0x68dbf5, 0xfc65de, 0x18742e, 0xccf735, 0x689a87, 0xfc492d, 0xb0fc0d, 0x6837e9, 0x747548,
            0xc49500, 0x4cefc0, 0xa0d0dc, 0x44070b, 0x20dfb9, 0x546009, 0x18b430, 0xd4a33d, 0xd8f710);

    private static final class Host {
        boolean toInternet;
        boolean client;
        boolean maker;
    }

    private final Map<InetAddress, Host> hosts = new LinkedHashMap<>();

    /** Notes who sends what. */
    public void add(IpPacket packet) {
        InetAddress source = packet.source();
        boolean bothPublic = !Addresses.local(source) && !Addresses.local(packet.destination());
        boolean client = packet.destinationPort() < packet.sourcePort();
        if (!Addresses.unicast(source)
                || !Addresses.unicast(packet.destination())
                || (source.equals(packet.destination()) && !client)) {
            return;
        }
        // With IPv6, and in anonymised captures, homes have public addresses too: they are the ones that ask.
        if (Addresses.local(source) || (bothPublic && client)) {
            Host host = host(source);
            if (host == null) {
                return;
            }
            host.client |= client && !FlowTable.excluded(packet);
            host.toInternet |= !Addresses.local(packet.destination()) && !FlowTable.excluded(packet);
            host.maker |= packet.sourceMac() >= 0 && MAKERS.contains((int) (packet.sourceMac() >>> 24));
        }
    }

    private @Nullable Host host(InetAddress address) {
        Host host = hosts.get(address);
        if (host == null && hosts.size() < MOST) {
            host = new Host();
            hosts.put(address, host);
        }
        return host;
    }

    /** Addresses of speakers. */
    public Set<InetAddress> speakers() {
        List<InetAddress> candidates = candidates();
        List<InetAddress> made =
                candidates.stream().filter(a -> is(a, h -> h.maker)).toList();
        return new LinkedHashSet<>(made.isEmpty() ? candidates : made);
    }

    /** Devices of the home that were left out. */
    public List<InetAddress> others() {
        List<InetAddress> others = new ArrayList<>(candidates());
        others.removeAll(speakers());
        return others;
    }

    /** Whether a packet is from this address of the home. */
    boolean saw(InetAddress address) {
        return hosts.containsKey(address);
    }

    /** Devices of the home that send, whatever they are. */
    List<InetAddress> senders() {
        return candidates();
    }

    /** Whether one of these sends to the Internet; if none does, the "cloud" of this capture has a private address. */
    public boolean reachInternet(Collection<InetAddress> speakers) {
        return speakers.stream().anyMatch(a -> is(a, h -> h.toInternet));
    }

    private boolean is(InetAddress address, Predicate<Host> what) {
        Host host = hosts.get(address);
        return host != null && what.test(host);
    }

    private List<InetAddress> candidates() {
        List<InetAddress> online =
                hosts.keySet().stream().filter(a -> is(a, h -> h.toInternet)).toList();
        return online.isEmpty()
                ? hosts.keySet().stream().filter(a -> is(a, h -> h.client)).toList()
                : online;
    }
}
