package org.earmuff.home;

import java.io.IOException;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.leases.Lease;
import org.earmuff.home.leases.LeaseFiles;

/**
 * Looks once who is on the LAN.
 *
 * @param findings what looks like a speaker first, then those configured, then the rest
 * @param asked what was looked at, as clauses
 */
public record Discovery(List<Finding> findings, List<String> asked) {

    private static final Duration PATIENCE = Duration.ofSeconds(3);

    public Discovery {
        findings = List.copyOf(findings);
        asked = List.copyOf(asked);
    }

    /**
     * Asks the kernel, the lease files and, where wanted, the LAN. Blocks for three seconds and a little.
     *
     * @param interfaces where; empty for all
     * @param multicast whether to ask the LAN, too
     * @throws IOException where the neighbour table cannot be read, with a message for the user
     */
    public static Discovery look(
            List<String> interfaces, List<SpeakerDef> speakers, boolean multicast, HouseClock clock)
            throws IOException {
        List<String> asked = new ArrayList<>();
        Map<InetAddress, Set<String>> services = Map.of();
        if (multicast) {
            List<NetworkInterface> on = interfaces(interfaces);
            services = ServiceQuery.ask(on, PATIENCE, clock);
            asked.add("multicast DNS on "
                    + named(on.stream().map(NetworkInterface::getName).toList()) + " for "
                    + String.join(", ", ServiceQuery.SERVICES) + " (" + PATIENCE.toSeconds() + " s)");
        }
        // Read last: whoever has answered is in it now.
        List<Neighbour> neighbours = new IpCommand().read();
        asked.add(0, "the kernel's neighbour table for " + named(interfaces));
        LeaseFiles.Found leases = LeaseFiles.read(Path.of("/"));
        asked.add(
                leases.files().isEmpty()
                        ? "no DHCP leases (of dnsmasq, systemd-networkd or Kea) that you may read"
                        : "the leases in "
                                + String.join(
                                        ", ",
                                        leases.files().stream()
                                                .map(Path::toString)
                                                .toList()));
        return of(neighbours, interfaces, leases.leases(), services, speakers, asked);
    }

    static Discovery of(
            List<Neighbour> neighbours,
            List<String> interfaces,
            List<Lease> leases,
            Map<InetAddress, Set<String>> services,
            List<SpeakerDef> speakers,
            List<String> asked) {
        List<Finding> findings = new ArrayList<>();
        for (Device device : Device.group(neighbours, interfaces)) {
            Set<String> offered = new TreeSet<>();
            device.addresses().forEach(a -> offered.addAll(services.getOrDefault(a, Set.of())));
            findings.add(Finding.of(device, nameOf(device, leases), offered, speakers));
        }
        findings.sort(Comparator.comparing((Finding f) -> f.isNew() ? 0 : f.speaker() != null ? 1 : 2)
                .thenComparing(f -> f.device().mac().toString()));
        return new Discovery(findings, asked);
    }

    /** Where what looks like a speaker is; where nothing does, wherever anybody is. */
    public List<String> interfacesOfSpeakers() {
        Set<String> names = new LinkedHashSet<>();
        findings.stream()
                .filter(Finding::isNew)
                .forEach(f -> names.add(f.device().device()));
        return List.copyOf(names);
    }

    private static String nameOf(Device device, List<Lease> leases) {
        for (Lease lease : leases) {
            if (device.mac().equals(lease.mac()) || device.addresses().contains(lease.address())) {
                return lease.name();
            }
        }
        return "";
    }

    private static List<NetworkInterface> interfaces(List<String> names) {
        List<NetworkInterface> found = new ArrayList<>();
        try {
            for (NetworkInterface each :
                    Collections.list(Objects.requireNonNull(NetworkInterface.getNetworkInterfaces()))) {
                if (names.isEmpty() ? each.isUp() && !each.isLoopback() : names.contains(each.getName())) {
                    found.add(each);
                }
            }
        } catch (SocketException e) {
            // Without interfaces nobody is asked, which is what is then said.
        }
        return found;
    }

    private static String named(List<String> interfaces) {
        return interfaces.isEmpty() ? "every interface" : String.join(", ", interfaces);
    }
}
