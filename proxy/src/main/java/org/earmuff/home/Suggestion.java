package org.earmuff.home;

import java.text.Normalizer;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What to write into a configuration for speakers that were found. */
public final class Suggestion {

    private static final int LONGEST = 24;

    /** Words that the configuration has a meaning for. */
    private static final Set<String> RESERVED = Set.of("all", "unknown");

    private Suggestion() {}

    /**
     * Entries of the list {@code speakers}, two spaces in, ready to be pasted.
     *
     * @param taken names that are speakers' already
     * @return empty where there is nothing to add
     */
    public static String entries(List<Finding> findings, Set<String> taken) {
        Set<String> names = new HashSet<>(taken);
        names.addAll(RESERVED);
        StringBuilder yaml = new StringBuilder();
        for (Finding finding : findings) {
            List<String> match = finding.match();
            if (finding.isNew() && !match.isEmpty()) {
                yaml.append("  - name: ")
                        .append(name(finding, names))
                        .append("  # ")
                        .append(String.join("; ", finding.why()))
                        .append("\n    match: [\"")
                        .append(String.join("\", \"", match))
                        .append("\"]\n    profile: ")
                        .append(finding.profile())
                        .append('\n');
            }
        }
        return yaml.toString();
    }

    /**
     * A whole configuration for a house that has none yet.
     *
     * @param interfaces where the speakers were found; at least one
     */
    public static String whole(String entries, List<String> interfaces) {
        return """
                schema: 1
                household:
                  name: Our home
                lan:
                  interfaces: [%s]
                speakers:
                %s""".formatted(String.join(", ", interfaces), entries);
    }

    private static String name(Finding finding, Set<String> taken) {
        return nameOf(finding.name().isEmpty() ? String.valueOf(finding.profile()) : finding.name(), taken);
    }

    /** A name for a speaker after what people call it or its room: letters without their accents, digits and hyphens. */
    public static String nameOf(String called, Set<String> taken) {
        String text = Normalizer.normalize(called, Normalizer.Form.NFD).replaceAll("\\p{M}", "");
        String plain =
                text.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-").replaceAll("^-+|-+$", "");
        String base = plain.substring(0, Math.min(LONGEST, plain.length())).replaceAll("-+$", "");
        if (base.isEmpty() || !Character.isLetter(base.charAt(0))) {
            base = "speaker" + (base.isEmpty() ? "" : "-" + base);
        }
        String name = base;
        for (int i = 2; RESERVED.contains(name) || !taken.add(name); i++) {
            name = base + "-" + i;
        }
        return name;
    }
}
