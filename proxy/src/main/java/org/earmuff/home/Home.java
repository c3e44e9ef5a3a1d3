package org.earmuff.home;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

/** The household's speakers and whose address is whose. Immutable, any thread; a reload makes a new one over the same neighbours. */
public final class Home {

    private final List<SpeakerDef> speakers;
    private final NeighbourCache neighbours;
    private final Map<String, Identity> byName = new HashMap<>();
    private final Map<Mac, Identity> byMac = new HashMap<>();

    /** The longest prefix first. */
    private final List<Block> blocks = new ArrayList<>();

    private record Block(Cidr cidr, Identity identity) {}

    private Home(List<SpeakerDef> speakers, NeighbourCache neighbours) {
        this.speakers = List.copyOf(speakers);
        this.neighbours = neighbours;
        for (SpeakerDef speaker : speakers) {
            Identity identity = Identity.of(speaker);
            byName.putIfAbsent(speaker.name(), identity);
            for (Matcher matcher : speaker.match()) {
                if (matcher instanceof Mac mac) {
                    byMac.putIfAbsent(mac, identity);
                } else if (matcher instanceof Cidr cidr) {
                    blocks.add(new Block(cidr, identity));
                }
            }
        }
        blocks.sort(Comparator.comparingInt(b -> -b.cidr().prefix()));
    }

    /** The home of these speakers; of two with the same match the first in the list counts. */
    public static Home of(List<SpeakerDef> speakers, NeighbourCache neighbours) {
        return new Home(speakers, neighbours);
    }

    /**
     * Whose address this is: by MAC address where a speaker has that one, else by the longest block, else unknown.
     *
     * <p>It is there at once where no MAC address needs looking up or the address is known; else it is completed on the neighbour cache's
     * thread, so hop to your own loop. It never fails. How old it may be: {@link NeighbourCache}.
     *
     * @param source IPv4 mapped into IPv6 and scopes are seen through
     */
    public CompletionStage<Identity> identify(InetAddress source) {
        InetAddress address = IpText.plain(source);
        // The kernel keeps no neighbours behind the loopback interface.
        if (byMac.isEmpty() || address.isLoopbackAddress()) {
            return CompletableFuture.completedFuture(byAddress(address));
        }
        return neighbours.macOf(address).thenApply(mac -> identity(mac, address));
    }

    /** Whose address this is as far as is known at this moment; empty where its MAC address would have to be looked up. */
    public Optional<Identity> known(InetAddress source) {
        InetAddress address = IpText.plain(source);
        if (byMac.isEmpty() || address.isLoopbackAddress()) {
            return Optional.of(byAddress(address));
        }
        return neighbours.known(address).map(mac -> identity(Optional.of(mac), address));
    }

    /** The speaker that has this MAC address in its match. */
    public Optional<Identity> withMac(Mac mac) {
        return Optional.ofNullable(byMac.get(mac));
    }

    /** Whose packet this was, by both addresses that it came with. */
    public Identity whose(Mac mac, InetAddress source) {
        return identity(Optional.of(mac), IpText.plain(source));
    }

    /** The identity of the speaker of this name as it is configured here; unknown where there is none. */
    public Identity named(String speaker) {
        return byName.getOrDefault(speaker, Identity.UNKNOWN);
    }

    /** In the configuration's order. */
    public List<SpeakerDef> speakers() {
        return speakers;
    }

    public Optional<SpeakerDef> speaker(String name) {
        return speakers.stream().filter(s -> s.name().equals(name)).findFirst();
    }

    private Identity identity(Optional<Mac> mac, InetAddress address) {
        Identity identity = mac.map(byMac::get).orElse(null);
        return identity != null ? identity : byAddress(address);
    }

    private Identity byAddress(InetAddress address) {
        for (Block block : blocks) {
            if (block.cidr().contains(address)) {
                return block.identity();
            }
        }
        return Identity.UNKNOWN;
    }
}
