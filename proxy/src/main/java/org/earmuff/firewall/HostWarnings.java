package org.earmuff.firewall;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Settings of the box, not ours to change, that spoil what the firewall does. */
final class HostWarnings {

    private final Programs programs;
    private final Routing routing;

    HostWarnings(Programs programs, Routing routing) {
        this.programs = programs;
        this.routing = routing;
    }

    /** Empty where all is well. */
    List<Finding> of(FirewallSettings settings) throws FirewallException {
        List<Finding> warnings = new ArrayList<>();
        List<String> waysOut = routing.interfacesOfDefaultRoutes();
        for (String name : settings.interfaces()) {
            Path device = Path.of("/sys/class/net", name);
            if (!Files.exists(device)) {
                warnings.add(Finding.warning(
                        "the interface " + name + " (lan.interfaces) does not exist yet",
                        "the rules will act on it as soon as it does; if it never will, correct the name (ip link)"));
            } else if (Files.isDirectory(device.resolve("bridge"))
                    && isOn("/proc/sys/net/bridge/bridge-nf-call-iptables")) {
                warnings.add(Finding.warning(
                        "net.bridge.bridge-nf-call-iptables is 1 (Docker sets it), so the bridge " + name
                                + " hands redirected packets to nobody and speakers are cut off",
                        "sysctl -w net.bridge.bridge-nf-call-iptables=0 net.bridge.bridge-nf-call-ip6tables=0, and in"
                                + " /etc/sysctl.d to keep it"));
            }
            if (waysOut.contains(name) && sendsRedirects(name)) {
                warnings.add(Finding.warning(
                        "speakers and the way out share " + name + ", and the kernel spends on redirects (which"
                                + " Earmuff stops) what it grants for refusals, so QUIC is refused late",
                        "sysctl -w net.ipv4.conf.all.send_redirects=0 net.ipv4.conf." + name
                                + ".send_redirects=0, and in /etc/sysctl.d to keep it"));
            }
        }
        if (programs.run("", "nft", "list", "flowtables").out().contains("flowtable")) {
            warnings.add(Finding.warning(
                    "this router hands open connections to a flowtable, past every rule, so that those which speakers"
                            + " had open before go on until they end",
                    "restart the speakers once, or run conntrack -D -s ADDRESS"));
        }
        return warnings;
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
