package org.earmuff.config;

import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earmuff.home.Cidr;
import org.earmuff.tls.PemPair;
import org.earmuff.tls.PemPair.BadPemException;
import org.earmuff.tls.TlsMode;
import org.jspecify.annotations.Nullable;

/** Reads {@code admin}: who may use the dashboard, and how it is encrypted. */
final class AdminReader {

    private static final List<Cidr> LOOPBACK = List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));

    private AdminReader() {}

    /** @param now where the configuration is to come into force: then a certificate has to be there and valid; else null */
    static Admin read(Section root, InetSocketAddress listen, @Nullable Instant now) {
        Section section = root.section("admin");
        TlsMode usual = listen.getAddress().isLoopbackAddress() ? new TlsMode.Off() : new TlsMode.Auto();
        if (section == null) {
            return new Admin(LOOPBACK, Set.of(), usual);
        }
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
        TlsMode tls = tls(section, now);
        return new Admin(section.has("allow") ? allow : LOOPBACK, names, tls == null ? usual : tls);
    }

    private static @Nullable TlsMode tls(Section admin, @Nullable Instant now) {
        if (!admin.isGroup("tls")) {
            return admin.value("tls", AdminReader::word, null);
        }
        Section section = admin.section("tls");
        if (section == null) {
            return null;
        }
        Path certificate = file(section, "certificate", "/etc/earmuff/tls.crt");
        Path key = file(section, "key", "/etc/earmuff/tls.key");
        if (certificate == null || key == null) {
            return null;
        }
        if (now != null) {
            check(section, certificate, key, now);
        }
        return new TlsMode.Files(certificate, key);
    }

    private static @Nullable Path file(Section section, String key, String example) {
        if (!section.has(key)) {
            section.missing(key, "name the file in PEM with it, like " + example);
        }
        return section.value(key, text -> Words.file(text, example), null);
    }

    private static void check(Section section, Path certificate, Path key, Instant now) {
        try {
            PemPair.read(certificate, key).requireValid(now);
        } catch (BadPemException e) {
            section.problem(e.aboutKey() ? "key" : "certificate", String.valueOf(e.getMessage()));
        }
    }

    private static TlsMode word(String text) {
        return switch (text) {
            case "auto" -> new TlsMode.Auto();
            case "off" -> new TlsMode.Off();
            default ->
                throw new IllegalArgumentException(
                        "is neither auto nor off; write one of them, or certificate: and key: below tls");
        };
    }
}
