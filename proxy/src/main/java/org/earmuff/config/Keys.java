package org.earmuff.config;

import static java.util.Map.entry;

import java.util.List;
import java.util.Map;

/** Which keys there are. Anything else is a problem, for a key that is passed over in silence is a rule that is not kept. */
final class Keys {

    private static final Map<String, List<String>> KNOWN = Map.ofEntries(
            entry(
                    "",
                    List.of(
                            "schema",
                            "household",
                            "state",
                            "listen",
                            "lan",
                            "speakers",
                            "unknown-devices",
                            "clock-unsynced",
                            "quic",
                            "calls",
                            "rules",
                            "expect",
                            "mute",
                            "notify",
                            "ledger",
                            "admin")),
            entry("household", List.of("name", "timezone")),
            entry("listen", List.of("tproxy", "socks", "connect", "admin")),
            entry("lan", List.of("interfaces")),
            entry("speakers[]", List.of("name", "room", "match", "profile", "groups")),
            entry(
                    "rules[]",
                    List.of(
                            "name",
                            "speakers",
                            "when",
                            "hours",
                            "budget",
                            "longest-upload",
                            "rate",
                            "burst",
                            "refuse-names",
                            "refuse",
                            "mode")),
            entry("mute", List.of("style", "file", "button", "mqtt")),
            entry("mute.button", List.of("device", "key", "scope", "press")),
            entry("mute.mqtt", List.of("broker", "user", "password", "ca", "discovery")),
            entry("notify[]", List.of("url", "on", "long", "away")),
            entry("ledger", List.of("keep", "max-size", "url")),
            entry("admin", List.of("allow", "names", "tls")),
            entry("admin.tls", List.of("certificate", "key")));

    /** What a file in {@code rules.d} may hold. */
    private static final List<String> MORE = List.of("speakers", "rules", "expect");

    private final Problems problems;
    private final boolean main;

    private Keys(Problems problems, boolean main) {
        this.problems = problems;
        this.main = main;
    }

    /**
     * Notes every key that is not known where it stands.
     *
     * @param main whether it is the configuration file, not one in {@code rules.d}
     */
    static void check(Node.Mapping root, boolean main, Problems problems) {
        new Keys(problems, main).walk(root, "", "");
    }

    /** Whether a file has keys that only a whole configuration has. One that cannot be read has none. */
    static boolean whole(FileText text) {
        Node.Mapping root = Marked.read(text.text(), "", new Problems(text.file()));
        return root != null
                && root.entries().keySet().stream()
                        .anyMatch(key -> !MORE.contains(key)
                                && KNOWN.getOrDefault("", List.of()).contains(key));
    }

    private void walk(Node node, String path, String pattern) {
        if (node instanceof Node.Mapping mapping) {
            List<String> known = KNOWN.get(pattern);
            if (known == null) {
                // A group of keys where a value belongs: whoever reads the value says so.
                return;
            }
            String dot = path.isEmpty() ? "" : ".";
            mapping.entries().forEach((key, entry) -> {
                if (!main && path.isEmpty() && known.contains(key) && !MORE.contains(key)) {
                    problems.add(
                            entry.line(),
                            key,
                            null,
                            "belongs in the configuration file; a file in rules.d holds speakers, rules and expect");
                } else if (known.contains(key)) {
                    walk(entry.value(), path + dot + key, pattern + dot + key);
                } else {
                    refuse(entry.line(), path + dot + key, key, known);
                }
            });
        } else if (node instanceof Node.Sequence list) {
            for (int i = 0; i < list.items().size(); i++) {
                walk(list.items().get(i), path + "[" + i + "]", pattern + "[]");
            }
        }
    }

    private void refuse(int line, String path, String key, List<String> all) {
        List<String> known = main || !path.equals(key) ? all : MORE;
        String near = Nearest.of(key, known);
        problems.add(
                line,
                path,
                null,
                "is not a key; "
                        + (near != null
                                ? "did you mean \"" + near + "\"?"
                                : "here can be " + String.join(", ", known)));
    }
}
