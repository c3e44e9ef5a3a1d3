package org.earmuff.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;

/**
 * What is different in one configuration from another, for people.
 *
 * @param inForce what takes effect at once, a phrase each, such as {@code rule day-time changed}
 * @param atStart what is not in force yet: keys such as {@code listen}, which are read at a start, and what the kernel is to be told
 */
public record Changes(List<String> inForce, List<String> atStart) {

    public Changes {
        inForce = List.copyOf(inForce);
        atStart = List.copyOf(atStart);
    }

    /**
     * Compares.
     *
     * @param started what the appliance started with, which is what its ports and folders still are
     * @param before what is in force
     */
    public static Changes between(Configuration started, Configuration before, Configuration next) {
        List<String> inForce = new ArrayList<>();
        differ(inForce, "speaker", before.speakers(), next.speakers(), SpeakerDef::name, s -> s);
        differ(
                inForce,
                "rule",
                before.rules().rules(),
                next.rules().rules(),
                r -> r.ref().name(),
                Changes::said);
        note(
                inForce,
                "household.name",
                before.household().name(),
                next.household().name());
        note(inForce, "household.timezone", before.rules().zone(), next.rules().zone());
        note(
                inForce,
                "unknown-devices",
                before.rules().unknownDevices(),
                next.rules().unknownDevices());
        note(
                inForce,
                "clock-unsynced",
                before.rules().clockUnsynced(),
                next.rules().clockUnsynced());
        note(
                inForce,
                "mute.file",
                before.muteSources().file(),
                next.muteSources().file());
        note(
                inForce,
                "mute.button",
                before.muteSources().button(),
                next.muteSources().button());
        note(
                inForce,
                "mute.mqtt",
                before.muteSources().mqtt(),
                next.muteSources().mqtt());
        note(inForce, "mute.style", before.muteStyle(), next.muteStyle());
        note(inForce, "notify", before.notices(), next.notices());
        note(inForce, "ledger", before.account(), next.account());
        note(inForce, "admin.allow", before.admin().allow(), next.admin().allow());
        note(inForce, "admin.names", before.admin().names(), next.admin().names());
        note(inForce, "admin.tls", before.admin().tls(), next.admin().tls());
        note(inForce, "quic", before.udp().relaysQuic(), next.udp().relaysQuic());
        note(inForce, "calls", before.udp().calls(), next.udp().calls());
        List<String> atStart = new ArrayList<>();
        keys(atStart, "state", started.state(), next.state());
        keys(atStart, "listen", started.listen(), next.listen());
        if (next.listen().tproxy().isPresent()) {
            keys(atStart, "redirection by the kernel (earmuff firewall apply)", redirected(started), redirected(next));
        }
        return new Changes(inForce, atStart);
    }

    /** What the kernel is told of. */
    private static Object redirected(Configuration c) {
        boolean calls = !(c.udp().calls() instanceof Verdict.Refuse);
        return List.of(
                c.lanInterfaces(),
                c.udp().relaysQuic(),
                calls,
                c.speakers().stream().map(SpeakerDef::match).toList());
    }

    /** A rule without its place, which moves when lines are put in above it. */
    private static Object said(Rule rule) {
        RuleRef nowhere = new RuleRef(rule.ref().name(), "", 0);
        return new Rule(
                nowhere,
                rule.speakers(),
                rule.when(),
                rule.hours(),
                rule.rate(),
                rule.budgets(),
                rule.longestUpload(),
                rule.refuseNames(),
                rule.refuse(),
                rule.shadow());
    }

    private static <T> void differ(
            List<String> phrases,
            String what,
            List<T> before,
            List<T> next,
            Function<T, String> name,
            Function<T, Object> content) {
        Map<String, Object> left = new LinkedHashMap<>();
        before.forEach(b -> left.put(name.apply(b), content.apply(b)));
        for (T one : next) {
            Object was = left.remove(name.apply(one));
            if (was == null) {
                phrases.add(what + " " + name.apply(one) + " added");
            } else if (!was.equals(content.apply(one))) {
                phrases.add(what + " " + name.apply(one) + " changed");
            }
        }
        left.keySet().forEach(gone -> phrases.add(what + " " + gone + " removed"));
    }

    private static void note(List<String> phrases, String key, Object before, Object next) {
        if (!Objects.equals(before, next)) {
            phrases.add(key + " changed");
        }
    }

    private static void keys(List<String> keys, String key, Object started, Object next) {
        if (!Objects.equals(started, next)) {
            keys.add(key);
        }
    }
}
