package org.earmuff.firewall;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;

/**
 * Compares the table in force with the one that a configuration makes, as the kernel tells of both: only it knows how nft
 * writes a rule. To hear of the second one it is loaded under another name, dormant, so that no packet ever meets it, and
 * taken away again.
 *
 * <p>Handles, counters, and what the kernel notes in sets by itself are no differences.
 */
final class TableCheck {

    static final String TABLE = "earmuff";
    /** Dormant, and there for as long as it takes to be listed. */
    static final String TRIAL = "earmuff_check";

    private static final Set<String> NOT_COMPARED = Set.of("handle", "index", "table");

    private final Programs programs;

    TableCheck(Programs programs) {
        this.programs = programs;
    }

    /**
     * What is different, each as a clause; empty where nothing is.
     *
     * @throws FirewallException if the kernel cannot be asked; a missing table is a difference
     */
    List<String> differences(String ruleset) throws FirewallException {
        Programs.Answer there = programs.run("", "nft", "list", "table", "inet", TABLE);
        if (!there.ok() && there.err().contains("No such file")) {
            return List.of("the table inet earmuff is missing: speakers go past Earmuff, and no mute stops them");
        }
        TableListing actual = TableListing.read(programs, TABLE);
        TableListing wanted = trial(ruleset);
        List<String> differences = new ArrayList<>();
        if (actual.things("table").stream().anyMatch(table -> table.keys().contains("flags"))) {
            differences.add("the table inet earmuff is switched off (dormant)");
        }
        named("set", wanted, actual, differences);
        named("chain", wanted, actual, differences);
        rules(wanted, actual, differences);
        for (String kind : List.of("map", "flowtable", "counter", "quota", "limit", "ct helper")) {
            actual.things(kind)
                    .forEach(thing -> differences.add("a " + kind + " " + thing.get("name") + " is not ours"));
        }
        return differences;
    }

    private TableListing trial(String ruleset) throws FirewallException {
        String text = ruleset.replace("table inet " + TABLE + "\n", "table inet " + TRIAL + "\n")
                .replace("table inet " + TABLE + " {\n", "table inet " + TRIAL + " {\n\tflags dormant\n\n");
        Programs.Answer loaded = programs.run(text, "nft", "-f", "-");
        if (!loaded.ok()) {
            throw new FirewallException("nftables refused to load the wanted table for comparison: "
                    + loaded.err().strip() + "\n" + Remedy.forNft(loaded.err(), true, true));
        }
        try {
            return TableListing.read(programs, TRIAL);
        } finally {
            programs.run("", "nft", "delete", "table", "inet", TRIAL);
        }
    }

    private static void named(String kind, TableListing wanted, TableListing actual, List<String> differences) {
        Map<String, JsonObject> theirs = byName(actual.things(kind));
        for (JsonObject want : wanted.things(kind)) {
            String name = String.valueOf(want.get("name"));
            JsonObject have = theirs.remove(name);
            if (have == null) {
                differences.add("the " + kind + " " + name + " is missing");
            } else if (!plain(want, "elem").equals(plain(have, "elem"))) {
                differences.add("the " + kind + " " + name + " is another one: " + plain(have, "elem") + " instead of "
                        + plain(want, "elem"));
            } else if (!isNotedByTheKernel(want)) {
                elements(name, want, have, differences);
            }
        }
        theirs.keySet().forEach(name -> differences.add("the " + kind + " " + name + " is not ours"));
    }

    private static Map<String, JsonObject> byName(List<JsonObject> things) {
        Map<String, JsonObject> named = new LinkedHashMap<>();
        things.forEach(thing -> named.put(String.valueOf(thing.get("name")), thing));
        return named;
    }

    private static boolean isNotedByTheKernel(JsonObject set) {
        return set.get("timeout") != null;
    }

    private static void elements(String name, JsonObject want, JsonObject have, List<String> differences) {
        Set<String> missing = texts(want.get("elem"));
        Set<String> foreign = texts(have.get("elem"));
        Set<String> both = new TreeSet<>(missing);
        both.retainAll(foreign);
        missing.removeAll(both);
        foreign.removeAll(both);
        if (!missing.isEmpty()) {
            differences.add("the set " + name + " lacks " + String.join(", ", missing));
        }
        if (!foreign.isEmpty()) {
            differences.add("the set " + name + " holds " + String.join(", ", foreign)
                    + ", of which the configuration knows nothing");
        }
    }

    private static Set<String> texts(@Nullable Object elements) {
        Set<String> texts = new TreeSet<>();
        if (elements instanceof List<?> list) {
            list.forEach(element -> texts.add(text(element)));
        }
        return texts;
    }

    private static String text(@Nullable Object element) {
        if (element instanceof JsonObject holder && holder.get("prefix") instanceof JsonObject prefix) {
            return prefix.get("addr") + "/" + prefix.get("len");
        }
        return element instanceof String s ? s : Json.write(element);
    }

    private static void rules(TableListing wanted, TableListing actual, List<String> differences) {
        Map<String, List<String>> wantedRules = rulesByChain(wanted);
        Map<String, List<String>> actualRules = rulesByChain(actual);
        wantedRules.forEach((chain, rules) -> {
            List<String> have = actualRules.getOrDefault(chain, List.of());
            if (!rules.equals(have)) {
                int missing = without(rules, have).size();
                int foreign = without(have, rules).size();
                differences.add("the chain " + chain + ": "
                        + (missing + foreign == 0
                                ? "its rules are in another order"
                                : missing + " of " + rules.size() + " rules missing or changed, " + foreign
                                        + " that are not ours"));
            }
        });
    }

    private static Map<String, List<String>> rulesByChain(TableListing listing) {
        Map<String, List<String>> rules = new LinkedHashMap<>();
        for (JsonObject chain : listing.things("chain")) {
            rules.put(String.valueOf(chain.get("name")), new ArrayList<>());
        }
        for (JsonObject rule : listing.things("rule")) {
            Objects.requireNonNull(rules.get(String.valueOf(rule.get("chain")))).add(plain(rule, ""));
        }
        return rules;
    }

    private static List<String> without(List<String> all, List<String> others) {
        List<String> rest = new ArrayList<>(all);
        others.forEach(rest::remove);
        return rest;
    }

    private static String plain(JsonObject thing, String but) {
        return Json.write(stripped(thing, but));
    }

    /** Without what tells nothing: its fields at the top that are not compared, and at any depth what was counted. */
    private static @Nullable Object stripped(@Nullable Object value, String but) {
        if (value instanceof JsonObject object) {
            JsonObject copy = new JsonObject();
            for (String key : object.keys()) {
                if (key.equals("counter")) {
                    copy.put(key, null);
                } else if (!NOT_COMPARED.contains(key) && !key.equals(but)) {
                    copy.put(key, stripped(object.get(key), ""));
                }
            }
            return copy;
        }
        if (value instanceof List<?> list) {
            return list.stream().map(item -> stripped(item, "")).toList();
        }
        return value;
    }
}
