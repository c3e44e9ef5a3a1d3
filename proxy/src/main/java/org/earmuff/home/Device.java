package org.earmuff.home;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hardware address and all that is behind it: one device as a rule, several where it is a repeater's.
 *
 * @param device the interface it was seen at
 * @param addresses IPv4 first
 * @param active how many of its IPv4 addresses were in use lately
 */
public record Device(Mac mac, String device, List<InetAddress> addresses, int active) {

    /** One device has one IPv4 address, another while it changes it, and with luck a third; more at the same time are several devices. */
    static final int ADDRESSES_OF_ONE = 3;

    private static final Comparator<InetAddress> ORDER = Comparator.<InetAddress>comparingInt(
                    a -> a.getAddress().length)
            .thenComparing(InetAddress::isLinkLocalAddress)
            .thenComparing(InetAddress::getAddress, java.util.Arrays::compareUnsigned);

    public Device {
        addresses = List.copyOf(addresses);
    }

    /** Whether several devices are behind it, as behind a Wi-Fi repeater. */
    public boolean shared() {
        return active > ADDRESSES_OF_ONE;
    }

    /**
     * Puts together what belongs together.
     *
     * @param interfaces those that count; empty for all
     */
    public static List<Device> group(Collection<Neighbour> neighbours, Collection<String> interfaces) {
        Map<Mac, List<Neighbour>> byMac = new LinkedHashMap<>();
        for (Neighbour neighbour : neighbours) {
            if (neighbour.mac() != null && (interfaces.isEmpty() || interfaces.contains(neighbour.device()))) {
                byMac.computeIfAbsent(neighbour.mac(), m -> new ArrayList<>()).add(neighbour);
            }
        }
        List<Device> devices = new ArrayList<>();
        byMac.forEach((mac, lines) -> devices.add(new Device(
                mac,
                lines.get(0).device(),
                lines.stream().map(Neighbour::address).distinct().sorted(ORDER).toList(),
                (int) lines.stream()
                        .filter(n -> n.active() && n.address() instanceof Inet4Address)
                        .map(Neighbour::address)
                        .distinct()
                        .count())));
        return devices;
    }
}
