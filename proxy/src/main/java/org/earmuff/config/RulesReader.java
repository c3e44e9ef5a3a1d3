package org.earmuff.config;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;
import org.jspecify.annotations.Nullable;

/** Reads {@code rules}, against the speakers that there are. */
final class RulesReader {

    /** A burst that is not given is what passes in 50 ms, but room for a packet at least, so that ten seconds of a rate are within 5 % of it. */
    private static final long DEFAULT_BURSTS_PER_SECOND = 20;

    private static final long SMALLEST_DEFAULT_BURST = 2048;

    private static final String ROOM = "room:";

    private final String file;
    private final SpeakersReader speakers;
    private final List<Rule> rules = new ArrayList<>();
    private final Map<String, Integer> names = new HashMap<>();

    RulesReader(Section root, String file, SpeakersReader speakers) {
        this.file = file;
        this.speakers = speakers;
        root.sections("rules").forEach(this::rule);
    }

    /** Whole rules only; of a broken one there is a problem. */
    List<Rule> rules() {
        return rules;
    }

    private void rule(Section section) {
        String name = name(section);
        Speakers who = section.has("speakers") ? who(section.values("speakers")) : Speakers.ALL;
        WeeklyHours hours = hours(section.values("hours"));
        WeeklyHours when = hours(section.values("when"));
        Rate rate = rate(section);
        if (!section.has("hours") && !section.has("rate")) {
            section.missing("hours", "a rule without hours or rate decides nothing; write one of them");
        }
        if (name != null && (hours != null || rate != null)) {
            rules.add(new Rule(new RuleRef(name, file, section.line()), who, when, hours, rate));
        }
    }

    private @Nullable String name(Section section) {
        if (!section.has("name")) {
            section.missing("name", "write one like name: day-time");
        }
        Value value = section.value("name");
        String name = value == null ? null : value.as(Words::name);
        if (value != null && name != null) {
            Integer before = names.putIfAbsent(name, value.line());
            if (before != null) {
                value.problem("is the name of the rule in line " + before + " already; choose another");
            }
        }
        return name;
    }

    private Speakers who(List<Value> values) {
        boolean all = false;
        Set<String> names = new HashSet<>();
        Set<String> groups = new HashSet<>();
        Set<String> rooms = new HashSet<>();
        for (Value value : values) {
            String text = value.text();
            if (text.equals("all")) {
                all = true;
            } else if (text.startsWith(ROOM)) {
                String room = text.substring(ROOM.length()).strip();
                refuse(value, speakers.rooms().contains(room), "is no speaker's room", ROOM, speakers.rooms());
                rooms.add(room);
            } else if (speakers.groups().contains(text)) {
                groups.add(text);
            } else {
                Set<String> known = new HashSet<>(speakers.names());
                known.addAll(speakers.groups());
                refuse(value, known.contains(text), "is no speaker, group, room:NAME or all", "", known);
                names.add(text);
            }
        }
        return new Speakers(all, names, groups, rooms);
    }

    private static void refuse(Value value, boolean there, String what, String prefix, Set<String> known) {
        if (there) {
            return;
        }
        String near = Nearest.of(
                value.text()
                        .substring(prefix.length())
                        .replaceFirst("^speaker:", "")
                        .strip(),
                known);
        List<String> some =
                known.stream().sorted().limit(10).map(k -> prefix + k).toList();
        value.problem(what + "; "
                + (near != null
                        ? "did you mean \"" + prefix + near + "\"?"
                        : some.isEmpty() ? "there is none to name yet" : "there are " + String.join(", ", some)));
    }

    private static @Nullable WeeklyHours hours(List<Value> values) {
        List<Window> windows = new ArrayList<>();
        for (Value value : values) {
            WeeklyHours hours = value.as(WeeklyHours::parse);
            if (hours != null) {
                windows.addAll(hours.windows());
            }
        }
        return windows.isEmpty() ? null : WeeklyHours.of(windows);
    }

    private static @Nullable Rate rate(Section section) {
        Long rate = section.value("rate", Quantity::rate, null);
        Long burst = section.value("burst", Quantity::size, null);
        Value burstValue = section.value("burst");
        if (burstValue != null && !section.has("rate")) {
            burstValue.problem("is a burst without a rate; write a rate like rate: 64 kbit/s too");
        }
        if (rate == null) {
            return null;
        }
        return new Rate(
                rate, burst != null ? burst : Math.max(rate / DEFAULT_BURSTS_PER_SECOND, SMALLEST_DEFAULT_BURST));
    }
}
