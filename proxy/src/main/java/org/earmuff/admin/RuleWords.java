package org.earmuff.admin;

import java.time.DayOfWeek;
import java.time.format.TextStyle;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.earmuff.rules.Rule;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.hours.Window;
import org.earmuff.words.Phrases;

/** What a rule means, in sentences. */
final class RuleWords {

    private static final int MOST_NAMES = 6;
    private static final int DAY_MINUTES = 24 * 60;

    private RuleWords() {}

    /** Whom it is about first, then when, then each thing it says. */
    static List<String> meaning(Rule rule) {
        List<String> said = new ArrayList<>();
        said.add(about(rule.speakers()));
        WeeklyHours when = rule.when();
        if (when != null) {
            said.add(Phrases.say("rule.when", hours(when)));
        }
        WeeklyHours hours = rule.hours();
        if (hours != null) {
            said.add(Phrases.say("rule.hours", hours(hours)));
        }
        if (rule.rate() != null) {
            said.add(Phrases.say("rule.rate", Words.rate(rule.rate().bytesPerSecond())));
        }
        for (Budget budget : rule.budgets()) {
            said.add(Phrases.say(
                    "rule.budget." + budget.unit().word(),
                    RoomCard.amount(budget, budget.amount()),
                    Phrases.say("per." + budget.window().word())));
        }
        if (rule.longestUpload() != null) {
            said.add(Phrases.say(
                    "rule.longest", Words.seconds(rule.longestUpload().toMillis() / 1000.0)));
        }
        if (!rule.refuseNames().isEmpty()) {
            said.add(names(rule));
        }
        if (rule.refuse()) {
            said.add(Phrases.say("rule.refuse"));
        }
        return said;
    }

    private static String names(Rule rule) {
        List<String> names = rule.refuseNames().stream()
                .map(Object::toString)
                .limit(MOST_NAMES)
                .toList();
        int others = rule.refuseNames().size() - names.size();
        String listed = String.join(", ", names);
        return others == 0 ? Phrases.say("rule.names", listed) : Phrases.say("rule.names.more", listed, others);
    }

    private static String about(Speakers speakers) {
        if (speakers.all()) {
            return Phrases.say("rule.all");
        }
        List<String> who = new ArrayList<>();
        new TreeSet<>(speakers.names()).forEach(n -> who.add(Phrases.say("what.speaker", n)));
        new TreeSet<>(speakers.groups()).forEach(n -> who.add(Phrases.say("what.group", n)));
        new TreeSet<>(speakers.rooms()).forEach(n -> who.add(Phrases.say("what.room", n)));
        return Phrases.say("rule.about", String.join(", ", who));
    }

    /** Such as {@code Mon–Fri 07:00–22:30, Sat–Sun 09:00–00:30}: days of equal times together. */
    static String hours(WeeklyHours hours) {
        Map<String, Set<DayOfWeek>> days = new LinkedHashMap<>();
        for (Window window : hours.windows()) {
            days.computeIfAbsent(time(window.start()) + "–" + time(window.end()), t -> EnumSet.noneOf(DayOfWeek.class))
                    .add(window.day());
        }
        List<String> said = new ArrayList<>();
        days.forEach((time, on) -> said.add(days(on) + " " + time));
        return said.isEmpty() ? Phrases.say("rule.never") : String.join(", ", said);
    }

    private static String time(int minute) {
        int within = minute == DAY_MINUTES ? minute : minute % DAY_MINUTES;
        return String.format(Locale.ROOT, "%02d:%02d", within / 60, within % 60);
    }

    private static String days(Set<DayOfWeek> days) {
        if (days.size() == DayOfWeek.values().length) {
            return Phrases.say("rule.daily");
        }
        List<String> runs = new ArrayList<>();
        DayOfWeek first = null;
        for (DayOfWeek day : days) {
            first = first == null ? day : first;
            boolean last = day == DayOfWeek.SUNDAY || !days.contains(day.plus(1));
            if (last) {
                runs.add(first == day ? name(day) : name(first) + "–" + name(day));
                first = null;
            }
        }
        return String.join(", ", runs);
    }

    private static String name(DayOfWeek day) {
        return day.getDisplayName(TextStyle.SHORT, Phrases.locale());
    }
}
