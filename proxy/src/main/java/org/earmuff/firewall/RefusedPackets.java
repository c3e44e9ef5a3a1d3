package org.earmuff.firewall;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;

/** Reads how many packets of each speaker the table has refused or dropped. */
public final class RefusedPackets {

    /** How the names of the sets begin; the kind follows, then 4 or 6. */
    static final String SET = "refused_";

    private final Programs programs;

    /** With the system's {@code nft}. */
    public RefusedPackets() {
        this(Programs.ofTheSystem());
    }

    RefusedPackets(Programs programs) {
        this.programs = programs;
    }

    /**
     * One sender's packets of one kind since the table was last applied, or since a day without any.
     *
     * @param kind {@code quic}, {@code udp} or {@code other}
     * @param mac lower case with colons
     */
    public record Count(String kind, String mac, InetAddress address, long packets) {}

    /**
     * What the kernel counted in one table.
     *
     * @param table another one whenever the table was replaced, and counting began anew
     */
    public record Reading(String table, List<Count> counts) {

        public Reading {
            counts = List.copyOf(counts);
        }
    }

    /**
     * Asks the kernel, which takes the right to change the firewall (CAP_NET_ADMIN).
     *
     * @return at most 512 senders of each kind and IP version
     * @throws FirewallException if the table is not there, or not for this process to see
     */
    public Reading read() throws FirewallException {
        List<Count> counts = new ArrayList<>();
        TableListing listing = TableListing.read(programs, "earmuff");
        for (JsonObject set : listing.things("set")) {
            String name = String.valueOf(set.get("name"));
            if (name.startsWith(SET)) {
                addAll(counts, name.substring(SET.length(), name.length() - 1), set);
            }
        }
        return new Reading(
                listing.things("table").stream()
                        .map(table -> String.valueOf(table.get("handle")))
                        .collect(Collectors.joining()),
                counts);
    }

    private static void addAll(List<Count> counts, String kind, JsonObject set) throws FirewallException {
        try {
            for (JsonObject holder : set.objects("elem")) {
                JsonObject element = holder.object("elem");
                JsonObject value = element == null ? null : element.object("val");
                JsonObject counter = element == null ? null : element.object("counter");
                if (value != null && counter != null) {
                    List<String> source = value.texts("concat");
                    counts.add(new Count(kind, source.get(0), InetAddress.getByName(source.get(1)), (long)
                            counter.number("packets")));
                }
            }
        } catch (JsonException | UnknownHostException | IndexOutOfBoundsException e) {
            throw new FirewallException("nft listed the set " + SET + kind + " in a way that is not understood: "
                    + e.getMessage() + "; see `nft -j list table inet earmuff`");
        }
    }
}
