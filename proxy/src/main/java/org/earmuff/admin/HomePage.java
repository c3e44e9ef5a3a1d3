package org.earmuff.admin;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.Scope;
import org.earmuff.words.Phrases;

/**
 * The first page: how much sound left today and from where, whether any is leaving now, and the buttons that stop it. It is rendered here
 * so that it reads and mutes without JavaScript; the script only fetches it again when something has changed.
 */
final class HomePage {

    private static final int DECISIONS = 8;
    private static final int ROOMS_TOLD = 3;

    private HomePage() {}

    static String draw(View v) {
        Totals today = v.s().total();
        String mood = mood(v);
        return Html.of("home.html")
                .piece("notices", notices(v))
                .text("mood", mood)
                .piece("icon", View.icon(mood))
                .text("headline", headline(v, mood))
                .text("sound", Words.seconds(today.audioSeconds()))
                .text("uploads", today.uploads())
                .text("uploadsWord", Phrases.say("uploads.word" + (today.uploads() == 1 ? ".one" : ".many")))
                .text("withheld", today.withheld())
                .piece("where", where(v))
                .piece("all", new MuteControls().house(v.s().mutes().on(Scope.ALL), v))
                .piece("rooms", rooms(v))
                .piece("decisions", decisions(v))
                .fill();
    }

    /** {@code talking}, {@code blind}, {@code shut} or {@code quiet}. */
    private static String mood(View v) {
        List<SpeakerView> speakers = v.s().speakers();
        if (speakers.stream().anyMatch(SpeakerView::uploading)) {
            return "talking";
        }
        if (v.blind()) {
            return "blind";
        }
        return speakers.stream().allMatch(s -> View.stopped(s.decision().verdict())) ? "shut" : "quiet";
    }

    private static String headline(View v, String mood) {
        List<SpeakerView> speakers = v.s().speakers();
        if (mood.equals("talking")) {
            List<String> talking = speakers.stream()
                    .filter(SpeakerView::uploading)
                    .map(v::called)
                    .toList();
            return Phrases.say("headline.talking", String.join(", ", talking));
        }
        if (mood.equals("blind")) {
            return Phrases.say(speakers.isEmpty() ? "headline.empty" : "headline.blind");
        }
        long stopped = speakers.stream()
                .filter(s -> View.stopped(s.decision().verdict()))
                .count();
        return mood.equals("quiet") && stopped > 0
                ? Phrases.say("headline.some", stopped, speakers.size())
                : Phrases.say("headline." + mood);
    }

    /** The rooms that sound left today, most first: a phone shows this before any card. */
    private static String where(View v) {
        List<RoomSound> rooms = new ArrayList<>();
        int number = 0;
        for (Map.Entry<String, List<SpeakerView>> room : byRoom(v.s()).entrySet()) {
            double seconds = room.getValue().stream()
                    .mapToDouble(s -> v.s().today(s.name()).audioSeconds())
                    .sum();
            rooms.add(new RoomSound(room.getKey(), ++number, seconds));
        }
        List<RoomSound> heard = rooms.stream()
                .filter(r -> r.seconds() > 0)
                .sorted(Comparator.comparingDouble(RoomSound::seconds).reversed())
                .toList();
        if (rooms.size() < 2 || heard.isEmpty()) {
            return "";
        }
        List<String> said = new ArrayList<>();
        heard.stream().limit(ROOMS_TOLD).forEach(r -> said.add(r.told()));
        if (heard.size() > ROOMS_TOLD) {
            said.add(Html.escape(Phrases.say("where.others", heard.size() - ROOMS_TOLD)));
        }
        return "<p class=\"where\">" + String.join(" · ", said) + "</p>";
    }

    /** @param number of its card */
    private record RoomSound(String room, int number, double seconds) {
        String told() {
            String name = room.isBlank() ? Phrases.say("room.none") : room;
            return "<a href=\"#room-" + number + "\">" + Html.escape(name) + "</a> "
                    + Html.escape(Words.seconds(seconds));
        }
    }

    private static String notices(View v) {
        Snapshot s = v.s();
        List<String> notices = new ArrayList<>(s.condition().notReady());
        if (!s.condition().firewallProblem().isEmpty()) {
            notices.add(s.condition().firewallProblem());
        }
        notices.addAll(s.condition().deviceProblems());
        if (!s.condition().configProblem().isEmpty()) {
            notices.add(Phrases.say(
                    "notice.configuration",
                    v.words().time(s.condition().configLoaded()),
                    s.condition().configProblem()));
        }
        if (!s.clockSet()) {
            notices.add(Phrases.say("notice.clock"));
        }
        if (!s.ledgerProblem().isEmpty()) {
            notices.add(s.ledgerProblem());
        } else if (s.ledgerLagSeconds() > 5) {
            notices.add(Phrases.say("notice.ledger"));
        } else if (!s.speakers().isEmpty() && nothingYet(s)) {
            notices.add(Phrases.say("notice.nothing-yet"));
        }
        StringBuilder html = new StringBuilder();
        notices.forEach(n -> html.append("<p class=\"notice\" role=\"alert\">")
                .append(View.icon("warn"))
                .append("<span>")
                .append(Html.escape(n))
                .append("</span></p>\n"));
        return html.toString();
    }

    /** Whether no speaker has shown itself: no connection is open, and the account knows of no sound. */
    private static boolean nothingYet(Snapshot s) {
        return s.speakers().stream().allMatch(v -> v.flows() == 0)
                && s.figures().recent().isEmpty();
    }

    /** The speakers by room, in the configuration's order. */
    static Map<String, List<SpeakerView>> byRoom(Snapshot s) {
        Map<String, List<SpeakerView>> rooms = new LinkedHashMap<>();
        s.speakers()
                .forEach(v ->
                        rooms.computeIfAbsent(v.room(), r -> new ArrayList<>()).add(v));
        return rooms;
    }

    private static String rooms(View v) {
        RoomCard card = new RoomCard(v);
        StringBuilder html = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, List<SpeakerView>> room : byRoom(v.s()).entrySet()) {
            html.append(card.draw(room.getKey(), ++number, room.getValue()));
        }
        return number == 0 ? Html.of("no-speakers.html").fill() : html.toString();
    }

    private static String decisions(View v) {
        return v.s().figures().recent().isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("decisions.none")) + "</p>"
                : RowList.folded(v.s().figures().recent(), DECISIONS, v);
    }
}
