package org.earmuff.firewall;

import java.util.SortedSet;
import java.util.stream.Collectors;

/**
 * The text of the table {@code inet earmuff}, for {@code nft -f}: one transaction that replaces the table as a whole, or
 * leaves everything as it was.
 *
 * <p>Only speakers' packets that come in by a LAN interface are judged. They go one of four ways: to this box or another
 * host of the house (as they are), TCP and UDP to the listener (or nowhere), ping out, all else nowhere. UDP that the
 * listener is not to have is refused.
 */
final class Ruleset {

    /** Addresses that lie in the house where the route to them leads through a LAN interface. */
    private static final String INSIDE4 = "{ 10.0.0.0/8, 169.254.0.0/16, 172.16.0.0/12, 192.168.0.0/16, 224.0.0.0/4 }";

    private static final String INSIDE6 = "{ fc00::/7, fe80::/10, ff00::/8 }";

    private static final String TO_SPEAKER_CHAIN = """
            		ether saddr @speaker_macs goto %1$s
            		ip saddr @speaker_ip4 goto %1$s
            		ip6 saddr @speaker_ip6 goto %1$s
            		ip saddr @recent_ip4 goto %1$s
            		ip6 saddr @recent_ip6 goto %1$s
            """;

    /**
     * What the kernel itself notes; each bounded. A full set takes no more: the packet that it does not know is then not
     * pinged with, not counted, and known by its other marks alone.
     */
    private static final String NOTED = """
            	set recent_ip4 {
            		type ipv4_addr
            		size 1024
            		flags dynamic,timeout
            		timeout 10m
            		comment "what speakers sent from lately: a speaker that takes another MAC address is still known by it"
            	}

            	set recent_ip6 {
            		type ipv6_addr
            		size 1024
            		flags dynamic,timeout
            		timeout 10m
            	}

            	set others_ip4 {
            		type ipv4_addr
            		size 4096
            		flags dynamic,timeout
            		timeout 10m
            		comment "what others sent from lately: a speaker that feigns such an address does not make it its own"
            	}

            	set others_ip6 {
            		type ipv6_addr
            		size 4096
            		flags dynamic,timeout
            		timeout 10m
            	}

            	set pings {
            		type ether_addr
            		size 256
            		flags dynamic,timeout
            		timeout 1m
            		comment "each speaker's own pace"
            	}

            """;

    private static final String COUNTED = """
            	set %1$s4 {
            		type ether_addr . ipv4_addr
            		size 512
            		flags dynamic,timeout
            		timeout 1d
            	}

            	set %1$s6 {
            		type ether_addr . ipv6_addr
            		size 512
            		flags dynamic,timeout
            		timeout 1d
            	}

            	chain %1$s {
            		update @%1$s4 { ether saddr . ip saddr counter }
            		update @%1$s6 { ether saddr . ip6 saddr counter }
            		%2$s
            	}

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
                + set("speaker_ip6", "ipv6_addr", "\t\tflags interval\n\t\tauto-merge\n", sources.ip6())
                + NOTED
                + refusals();
    }

    /** Each kind in sets and a chain of its own, so that the appliance can tell whose packets it stopped. */
    private static String refusals() {
        String reject = "reject with icmpx type port-unreachable";
        return COUNTED.formatted(RefusedPackets.SET + "quic", reject + " comment \"QUIC falls back to TCP\"")
                + COUNTED.formatted(RefusedPackets.SET + "udp", reject)
                + COUNTED.formatted(RefusedPackets.SET + "other", "counter drop");
    }

    private static String set(String name, String type, String flags, SortedSet<String> elements) {
        String list = elements.isEmpty() ? "" : "\t\telements = { " + String.join(", ", elements) + " }\n";
        return "\tset " + name + " {\n\t\ttype " + type + "\n" + flags + list + "\t}\n\n";
    }

    /**
     * TPROXY finds the listener, or the connection it made, by itself; where there is neither, the rule does not apply and
     * the packet would go on: hence the drop after it. The kernel puts fragments together before this chain wherever a
     * table holds a tproxy rule, so that the ports of each packet are known. A destination of the form ::ffff:127.0.0.1
     * would reach a Java program as 127.0.0.1, so none is taken. A source-routed packet shows another destination than the
     * one it is bound for, so it is not even let through to the house.
     */
    private static String prerouting(FirewallSettings settings) {
        return """
                	chain prerouting {
                		type filter hook prerouting priority mangle; policy accept;
                		iifname != $earmuff_lan accept
                %1$s		ip saddr $earmuff_inside4 update @others_ip4 { ip saddr }
                		update @others_ip6 { ip6 saddr }
                	}

                	chain from_speaker {
                		ip option lsrr exists goto refused_other comment "source-routed"
                		ip option ssrr exists goto refused_other comment "source-routed"
                		meta nfproto ipv6 exthdr rt exists goto refused_other comment "source-routed"
                		fib daddr type { local, broadcast, multicast, anycast } accept comment "to this box, or to all of the LAN"
                		fib daddr oifname $earmuff_lan ip daddr $earmuff_inside4 accept comment "stays in the house"
                		fib daddr oifname $earmuff_lan ip6 daddr $earmuff_inside6 accept comment "stays in the house"
                		fib saddr oifname $earmuff_lan ip saddr != @others_ip4 update @recent_ip4 { ip saddr }
                		fib saddr oifname $earmuff_lan ip6 saddr != @others_ip6 update @recent_ip6 { ip6 saddr }
                		ip6 daddr ::ffff:0:0/96 goto refused_other
                		ip hdrlength > 5 goto refused_other comment "IP options"
                		meta l4proto != { tcp, udp } accept comment "judged in chain leaving"
                %2$s		meta nfproto ipv4 meta l4proto { tcp, udp } tproxy ip to 127.0.0.1:%3$d meta mark set meta mark & %5$s | %4$s accept
                		meta nfproto ipv6 meta l4proto { tcp, udp } tproxy ip6 to [::1]:%3$d meta mark set meta mark & %5$s | %4$s accept
                		counter drop comment "nobody listens"
                	}

                """.formatted(
                        TO_SPEAKER_CHAIN.formatted("from_speaker"),
                        refused(settings.udp()),
                        settings.tproxyPort(),
                        Marking.MARK,
                        Marking.REST);
    }

    /** Not every kernel can refuse before routing, so that what is refused goes on to chain leaving. */
    private static String refused(FirewallSettings.Udp udp) {
        String quic = "\t\tudp dport 443 accept comment \"QUIC: refused in chain leaving\"\n";
        String calls = "\t\tudp dport != { 53, 123, 443 } accept comment \"other UDP: refused in chain leaving\"\n";
        return (udp.quic() ? "" : quic) + (udp.calls() ? "" : calls);
    }

    /** Ping is bounded in size and pace, so that it does not carry sound unnoticed. */
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
                		icmp type echo-request meta length <= 104 update @pings { ether saddr limit rate 1/second burst 10 packets } counter accept
                		icmpv6 type echo-request meta length <= 104 update @pings { ether saddr limit rate 1/second burst 10 packets } counter accept
                		udp dport 443 goto refused_quic
                		meta l4proto udp goto refused_udp
                		goto refused_other
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
                		udp dport %2$d meta mark & %4$s != %3$s counter reject comment "only what was redirected"
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
