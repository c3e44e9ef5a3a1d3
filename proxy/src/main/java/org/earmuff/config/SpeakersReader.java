package org.earmuff.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.earmuff.home.Matcher;
import org.earmuff.home.SpeakerDef;

/** Reads {@code speakers}. Also keeps every name, group and room that was meant, so that one broken speaker does not break the rules about it. */
final class SpeakersReader {

    private final List<SpeakerDef> speakers = new ArrayList<>();
    private final Map<String, Section> names = new HashMap<>();
    private final Map<Matcher, Value> matches = new HashMap<>();
    private final Set<String> groups = new HashSet<>();
    private final Set<String> rooms = new HashSet<>();
    private final List<Value> groupValues = new ArrayList<>();

    SpeakersReader(List<Section> roots) {
        roots.forEach(root -> root.sections("speakers").forEach(this::speaker));
        for (Value group : groupValues) {
            if (names.containsKey(group.text())) {
                group.problem("is a speaker's name too, so that rules could mean either; rename one of the two");
            }
        }
    }

    List<SpeakerDef> speakers() {
        return speakers;
    }

    Set<String> names() {
        return names.keySet();
    }

    Set<String> groups() {
        return groups;
    }

    Set<String> rooms() {
        return rooms;
    }

    private void speaker(Section section) {
        String name = name(section);
        String room = section.value("room", Words::title, "");
        String profile = section.value("profile", Words::profile, "generic");
        Set<String> own = groups(section);
        List<Matcher> match = match(section);
        if (room != null && !room.isEmpty()) {
            rooms.add(room);
        }
        speakers.add(new SpeakerDef(
                name,
                Objects.requireNonNullElse(room, ""),
                own,
                Objects.requireNonNullElse(profile, "generic"),
                match));
    }

    private String name(Section section) {
        if (!section.has("name")) {
            section.missing("name", "write one like name: kitchen");
        }
        Value value = section.value("name");
        String name = value == null ? null : value.as(Words::ownName);
        if (value == null || name == null) {
            return "";
        }
        Section before = names.putIfAbsent(name, section);
        if (before != null) {
            value.problem("is the name of the speaker in " + section.place(before.file(), before.lineOf("name"))
                    + " already; choose another");
        }
        return name;
    }

    private Set<String> groups(Section section) {
        Set<String> own = new LinkedHashSet<>();
        for (Value value : section.valuesIfAny("groups")) {
            String group = value.as(Words::ownName);
            if (group != null) {
                own.add(group);
                groupValues.add(value);
            }
        }
        groups.addAll(own);
        return own;
    }

    private List<Matcher> match(Section section) {
        if (!section.has("match")) {
            section.missing("match", "write what it is recognised by, like match: [44:65:0D:12:34:56]");
        }
        List<Matcher> own = new ArrayList<>();
        for (Value value : section.values("match")) {
            Matcher matcher = value.as(Matcher::parse);
            if (matcher == null) {
                continue;
            }
            Value before = matches.putIfAbsent(matcher, value);
            if (before != null) {
                String where = before.problems().file().equals(section.file())
                        ? ""
                        : " in " + before.problems().file();
                value.problem("is the same as " + before.path() + where + "; keep one of the two");
            }
            own.add(matcher);
        }
        return own;
    }
}
