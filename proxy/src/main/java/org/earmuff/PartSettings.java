package org.earmuff;

import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.admin.AdminSettings;
import org.earmuff.config.Configuration;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ledger.LedgerLimits;
import org.earmuff.notify.Receiver;
import org.earmuff.notify.Topic;
import org.earmuff.rules.Rule;

/** What a configuration means to each part, in the part's own terms. */
final class PartSettings {

    private PartSettings() {}

    static AdminSettings adminSettings(Configuration c) {
        return new AdminSettings(
                c.listen().admin(),
                c.admin().allow(),
                c.admin().names(),
                c.household().name(),
                c.household().timezone(),
                c.muteStyle(),
                c.admin().tls());
    }

    /** Each speaker's room, by its name. */
    static Map<String, String> rooms(Configuration c) {
        Map<String, String> rooms = new HashMap<>();
        for (SpeakerDef speaker : c.speakers()) {
            rooms.put(speaker.name(), speaker.room());
        }
        return rooms;
    }

    /** The names of the rules that are asked and counted only. */
    static Set<String> shadowRules(Configuration c) {
        return c.rules().rules().stream()
                .filter(Rule::shadow)
                .map(rule -> rule.ref().name())
                .collect(Collectors.toSet());
    }

    static LedgerLimits limits(Configuration c) {
        return new LedgerLimits(c.account().keep(), c.account().maxSize());
    }

    static List<Receiver> receivers(Configuration c) {
        return c.notices().stream()
                .map(n -> new Receiver(
                        n.url(), n.on().stream().map(Topic::of).collect(Collectors.toSet()), n.longUpload(), n.away()))
                .toList();
    }

    /** For a log line or an address bar. */
    static String text(InetSocketAddress address) {
        String host = address.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + address.getPort();
    }
}
