package org.earmuff.admin.setup;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.words.Phrases;

/**
 * When sound may leave, as it was typed, right or wrong.
 *
 * @param always at any time; the times are then only kept for whoever changes his mind
 */
record Hours(boolean always, String weekFrom, String weekTo, String endFrom, String endTo) {

    static final Hours USUAL = new Hours(false, "07:00", "22:30", "08:00", "23:30");

    private static final Pattern TIME = Pattern.compile("([01]?[0-9]|2[0-3]):([0-5][0-9])");
    private static final String MIDNIGHT = "00:00";

    /** As the configuration writes a time; empty where it is none. Where a browser has no field for times, people write 7:00. */
    private static Optional<String> time(String typed) {
        Matcher time = TIME.matcher(typed);
        return time.matches() ? Optional.of((time.group(1).length() == 1 ? "0" : "") + typed) : Optional.empty();
    }

    List<Complaint> complaints() {
        List<Complaint> all = new ArrayList<>();
        if (!always) {
            pair(all, "week", weekFrom, weekTo);
            pair(all, "end", endFrom, endTo);
        }
        return all;
    }

    /**
     * To the configuration equal times are a whole day, which nobody means who types 06:15 twice; so only midnight, where a day does
     * begin and end, may be both.
     */
    private static void pair(List<Complaint> all, String days, String from, String to) {
        one(all, days + "From", from);
        one(all, days + "To", to);
        Optional<String> start = time(from);
        if (start.isPresent() && start.equals(time(to)) && !start.get().equals(MIDNIGHT)) {
            String field = days + "To";
            all.add(new Complaint(
                    field, Phrases.say("setup.hours.equal", Phrases.say("setup.hours.days." + days), start.get())));
        }
    }

    private static void one(List<Complaint> all, String field, String typed) {
        if (time(typed).isEmpty()) {
            String name = Phrases.say("setup.hours.field." + field);
            all.add(new Complaint(
                    field,
                    typed.isEmpty()
                            ? Phrases.say("setup.hours.missing", name)
                            : Phrases.say("setup.hours.wrong", name, typed)));
        }
    }

    /** As the configuration writes them; none for any time. Only where there are no complaints. */
    List<String> windows() {
        return always ? List.of() : List.of(window("mon-fri", weekFrom, weekTo), window("sat,sun", endFrom, endTo));
    }

    private static String window(String days, String from, String to) {
        String start = time(from).orElse(from);
        String end = time(to).orElse(to);
        return days + " " + start + "-" + (start.equals(MIDNIGHT) && end.equals(MIDNIGHT) ? "24:00" : end);
    }
}
