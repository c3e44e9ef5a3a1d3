package org.earmuff.admin;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.earmuff.json.Json;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;

/**
 * The dashboard, rendered here so that it reads and mutes without JavaScript. The script only keeps it fresh: it fetches this page again
 * when something has changed. It reads the disk, so it blocks.
 */
final class Page {

    private final AdminSettings settings;
    private final SnapshotReader snapshots;
    private final MuteControls controls = new MuteControls();

    Page(AdminSettings settings, SnapshotReader snapshots) {
        this.settings = settings;
        this.snapshots = snapshots;
    }

    Answer answer(String formToken) {
        Snapshot s = snapshots.read();
        Words words = new Words(settings.zone(), s.now());
        Totals today = s.total();
        String page = new Html(Assets.text("page.html"))
                .text("household", settings.household())
                .text("now", Json.instant(s.now()))
                .text("version", s.condition().version())
                .text("token", formToken)
                .text("headline", headline(s))
                .text("mood", mood(s))
                .text("sound", Words.seconds(today.audioSeconds()))
                .text("uploads", today.uploads())
                .text("uploadsWord", today.uploads() == 1 ? "upload" : "uploads")
                .text("withheld", today.withheld())
                .text("zone", settings.zone().getId())
                .piece("notices", notices(s))
                .piece("all", controls.house(s.mutes().on(Scope.ALL), words, formToken))
                .piece("rooms", rooms(s, words, formToken))
                .fill();
        return Answer.of(200, Answer.HTML, page);
    }

    private static String headline(Snapshot s) {
        List<String> talking = s.speakers().stream()
                .filter(SpeakerView::uploading)
                .map(SpeakerView::name)
                .toList();
        if (!talking.isEmpty()) {
            return "Sound is leaving now: " + String.join(", ", talking);
        }
        long stopped = s.speakers().stream()
                .filter(v -> v.decision().verdict().strictness() >= 2)
                .count();
        if (s.speakers().isEmpty()) {
            return "No speakers are configured";
        }
        if (stopped == s.speakers().size()) {
            return "No sound leaves this home";
        }
        return stopped == 0
                ? "Quiet: nothing is leaving"
                : "Quiet: " + stopped + " of " + s.speakers().size() + " withheld";
    }

    private static String mood(Snapshot s) {
        if (s.speakers().stream().anyMatch(SpeakerView::uploading)) {
            return "talking";
        }
        boolean shut = !s.speakers().isEmpty()
                && s.speakers().stream().allMatch(v -> v.decision().verdict().strictness() >= 2);
        return shut ? "shut" : "quiet";
    }

    private static String notices(Snapshot s) {
        List<String> notices = new ArrayList<>(s.condition().notReady());
        if (!s.condition().firewallProblem().isEmpty()) {
            notices.add(s.condition().firewallProblem());
        }
        if (!s.condition().configProblem().isEmpty()) {
            notices.add("Configuration: " + s.condition().configProblem());
        }
        if (!s.clockSet()) {
            notices.add("The clock was never set since the start: times may be wrong.");
        }
        if (!s.ledgerProblem().isEmpty()) {
            notices.add(s.ledgerProblem());
        } else if (s.ledgerLagSeconds() > 5) {
            notices.add("The ledger cannot be written at the moment; look at the log.");
        }
        StringBuilder html = new StringBuilder();
        notices.forEach(n -> html.append("<p class=\"notice\" role=\"alert\">")
                .append(Html.escape(n))
                .append("</p>\n"));
        return html.toString();
    }

    private String rooms(Snapshot s, Words words, String formToken) {
        Map<String, List<SpeakerView>> rooms = new LinkedHashMap<>();
        s.speakers()
                .forEach(v ->
                        rooms.computeIfAbsent(v.room(), r -> new ArrayList<>()).add(v));
        StringBuilder html = new StringBuilder();
        int number = 0;
        for (Map.Entry<String, List<SpeakerView>> room : rooms.entrySet()) {
            StringBuilder cards = new StringBuilder();
            room.getValue().forEach(v -> cards.append(card(v, s, words, formToken)));
            html.append(new Html(Assets.text("room.html"))
                    .text("number", ++number)
                    .text("room", room.getKey().isBlank() ? "No room" : room.getKey())
                    .piece("mute", roomMute(room.getKey(), room.getValue().size(), s, words, formToken))
                    .piece("cards", cards.toString())
                    .fill());
        }
        return html.toString();
    }

    private String roomMute(String room, int speakers, Snapshot s, Words words, String formToken) {
        if (room.isBlank()) {
            return "";
        }
        Scope scope = new Scope.Room(room);
        Optional<MuteOrder> muted = s.mutes().on(scope);
        // With one speaker in it, the room's button would be that speaker's a second time.
        if (speakers == 1 && muted.isEmpty()) {
            return "";
        }
        return controls.small(scope, "room " + room, muted, words, formToken);
    }

    private String card(SpeakerView v, Snapshot s, Words words, String formToken) {
        Optional<MuteOrder> mute = s.muteOf(v);
        Totals today = s.today(v.name());
        Scope scope = new Scope.Speaker(v.name());
        return new Html(Assets.text("card.html"))
                .text("name", v.name())
                .text("profile", v.profile())
                .text("verdict", v.decision().verdict().word())
                .text("says", words.verdict(s.outlook(v)))
                .text("why", words.why(s.outlook(v), mute))
                .text("state", v.uploading() ? "talking" : "still")
                .text("sound", Words.seconds(today.audioSeconds()))
                .text("uploads", today.uploads())
                .text("uploadsWord", today.uploads() == 1 ? "upload" : "uploads")
                .text("withheld", today.withheld())
                .piece("last", last(s.last().get(v.name()), words))
                .piece(
                        "mute",
                        controls.small(scope, "speaker " + v.name(), s.mutes().on(scope), words, formToken))
                .fill();
    }

    private static String last(@Nullable LedgerRow row, Words words) {
        if (row == null) {
            return "nothing yet";
        }
        Double seconds = row.audioSeconds();
        return time(row.at(), words) + (seconds == null ? "" : ", " + Html.escape(Words.seconds(seconds)));
    }

    private static String time(Instant at, Words words) {
        return "<time datetime=\"" + Html.escape(Json.instant(at)) + "\">" + Html.escape(words.time(at)) + "</time>";
    }
}
