package org.earmuff.firewall;

import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * The text of the table {@code inet earmuff}, for {@code nft -f}: one transaction that replaces the table as a whole, or
 * leaves everything as it was.
 *
 * <p>Only speakers' packets that come in by a LAN interface are judged. They go one of four ways: to this box or another
 * host of the house (as they are), TCP to the listener (or nowhere), DNS, NTP and ping out, all else nowhere.
 */
final class Ruleset {

    /** Addresses that lie in the house where the route to them leads through a LAN interface. */
    private static final String INSIDE4 = "{ 10.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/4 }";

    private static final String INSIDE6 = "{ fc00::/7, fe80::/10, ff00::/8 }";

    private static final String TO_SPEAKER_CHAIN = """
            		ether saddr @speaker_macs goto %1$s
            		ip saddr @speaker_ip4 goto %1$s
            		ip6 saddr @speaker_ip6 goto %1$s
            """;

    private Ruleset() {}

    static String of(FirewallSettings settings, Sources sources) {
        String lan = settings.interfaces().stream()
                .sorted()
                .map(name -> '"' + name + '"')
                .collect(Collectors.joining(", ", "{ ", " }"));
        return """
                define earmuff_lan = %s
                define earmuff_inside4 = %s
                define earmuff_inside6 = %s

                add table inet earmuff
                delete table inet earmuff
                table inet earmuff {
                """.formatted(lan, INSIDE4, INSIDE6)
                + sets(sources)
                + prerouting(settings)
                + forward()
                + input(settings)
                + output()
                + "}\n";
    }

    private static String sets(Sources sources) {
        return set("speaker_macs", "ether_addr", "", sources.macs())
                + set("speaker_ip4", "ipv4_addr", "\t\tflags interval\n\t\tauto-merge\n", sources.ip4())
                + set("speaker_ip6", "ipv6_addr", "\t\tflags interval\n\t\tauto-merge\n", sources.ip6());
    }

    private static String set(String name, String type, String flags, SortedSet<String> elements) {
        String list = elements.isEmpty() ? "" : "\t\telements = { " + String.join(", ", elements) + " }\n";
        return "\tset " + name + " {\n\t\ttype " + type + "\n" + flags + list + "\t}\n\n";
    }

    /**
     * TPROXY finds the listener, or the connection it made, by itself; where there is neither, the rule does not apply and
     * the packet would go on: hence the drop after it. A destination of the form ::ffff:127.0.0.1 would reach a Java
     * program as 127.0.0.1, so none is taken.
     */
    private static String prerouting(FirewallSettings settings) {
        return """
                	chain prerouting {
                		type filter hook prerouting priority mangle; policy accept;
                		iifname != $earmuff_lan accept
                %1$s	}

                	chain from_speaker {
                		fib daddr type { local, broadcast, multicast, anycast } accept comment "to this box, or to all of the LAN"
                		meta l4proto != tcp accept comment "judged in chain leaving"
                		fib daddr oifname $earmuff_lan ip daddr $earmuff_inside4 accept comment "stays in the house"
                		fib daddr oifname $earmuff_lan ip6 daddr $earmuff_inside6 accept comment "stays in the house"
                		ip6 daddr ::ffff:0:0/96 counter drop
                		meta nfproto ipv4 meta l4proto tcp tproxy ip to 127.0.0.1:%2$d meta mark set meta mark & %4$s | %3$s accept
                		meta nfproto ipv6 meta l4proto tcp tproxy ip6 to [::1]:%2$d meta mark set meta mark & %4$s | %3$s accept
                		counter drop comment "nobody listens"
                	}

                """.formatted(
                        TO_SPEAKER_CHAIN.formatted("from_speaker"), settings.tproxyPort(), Marking.MARK, Marking.REST);
    }

    /** DNS and NTP are bounded in size so that they do not carry sound unnoticed; ping in size and pace. */
    private static String forward() {
        return """
                	chain forward {
                		type filter hook forward priority filter; policy accept;
                		iifname != $earmuff_lan accept
                %s	}

                	chain leaving {
                		oifname $earmuff_lan ip daddr $earmuff_inside4 accept comment "stays in the house"
                		oifname $earmuff_lan ip6 daddr $earmuff_inside6 accept comment "stays in the house"
                		meta l4proto tcp counter drop comment "never around the listener"
                		udp dport { 53, 123 } meta length <= 576 accept comment "DNS and NTP"
                		icmp type echo-request meta length <= 128 limit rate 10/second burst 20 packets accept
                		icmpv6 type echo-request meta length <= 128 limit rate 10/second burst 20 packets accept
                		meta l4proto udp counter reject with icmpx type port-unreachable comment "QUIC falls back to TCP"
                		counter drop
                	}

                """.formatted(TO_SPEAKER_CHAIN.formatted("leaving"));
    }

    private static String input(FirewallSettings settings) {
        String admin = settings.adminPort().isPresent()
                ? "\t\ttcp dport " + settings.adminPort().getAsInt()
                        + " counter reject with tcp reset comment \"the dashboard\"\n"
                : "";
        return """
                	chain input {
                		type filter hook input priority filter; policy accept;
                		tcp dport %2$d meta mark & %4$s != %3$s counter reject with tcp reset comment "only what was redirected"
                		iifname != $earmuff_lan accept
                %1$s	}

                	chain to_this_box {
                		meta mark & %4$s == %3$s accept comment "redirected: meant for elsewhere"
                %5$s	}

                """.formatted(
                TO_SPEAKER_CHAIN.formatted("to_this_box"), settings.tproxyPort(), Marking.MARK, Marking.MASK, admin);
    }

    /**
     * Where speakers and the way out share an interface, the kernel would tell speakers of the shorter way round this box
     * (before any chain could refuse the packet), and they would take it.
     */
    private static String output() {
        return """
                	chain output {
                		type filter hook output priority filter; policy accept;
                		oifname $earmuff_lan icmp type redirect counter drop
                		oifname $earmuff_lan icmpv6 type nd-redirect counter drop
                	}
                """;
    }
}
