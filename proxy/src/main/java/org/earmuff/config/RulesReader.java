package org.earmuff.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.jspecify.annotations.Nullable;

/** Reads {@code rules}, against the speakers that there are. */
final class RulesReader {

    private final SpeakersReader speakers;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Section> names = new HashMap<>();

    RulesReader(List<Section> roots, SpeakersReader speakers) {
        this.speakers = speakers;
        roots.forEach(root -> root.sections("rules").forEach(this::rule));
    }

    /** Whole rules only; of a broken one there is a problem. */
    List<Rule> rules() {
        return rules;
    }

    private void rule(Section section) {
        String name = name(section);
        RuleReader content = new RuleReader(section, speakers);
        if (name != null && content.whole()) {
            rules.add(content.rule(new RuleRef(name, section.file(), section.line())));
        }
    }

    private @Nullable String name(Section section) {
        if (!section.has("name")) {
            section.missing("name", "write one like name: day-time");
        }
        Value value = section.value("name");
        String name = value == null ? null : value.as(Words::name);
        if (value != null && name != null) {
            Section before = names.putIfAbsent(name, section);
            if (before != null) {
                value.problem("is the name of the rule in " + section.place(before.file(), before.lineOf("name"))
                        + " already; choose another");
            }
        }
        return name;
    }
}
