package org.earmuff.firewall;

import java.util.List;
import java.util.stream.Stream;

/**
 * What is known of each rule of the table: by which way something gets where it must not once that rule alone is missing, or
 * why nothing does.
 */
final class RulesNeeded {

    /** Without it, packets of the last of these ways arrive; with it none do. Those before it prepare. */
    record Rule(String chain, String text, Place place, List<String> ways, String reason) {

        boolean opens() {
            return !ways.isEmpty();
        }

        /** Whether it is this one, as nft prints rules. */
        boolean is(String inChain, String printed) {
            return chain.equals(inChain) && printed.contains(text);
        }

        @Override
        public String toString() {
            return chain + ": " + text;
        }
    }

    /** Where a packet must not arrive. */
    enum Place {
        /** Outside. */
        CLOUD,
        /** Sent on by the box through the LAN. */
        LAN,
        /** At a port of the box that is not for it, which then answers. */
        PORT,
        /** At the transparent listener, which is not to have it. */
        LISTENER,
        /** Back at the speaker, with word of a way around the box. */
        REDIRECTED
    }

    private RulesNeeded() {}

    static List<Rule> all() {
        return Stream.of(prerouting(), fromSpeaker(), forward(), leaving(), refusals(), input(), output())
                .flatMap(List::stream)
                .toList();
    }

    private static List<Rule> prerouting() {
        String taken = "a speaker that feigns a neighbour's address takes the neighbour along";
        return List.of(
                // Somebody outside would have a speaker's address taken for another's.
                opens("prerouting", "iifname !=", Place.CLOUD, "cloud:noted-as-another", "udp-changed-mac-4"),
                opens("prerouting", "ether saddr @speaker_macs", Place.CLOUD, "udp-changed-mac-4"),
                opens("prerouting", "ip saddr @speaker_ip4", Place.CLOUD, "odd-ping-by-address-4"),
                opens("prerouting", "ip6 saddr @speaker_ip6", Place.CLOUD, "odd-ping-by-address-6"),
                opens("prerouting", "ip saddr @recent_ip4", Place.CLOUD, "odd-ping-changed-mac-4"),
                opens("prerouting", "ip6 saddr @recent_ip6", Place.CLOUD, "odd-ping-changed-mac-6"),
                closes("prerouting", "update @others_ip4", taken),
                closes("prerouting", "update @others_ip6", taken));
    }

    private static List<Rule> fromSpeaker() {
        return List.of(
                opens("from_speaker", "lsrr exists", Place.LAN, "loose-route"),
                opens("from_speaker", "ssrr exists", Place.LAN, "strict-route"),
                opens("from_speaker", "exthdr rt exists", Place.CLOUD, "odd-ping-6"),
                closes("from_speaker", "fib daddr type", "the box's own services are handed over"),
                closes("from_speaker", "ip daddr {", "other hosts of the house are handed over"),
                closes("from_speaker", "ip6 daddr {", "other hosts of the house are handed over"),
                opens("from_speaker", "update @recent_ip4", Place.CLOUD, "udp-changed-mac-4"),
                opens("from_speaker", "update @recent_ip6", Place.CLOUD, "udp-changed-mac-6"),
                opens("from_speaker", "ip6 daddr ::ffff:", Place.LISTENER, "to-mapped-loopback"),
                opens("from_speaker", "ip hdrlength", Place.CLOUD, "odd-ping-4"),
                closes("from_speaker", "meta l4proto != {", "what is no TCP or UDP is dropped as if nobody listened"),
                opens("from_speaker", "udp dport 443 accept", Place.LISTENER, "quic-4"),
                opens("from_speaker", "udp dport != {", Place.LISTENER, "udp-4"),
                closes("from_speaker", "tproxy ip to", "the listener gets none of it"),
                closes("from_speaker", "tproxy ip6 to", "the listener gets none of it"),
                opens("from_speaker", "nobody listens", Place.LAN, "to-the-proxy-of-the-house"));
    }

    private static List<Rule> forward() {
        return List.of(
                closes("forward", "iifname !=", "what comes from outside under a speaker's address is judged too"),
                opens("forward", "ether saddr @speaker_macs", Place.CLOUD, "udp-feigned-address-4"),
                opens("forward", "ip saddr @speaker_ip4", Place.CLOUD, "udp-by-routed-address-4"),
                opens("forward", "ip6 saddr @speaker_ip6", Place.CLOUD, "udp-by-routed-address-6"),
                opens("forward", "ip saddr @recent_ip4", Place.CLOUD, "udp-changed-mac-4"),
                opens("forward", "ip6 saddr @recent_ip6", Place.CLOUD, "udp-changed-mac-6"));
    }

    private static List<Rule> leaving() {
        String last = "the chain's last rule drops it: this one keeps it from being counted as another protocol";
        return List.of(
                closes("leaving", "ip daddr {", "other hosts of the house are out of reach"),
                closes("leaving", "ip6 daddr {", "other hosts of the house are out of reach"),
                closes("leaving", "meta l4proto tcp", last),
                closes("leaving", "icmp type echo-request", "no ping passes"),
                closes("leaving", "icmpv6 type echo-request", "no ping passes"),
                closes("leaving", "goto refused_quic", last + ", and tells the speaker at once"),
                closes("leaving", "goto refused_udp", last + ", and tells the speaker at once"),
                opens("leaving", "goto refused_other", Place.CLOUD, "sctp-4"));
    }

    private static List<Rule> refusals() {
        String counts = "it only counts";
        return List.of(
                closes("refused_quic", "update @refused_quic4", counts),
                closes("refused_quic", "update @refused_quic6", counts),
                opens("refused_quic", "reject", Place.CLOUD, "quic-6"),
                closes("refused_udp", "update @refused_udp4", counts),
                closes("refused_udp", "update @refused_udp6", counts),
                opens("refused_udp", "reject", Place.CLOUD, "udp-6"),
                closes("refused_other", "update @refused_other4", counts),
                closes("refused_other", "update @refused_other6", counts),
                opens("refused_other", "drop", Place.CLOUD, "sctp-6"));
    }

    private static List<Rule> input() {
        return List.of(
                opens("input", "tcp dport", Place.PORT, "listener-tcp"),
                opens("input", "udp dport", Place.LAN, "listener-udp"),
                closes("input", "iifname !=", "what comes from outside under a speaker's address is judged too"),
                opens("input", "ether saddr @speaker_macs", Place.PORT, "admin-4"),
                opens("input", "ip saddr @speaker_ip4", Place.PORT, "admin-by-address-4"),
                opens("input", "ip6 saddr @speaker_ip6", Place.PORT, "admin-by-address-6"),
                opens("input", "ip saddr @recent_ip4", Place.PORT, "admin-changed-mac-4"),
                opens("input", "ip6 saddr @recent_ip6", Place.PORT, "admin-changed-mac-6"),
                closes("to_this_box", "meta mark", "a connection to that port of somebody else is refused"),
                opens("to_this_box", "the dashboard", Place.PORT, "admin-6"));
    }

    private static List<Rule> output() {
        return List.of(
                opens("output", "icmp type redirect", Place.REDIRECTED, "told-of-a-shorter-way-4"),
                opens("output", "icmpv6 type nd-redirect", Place.REDIRECTED, "told-of-a-shorter-way-6"));
    }

    private static Rule opens(String chain, String text, Place place, String... ways) {
        return new Rule(chain, text, place, List.of(ways), "");
    }

    private static Rule closes(String chain, String text, String reason) {
        return new Rule(chain, text, Place.CLOUD, List.of(), reason);
    }
}
