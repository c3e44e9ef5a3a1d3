package org.earmuff.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.json.Json;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.BudgetView;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** One room's card of the first page: its sound today, its day as a line, and each of its speakers with verdict, budgets and mute. */
final class RoomCard {

    private static final int BAR = 1000;

    private final MuteControls controls = new MuteControls();
    private final View v;

    RoomCard(View v) {
        this.v = v;
    }

    /** @param speakers those of the room, one at least */
    String draw(String room, int number, List<SpeakerView> speakers) {
        boolean alone = speakers.size() == 1;
        Totals today = speakers.stream().map(s -> v.s().today(s.name())).reduce(Totals.NONE, Totals::plus);
        Set<String> names = speakers.stream().map(SpeakerView::name).collect(Collectors.toSet());
        String shown = room.isBlank() ? Phrases.say("room.none") : room;
        StringBuilder html = new StringBuilder();
        speakers.forEach(s -> html.append(speaker(s, alone)));
        return Html.of("room-card.html")
                .text("number", number)
                .text("room", shown)
                .text("href", href(room))
                .text("state", speakers.stream().anyMatch(SpeakerView::uploading) ? "talking" : "still")
                .text("verdict", strictest(speakers))
                .text("sound", Words.seconds(today.audioSeconds()))
                .text("uploads", Phrases.count("uploads", today.uploads()))
                .text("withheld", Phrases.count("withheld", today.withheld()))
                .piece("mute", alone ? "" : roomMute(room))
                .piece("roomMuted", alone ? roomMuted(room) : "")
                .piece(
                        "day",
                        DayLine.draw(
                                shown,
                                v.s().figures().day().stream()
                                        .filter(b -> names.contains(b.speaker()))
                                        .toList(),
                                v.s(),
                                v.settings().zone(),
                                v.words()))
                .piece("speakers", html.toString())
                .fill();
    }

    /** Of a room's page. */
    static String href(String room) {
        return "/room?name=" + URLEncoder.encode(room, StandardCharsets.UTF_8);
    }

    private static String strictest(List<SpeakerView> speakers) {
        return speakers.stream()
                .map(s -> s.decision().verdict())
                .reduce((a, b) -> a.strictness() <= b.strictness() ? a : b)
                .map(least -> least.word())
                .orElse("allow");
    }

    private String roomMute(String room) {
        if (room.isBlank()) {
            return "";
        }
        Scope scope = new Scope.Room(room);
        return controls.small(
                scope, Phrases.say("what.room", room), v.s().mutes().on(scope), v);
    }

    /** With one speaker in it, the room's button would be that speaker's a second time: it is there only to lift. */
    private String roomMuted(String room) {
        return room.isBlank() || v.s().mutes().on(new Scope.Room(room)).isEmpty() ? "" : roomMute(room);
    }

    private String speaker(SpeakerView s, boolean alone) {
        Optional<MuteOrder> mute = v.s().muteOf(s);
        Outlook outlook = v.s().outlook(s);
        Totals today = v.s().today(s.name());
        Scope scope = new Scope.Speaker(s.name());
        String word = v.blind() ? "blind" : s.decision().verdict().word();
        String own = Phrases.say(
                "speaker.own", Words.seconds(today.audioSeconds()), Phrases.count("uploads", today.uploads()));
        return Html.of("speaker.html")
                .text("name", s.name())
                .text("profile", s.profile())
                .text("verdict", word)
                .piece("icon", View.icon(word))
                .text("says", v.blind() ? Phrases.say("verdict.blind") : says(outlook))
                .text(
                        "why",
                        v.blind() ? Phrases.say("verdict.blind.why") : v.words().why(outlook, mute))
                .text("state", s.uploading() ? "talking" : "still")
                .text("own", alone ? "" : own)
                .piece("next", next(outlook))
                .piece("budgets", budgets(s))
                .piece("last", last(v.s().last().get(s.name())))
                .piece(
                        "mute",
                        controls.small(
                                scope,
                                Phrases.say("what.speaker", s.name()),
                                v.s().mutes().on(scope),
                                v))
                .fill();
    }

    /** What stops sound says until when; of what lets it out the next line says what comes. */
    private String says(Outlook outlook) {
        boolean told = View.stopped(outlook.now().verdict()) || outlook.then() == null;
        return told ? v.words().verdict(outlook) : Words.past(outlook.now().verdict());
    }

    private String next(Outlook outlook) {
        String coming = v.blind() ? "" : v.words().coming(outlook);
        return coming.isEmpty() ? "" : "<p class=\"next\">" + Html.escape(coming) + "</p>";
    }

    private String budgets(SpeakerView s) {
        StringBuilder html = new StringBuilder();
        v.s().budgets().stream().filter(b -> b.speaker().equals(s.name())).forEach(b -> html.append(budget(b)));
        return html.toString();
    }

    private String budget(BudgetView b) {
        Budget budget = b.budget();
        boolean spent = b.used() >= budget.amount();
        String said = Phrases.say(
                spent ? "budget.spent" : "budget.used",
                amount(budget, b.used()),
                amount(budget, budget.amount()),
                Phrases.say("per." + budget.window().word()),
                v.words().time(b.until()));
        double share = Math.min(1, b.used() / (double) budget.amount());
        return Html.of("budget.html")
                .text("said", said)
                .text("rule", b.rule().name())
                .text("used", Math.round(share * BAR))
                .text("whole", BAR)
                .text("level", spent ? "spent" : share >= 0.8 ? "nearly" : "fine")
                .fill();
    }

    static String amount(Budget budget, long amount) {
        String exact =
                budget.unit() == BudgetUnit.SECONDS ? Words.seconds(budget.inUnits(amount)) : Words.bytes(amount);
        return exact.replace(" 00 s", "").replace(".0 MB", " MB");
    }

    private String last(@Nullable LedgerRow row) {
        if (row == null) {
            return Html.escape(Phrases.say("last.never"));
        }
        Double seconds = row.audioSeconds();
        return "<time datetime=\"" + Html.escape(Json.instant(row.at())) + "\">"
                + Html.escape(v.words().time(row.at())) + "</time>"
                + (seconds == null ? "" : ", " + Html.escape(Words.seconds(seconds)));
    }
}
