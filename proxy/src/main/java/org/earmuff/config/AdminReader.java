package org.earmuff.config;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earmuff.home.Cidr;

/** Reads {@code admin}: who may use the dashboard. */
final class AdminReader {

    private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));

    private AdminReader() {}

    static Admin read(Section root, InetSocketAddress listen) {
        Section section = root.section("admin");
        boolean tlsSaid = section != null && section.has("tls");
        boolean broken = section == null && root.has("admin");
        if (!tlsSaid && !broken && !listen.getAddress().isLoopbackAddress()) {
            (section == null ? root : section)
                    .missing(
                            section == null ? "admin.tls" : "tls",
                            "listen.admin can be reached from other machines and this version has no TLS: write tls: off"
                                    + " below admin to have it so, or listen on 127.0.0.1");
        }
        if (section == null) {
            return new Admin(LOOPBACK, Set.of());
        }
        section.value("tls", AdminReader::tls, "off");
        List<Cidr> allow = new ArrayList<>();
        for (Value value : section.values("allow")) {
            Cidr block = value.as(Cidr::parse);
            if (block != null) {
                allow.add(block);
            }
        }
        Set<String> names = new LinkedHashSet<>();
        for (Value value : section.valuesIfAny("names")) {
            String name = value.as(Words::hostName);
            if (name != null) {
                names.add(name);
            }
        }
        return new Admin(section.has("allow") ? allow : LOOPBACK, names);
    }

    private static String tls(String text) {
        if (!text.equals("off")) {
            throw new IllegalArgumentException("is known, but this version does not enforce it yet; write off");
        }
        return text;
    }
}
