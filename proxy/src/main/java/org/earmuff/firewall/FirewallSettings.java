package org.earmuff.firewall;

import java.util.List;
import java.util.OptionalInt;
import java.util.regex.Pattern;

/**
 * What the kernel must be told.
 *
 * @param interfaces names of the interfaces that lead into the house, at least one; no others are acted on
 * @param tproxyPort where the transparent listener waits, on 127.0.0.1 and ::1
 * @param adminPort the dashboard's port, which speakers must not reach; empty where it is on no network interface
 * @param udp which UDP is handed over besides DNS and NTP
 * @param speakers whose traffic is handed over, and nobody else's; may be empty
 */
public record FirewallSettings(
        List<String> interfaces, int tproxyPort, OptionalInt adminPort, Udp udp, List<Speaker> speakers) {

    /** What the kernel takes for a name (15 bytes), less what nftables or ip would read as something else. As in the configuration. */
    private static final Pattern INTERFACE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");

    /** @throws IllegalArgumentException naming the value that will not do, and what would */
    public FirewallSettings {
        interfaces = List.copyOf(interfaces);
        speakers = List.copyOf(speakers);
        if (interfaces.isEmpty()) {
            throw new IllegalArgumentException(
                    "lan.interfaces is empty: name the interfaces that speakers are behind, e.g. [br-lan]");
        }
        for (String name : interfaces) {
            if (!INTERFACE.matcher(name).matches() || name.equals("lo")) {
                throw new IllegalArgumentException("lan.interfaces: \"" + name
                        + "\" is not the name of a LAN interface: give it as `ip link` prints it, e.g. br-lan");
            }
        }
        requirePort("listen.tproxy", tproxyPort);
        adminPort.ifPresent(port -> requirePort("listen.admin", port));
    }

    /**
     * Which of a speaker's UDP goes to the listener; what does not is refused, so that the speaker learns of it at once.
     *
     * @param quic what is sent to port 443
     * @param calls what is sent anywhere else; DNS and NTP go to the listener in any case
     */
    public record Udp(boolean quic, boolean calls) {}

    /**
     * One speaker and how its packets are known.
     *
     * @param match MAC addresses, IP addresses and CIDR blocks, as in the configuration
     */
    public record Speaker(String name, List<String> match) {

        public Speaker {
            match = List.copyOf(match);
        }
    }

    private static void requirePort(String key, int port) {
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException(key + ": " + port + " is not a port: give 1 to 65535");
        }
    }
}
