package org.earmuff.doctor;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;

/** Whether speakers' packets come to Earmuff, and who else is about them. */
final class FirewallChecks {

    /** A statement of nft's own, or a target of iptables-nft. */
    private static final Pattern TARGET = Pattern.compile(
            "\\{\"(tproxy|redirect|dnat)\":|\"xt\":\\{\"type\":\"target\",\"name\":\"(TPROXY|REDIRECT|DNAT)\"");

    private static final Pattern DNS = Pattern.compile("\"dport\"\\}\\},\"right\":53\\b");
    private static final String OURS = "earmuff";
    private static final int MOST_NAMED = 4;

    private final Box box;

    FirewallChecks(Box box) {
        this.box = box;
    }

    /** @param missing what {@code Firewall.missing} said */
    List<Diagnosis> all(Optional<String> missing, boolean configured) {
        List<Diagnosis> found = new ArrayList<>();
        if (!configured) {
            found.add(Diagnosis.warn("firewall", "nothing is to be redirected yet", "write a configuration first"));
        } else if (box.run("", "nft", "list", "tables").forbidden()) {
            found.add(missing.isPresent() ? missing() : Diagnosis.hidden("firewall"));
        } else {
            found.add(missing.isPresent() ? missing() : Diagnosis.ok("firewall", "speakers are handed to Earmuff"));
        }
        found.addAll(others());
        legacy().ifPresent(found::add);
        return found;
    }

    private static Diagnosis missing() {
        return Diagnosis.fail(
                "firewall", "is not in place: speakers go past Earmuff", "earmuff firewall apply (as root)");
    }

    private List<Diagnosis> others() {
        Box.Said said = box.run("", "nft", "-j", "list", "ruleset");
        if (!said.ok()) {
            return List.of(
                    said.forbidden()
                            ? Diagnosis.hidden("other firewalls")
                            : Diagnosis.warn("other firewalls", "could not look", "nft list ruleset"));
        }
        return List.of(others(said.out()));
    }

    /** What others do with packets that Earmuff wants, by the JSON of {@code nft -j list ruleset}. */
    static Diagnosis others(String ruleset) {
        Set<String> where = new LinkedHashSet<>();
        try {
            for (JsonObject item : Json.readObject(ruleset).objects("nftables")) {
                JsonObject rule = item.object("rule");
                if (rule == null || OURS.equals(rule.text("table"))) {
                    continue;
                }
                String chain = String.valueOf(rule.text("chain"));
                String text = rule.toString();
                Optional<String> target = target(text);
                // Docker's are for its own published ports, and another resolver for the house is none of ours.
                if (target.isPresent()
                        && !chain.startsWith("DOCKER")
                        && !DNS.matcher(text).find()) {
                    where.add(target.get() + " in table " + rule.text("family") + " " + rule.text("table") + ", chain "
                            + chain);
                }
            }
        } catch (JsonException e) {
            return Diagnosis.warn("other firewalls", "could not read nft's answer", "nft list ruleset");
        }
        if (where.isEmpty()) {
            return Diagnosis.ok("other firewalls", "no other table redirects connections");
        }
        return Diagnosis.warn(
                "other firewalls",
                "another tool redirects connections, perhaps speakers' before Earmuff: "
                        + String.join("; ", where.stream().limit(MOST_NAMED).toList()),
                "except the speakers there; look with: nft list ruleset");
    }

    private static Optional<String> target(String rule) {
        Matcher target = TARGET.matcher(rule);
        return target.find()
                ? Optional.of(Objects.requireNonNullElse(target.group(1), target.group(2))
                        .toLowerCase(Locale.ROOT))
                : Optional.empty();
    }

    private Optional<Diagnosis> legacy() {
        String tables = box.read("/proc/net/ip_tables_names").orElse("");
        if (tables.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(Diagnosis.warn(
                "iptables-legacy",
                "has tables in use (" + String.join(", ", tables.lines().toList())
                        + "), which nft does not show: rules there may redirect or drop speakers' packets",
                "iptables-legacy-save"));
    }
}
