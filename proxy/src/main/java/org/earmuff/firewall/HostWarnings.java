package org.earmuff.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Settings of the box, not ours to change, that spoil what the firewall does. */
final class HostWarnings {

    private final Programs programs;
    private final Routing routing;

    HostWarnings(Programs programs, Routing routing) {
        this.programs = programs;
        this.routing = routing;
    }

    /** Each with its remedy; empty where all is well. */
    List<HostProblem> of(FirewallSettings settings) throws FirewallException {
        List<HostProblem> problems = new ArrayList<>();
        List<String> waysOut = routing.interfacesOfDefaultRoutes();
        for (String name : settings.interfaces()) {
            cutOff(name).ifPresent(problems::add);
            if (waysOut.contains(name) && sendsRedirects(name)) {
                problems.add(new HostProblem(
                        "send_redirects",
                        false,
                        "speakers and the way out share " + name + ", and the kernel spends on redirects (which"
                                + " Earmuff stops) what it grants for refusals, so QUIC is refused late",
                        "sysctl -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf." + name
                                + ".send_redirects=0, and in /etc/sysctl.d to keep it"));
            }
        }
        if (programs.run("", "nft", "list", "flowtables").out().contains("flowtable")) {
            problems.add(new HostProblem(
                    "flow offload",
                    false,
                    "this router hands open connections to a flowtable, past every rule, so that those which speakers"
                            + " had open before go on until they end",
                    "restart the speakers once, or run conntrack -D -s ADDRESS"));
        }
        return problems;
    }

    /** Why nothing of the speakers behind an interface arrives; files alone are looked at, so it may be asked often. */
    static Optional<HostProblem> cutOff(String name) {
        Path device = Path.of("/sys/class/net", name);
        if (!Files.exists(device)) {
            return Optional.of(new HostProblem(
                    "interface " + name,
                    false,
                    "the interface " + name + " (lan.interfaces) does not exist yet",
                    "the rules will act on it as soon as it does; if it never will, correct the name (ip link)"));
        }
        if (Files.isDirectory(device.resolve("bridge")) && isOn("/proc/sys/net/bridge/bridge-nf-call-iptables")) {
            return Optional.of(new HostProblem(
                    "bridge " + name,
                    true,
                    "net.bridge.bridge-nf-call-iptables is 1 (Docker sets it), so the bridge " + name
                            + " hands redirected packets to nobody and speakers are cut off",
                    "sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0, and in"
                            + " /etc/sysctl.d to keep it"));
        }
        return Optional.empty();
    }

    private static boolean sendsRedirects(String name) {
        return isOn("/proc/sys/net/ipv4/conf/all/send_redirects")
                || isOn("/proc/sys/net/ipv4/conf/" + name + "/send_redirects");
    }

    private static boolean isOn(String setting) {
        Path file = Path.of(setting);
        try {
            return Files.exists(file) && Files.readString(file).strip().equals("1");
        } catch (IOException e) {
            return false;
        }
    }
}
