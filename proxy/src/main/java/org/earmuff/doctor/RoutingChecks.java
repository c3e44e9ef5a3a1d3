package org.earmuff.doctor;

import java.util.ArrayList;
import java.util.List;

/** Whether packets find their way through this box. */
final class RoutingChecks {

    private static final String V4 = "/proc/sys/net/ipv4/";
    private static final String V6 = "/proc/sys/net/ipv6/conf/all/";
    private static final int STRICT = 1;

    private final Box box;
    private final List<String> interfaces;

    /** @param interfaces those of the LAN; may be empty */
    RoutingChecks(Box box, List<String> interfaces) {
        this.box = box;
        this.interfaces = interfaces;
    }

    List<Diagnosis> all() {
        List<Diagnosis> found = new ArrayList<>();
        found.add(forwarding());
        found.add(wayOut());
        found.addAll(ipv6());
        found.add(reversePath());
        return found;
    }

    Diagnosis forwarding() {
        if (box.number(V4 + "ip_forward").orElse(0) == 1) {
            return Diagnosis.ok("IPv4 forwarding", "is on");
        }
        return Diagnosis.fail(
                "IPv4 forwarding",
                "is off: QUIC is lost instead of refused, so that speakers wait before they take TCP, and no other device"
                        + " gets through this box",
                "sysctl -w net.ipv4.ip_forward=1, and in /etc/sysctl.d to keep it");
    }

    private Diagnosis wayOut() {
        Box.Said route = box.run("", "ip", "-4", "route", "show", "default");
        if (!route.ok()) {
            return Diagnosis.warn("way out", "could not look", "ip -4 route show default");
        }
        return route.out().isBlank()
                ? Diagnosis.fail("way out", "there is no default route for IPv4", "ip route add default via ROUTER")
                : Diagnosis.ok("way out", device(route.out()));
    }

    private static String device(String route) {
        return "by " + route.lines().findFirst().orElse("").replaceFirst(".* dev (\\S+).*", "$1");
    }

    private List<Diagnosis> ipv6() {
        if (box.read("/proc/net/if_inet6").filter(text -> !text.isEmpty()).isEmpty()) {
            return List.of(Diagnosis.warn(
                    "IPv6",
                    "is off on this box: where another router offers it to speakers, they go around Earmuff",
                    "switch IPv6 off on that router too, or on here: sysctl -w net.ipv6.conf.all.disable_ipv6=0"));
        }
        Box.Said route = box.run("", "ip", "-6", "route", "show", "default");
        boolean out = route.ok() && !route.out().isBlank();
        boolean forwards = box.number(V6 + "forwarding").orElse(0) == 1;
        if (!out) {
            return List.of(Diagnosis.warn(
                    "IPv6",
                    "there is no default route: speakers with an IPv6 address try it in vain first; where another"
                            + " router offers IPv6 to speakers, they go around Earmuff",
                    "ip -6 route show default; see docs/install.md, \"Where the box stands\""));
        }
        return List.of(
                forwards
                        ? Diagnosis.ok("IPv6", "forwarding is on, way out " + device(route.out()))
                        : Diagnosis.warn(
                                "IPv6",
                                "forwarding is off: QUIC over IPv6 is lost instead of refused, so that speakers wait before"
                                        + " they take TCP, and no other device gets through this box",
                                "sysctl -w net.ipv6.conf.all.forwarding=1, and in /etc/sysctl.d to keep it"));
    }

    /** The stricter of the setting for all and of that for the interface counts; 2 is loose and beats 1 (ip-sysctl). */
    Diagnosis reversePath() {
        int all = box.number(V4 + "conf/all/rp_filter").orElse(0);
        List<String> strict = new ArrayList<>();
        for (String name : interfaces) {
            if (Math.max(all, box.number(V4 + "conf/" + name + "/rp_filter").orElse(0)) == STRICT) {
                strict.add(name);
            }
        }
        if (strict.isEmpty()) {
            return Diagnosis.ok("rp_filter", "not strict where speakers are");
        }
        String first = strict.get(0);
        return Diagnosis.warn(
                "rp_filter",
                "is strict on " + String.join(", ", strict)
                        + ": packets of speakers whose way back is by another interface are dropped",
                "sysctl -w net.ipv4.conf." + first.replace('.', '/') + ".rp_filter=2");
    }
}
