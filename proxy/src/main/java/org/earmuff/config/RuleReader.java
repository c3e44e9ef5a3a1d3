package org.earmuff.config;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;
import org.earmuff.rules.names.NamePattern;
import org.jspecify.annotations.Nullable;

/** Reads what one rule says, besides its name. */
final class RuleReader {

    /** A burst that is not given is what passes in 50 ms, but room for a packet at least, so that ten seconds of a rate are within 5 % of it. */
    private static final long DEFAULT_BURSTS_PER_SECOND = 20;

    private static final long SMALLEST_DEFAULT_BURST = 2048;

    private static final String ROOM = "room:";
    private static final String TELEMETRY = "telemetry:";

    /** The keys of which a rule has one at least. */
    private static final List<String> SAYING =
            List.of("hours", "budget", "longest-upload", "rate", "refuse-names", "refuse");

    private final Section section;
    private final SpeakersReader house;
    private final Speakers speakers;
    private final @Nullable WeeklyHours when;
    private final @Nullable WeeklyHours hours;
    private final @Nullable Rate rate;
    private final List<Budget> budgets;
    private final @Nullable Duration longestUpload;
    private final List<NamePattern> refuseNames;
    private final boolean refuse;
    private final boolean shadow;

    RuleReader(Section section, SpeakersReader house) {
        this.section = section;
        this.house = house;
        this.speakers = section.has("speakers") ? who(section.values("speakers")) : Speakers.ALL;
        this.when = hours(section.values("when"));
        this.hours = hours(section.values("hours"));
        this.rate = rate();
        this.budgets = section.values("budget").stream()
                .map(value -> value.as(Quantity::budget))
                .filter(Objects::nonNull)
                .toList();
        this.longestUpload = section.value("longest-upload", Quantity::duration, null);
        this.refuseNames = section.values("refuse-names").stream()
                .flatMap(RuleReader::names)
                .distinct()
                .toList();
        this.refuse = section.value("refuse", Words::refuse, null) != null;
        this.shadow = "shadow".equals(section.value("mode", Words::mode, "enforce"));
        refuseNothingSaid();
    }

    /** Whether enough could be read to make a rule; where not, there is a problem. */
    boolean whole() {
        return hours != null
                || rate != null
                || !budgets.isEmpty()
                || longestUpload != null
                || !refuseNames.isEmpty()
                || refuse;
    }

    Rule rule(RuleRef ref) {
        return Rule.named(ref)
                .speakers(speakers)
                .when(when)
                .hours(hours)
                .rate(rate)
                .budgets(budgets)
                .longestUpload(longestUpload)
                .refuseNames(refuseNames)
                .refuse(refuse)
                .shadow(shadow)
                .build();
    }

    private void refuseNothingSaid() {
        List<String> said = SAYING.stream().filter(section::has).toList();
        // A misspelt one is told where it stands; that it is missing, too, would be one problem told twice.
        if (said.isEmpty() && !section.hasNearly(SAYING)) {
            section.missing(
                    "hours",
                    "a rule decides nothing without one of " + String.join(", ", SAYING) + "; write one of them");
        }
        if (section.has("refuse") && said.size() > 1) {
            section.problem(
                    "refuse",
                    "refuses everything whenever the rule applies, so that " + said.get(0)
                            + " says nothing more; write when: for the hours in which to refuse, or two rules");
        }
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
                refuse(value, house.rooms().contains(room), "is no speaker's room", ROOM, house.rooms());
                rooms.add(room);
            } else if (house.groups().contains(text)) {
                groups.add(text);
            } else {
                Set<String> known = new HashSet<>(house.names());
                known.addAll(house.groups());
                String remedy = house.rooms().stream()
                        .filter(room -> room.equalsIgnoreCase(text))
                        .map(room -> "is a room; write \"room:" + room + "\"")
                        .findFirst()
                        .orElse("is no speaker, group, room:NAME or all");
                refuse(value, known.contains(text), remedy, "", known);
                names.add(text);
            }
        }
        return new Speakers(all, names, groups, rooms);
    }

    /**
     * A name that is nearly one of this house is a slip, and would leave a speaker without its rule. One that is like none may be a speaker
     * that is not there yet, or not any longer: {@link Advice} speaks of it.
     */
    private static void refuse(Value value, boolean there, String what, String prefix, Set<String> known) {
        if (there) {
            return;
        }
        if (what.startsWith("is a room")) {
            value.problem(what);
            return;
        }
        String name = value.text().substring(prefix.length()).strip();
        String bare = name.replaceFirst("^speaker:", "");
        String near = Nearest.of(bare, known);
        if (near != null) {
            value.problem(what + "; did you mean \"" + prefix + near + "\"?");
        } else if (prefix.isEmpty()) {
            var unused = value.as(Words::name);
        }
    }

    static @Nullable WeeklyHours hours(List<Value> values) {
        List<Window> windows = new ArrayList<>();
        for (Value value : values) {
            WeeklyHours hours = value.as(WeeklyHours::parse);
            if (hours != null) {
                windows.addAll(hours.windows());
            }
        }
        return windows.isEmpty() ? null : WeeklyHours.of(windows);
    }

    private @Nullable Rate rate() {
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

    /** One pattern, or those of a profile's telemetry. */
    private static Stream<NamePattern> names(Value value) {
        if (value.text().startsWith(TELEMETRY)) {
            List<NamePattern> names = value.as(
                    text -> Profile.telemetry(text.substring(TELEMETRY.length()).strip()));
            return names == null ? Stream.of() : names.stream();
        }
        NamePattern pattern = value.as(NamePattern::new);
        return pattern == null ? Stream.of() : Stream.of(pattern);
    }
}
