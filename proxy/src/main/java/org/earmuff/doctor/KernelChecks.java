package org.earmuff.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** What the kernel and its tools must be able to do. */
final class KernelChecks {

    private static final Map<String, String> PACKAGES = Map.of("nft", "nftables", "ip", "iproute2");
    private static final int OLDEST_MAJOR = 5;
    private static final int NET_ADMIN = 12;
    private static final String PROBE = """
            table inet earmuff_doctor {
            	chain probe {
            		type filter hook prerouting priority mangle;
            		%s
            	}
            }
            """;

    private final Box box;

    KernelChecks(Box box) {
        this.box = box;
    }

    List<Diagnosis> all() {
        List<Diagnosis> found = new ArrayList<>();
        found.add(kernel());
        found.add(privilege());
        boolean programs = true;
        for (String program : List.of("nft", "ip")) {
            if (!box.has(program)) {
                programs = false;
                found.add(Diagnosis.fail(
                        program, "is not installed", "apt-get install " + PACKAGES.getOrDefault(program, program)));
            }
        }
        if (programs) {
            found.add(Diagnosis.ok("programs", "nft and ip are installed"));
        }
        if (box.has("nft")) {
            found.add(module("nft_tproxy", "meta l4proto tcp tproxy ip to :1", "handing connections over"));
            found.add(module("nft_fib_inet", "fib daddr type local accept", "telling this box's addresses"));
        }
        return found;
    }

    Diagnosis kernel() {
        String release = box.read("/proc/sys/kernel/osrelease").orElse("");
        String major = release.replaceFirst("\\..*", "");
        if (!major.matches("[0-9]{1,3}")) {
            return Diagnosis.warn("kernel", "could not tell its version", "uname -r");
        }
        return Integer.parseInt(major) < OLDEST_MAJOR
                ? Diagnosis.fail("kernel", release + " is older than 5.0", "apt-get install linux-image-amd64")
                : Diagnosis.ok("kernel", release);
    }

    Diagnosis privilege() {
        boolean admin = box.read("/proc/self/status")
                .flatMap(status -> status.lines()
                        .filter(line -> line.startsWith("CapEff:"))
                        .findFirst())
                .map(line -> line.substring("CapEff:".length()).strip())
                .filter(bits -> bits.matches("[0-9a-fA-F]{1,16}"))
                .map(bits -> (Long.parseUnsignedLong(bits, 16) >>> NET_ADMIN & 1) == 1)
                .orElse(false);
        return admin
                ? Diagnosis.ok("privilege", "may look at and set the firewall (CAP_NET_ADMIN)")
                : Diagnosis.warn(
                        "privilege",
                        "may not look at the firewall, so some of what follows is not known",
                        "sudo earmuff doctor");
    }

    Diagnosis module(String name, String rule, String purpose) {
        Box.Said said = box.run(PROBE.formatted(rule), "nft", "-c", "-f", "-");
        if (said.ok()) {
            return Diagnosis.ok(name, "there, for " + purpose);
        }
        if (said.forbidden()) {
            return Diagnosis.hidden(name);
        }
        return Diagnosis.fail(
                name,
                "the kernel does not take a rule for " + purpose,
                "modprobe " + name + " (in a container: on the host; OpenWrt: opkg install kmod-nft-tproxy)");
    }
}
