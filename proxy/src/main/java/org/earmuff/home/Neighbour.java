package org.earmuff.home;

import java.net.InetAddress;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One line of the kernel's neighbour table, or a change of one.
 *
 * @param address in plain form ({@link IpText#plain})
 * @param device the interface it is behind; empty where nobody said
 * @param mac the hardware address that answers there; null where none does (any more)
 * @param active whether packets were exchanged within the last half minute or so
 */
public record Neighbour(
        InetAddress address, String device, @Nullable Mac mac, boolean active) {

    /** The states (NUD) in which the kernel has heard from it, or is about to. STALE may be a device that left days ago. */
    private static final Set<String> ACTIVE = Set.of("REACHABLE", "DELAY", "PROBE");

    /** States without an answer; an address that is left over in one is nobody's. */
    private static final Set<String> NOBODY = Set.of("FAILED", "INCOMPLETE");

    private static final String DELETED = "Deleted";

    /**
     * Reads what {@code ip} says of one.
     *
     * @return null for what is no device's: another link layer, a multicast entry
     */
    static @Nullable Neighbour of(String address, String device, @Nullable String lladdr, String state) {
        InetAddress parsed = IpText.parse(address);
        if (parsed == null || parsed.isMulticastAddress()) {
            return null;
        }
        boolean somebody = lladdr != null && !NOBODY.contains(state);
        Mac mac = somebody ? mac(lladdr) : null;
        return somebody && mac == null ? null : new Neighbour(parsed, device, mac, ACTIVE.contains(state));
    }

    /**
     * Reads a line of {@code ip monitor neigh}: {@code [Deleted] ADDRESS dev DEVICE [lladdr MAC] [router] ... STATE}.
     *
     * @return null for a line that tells of no device
     */
    static @Nullable Neighbour parse(String line) {
        String[] words = line.strip().split(" +", -1);
        boolean deleted = words[0].equals(DELETED);
        int first = deleted ? 1 : 0;
        String device = after(words, "dev");
        if (words.length < first + 3 || device == null) {
            return null;
        }
        return of(words[first], device, deleted ? null : after(words, "lladdr"), words[words.length - 1]);
    }

    private static @Nullable String after(String[] words, String key) {
        for (int i = 0; i < words.length - 1; i++) {
            if (words[i].equals(key)) {
                return words[i + 1];
            }
        }
        return null;
    }

    private static @Nullable Mac mac(@Nullable String text) {
        try {
            return text == null ? null : Mac.parse(text);
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
