package org.earmuff.admin.setup;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.admin.Html;
import org.earmuff.admin.PlainPage;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** The page that asks which devices are speakers: what looks like one is in sight, the rest behind a fold that opens without script. */
final class SpeakersPage {

    private static final List<String> PROFILES =
            List.of("amazon-echo", "google-nest", "apple-homepod", "sonos", "generic");
    private static final List<String> MAKERS =
            List.of("Amazon Echo", "Google Nest", "Apple HomePod", "Sonos", Phrases.say("setup.maker.generic"));

    private final Draft draft;
    private final @Nullable Discovery found;
    private final List<SpeakerRows.Row> rows;
    private final Set<String> wrong;

    /** @param found null where nobody could look */
    SpeakersPage(Draft draft, @Nullable Discovery found, Collection<Complaint> complaints) {
        this.draft = draft;
        this.found = found;
        this.rows = new SpeakerRows(draft, found).rows();
        this.wrong = complaints.stream().map(Complaint::field).collect(Collectors.toSet());
    }

    String html(String formToken, List<String> interfaces) {
        List<SpeakerRows.Row> others =
                rows.stream().filter(r -> r.finding() != null && !r.matters()).toList();
        return PlainPage.piece("setup-speakers.html")
                .text("token", formToken)
                .text("found", toldHowMany())
                .piece(
                        "rows",
                        html(rows.stream()
                                .filter(r -> r.finding() != null && r.matters())
                                .toList()))
                .piece("others", others.isEmpty() ? "" : fold(others))
                .piece("byHand", byHand())
                .piece("interfaces", interfaces(interfaces))
                .text("redirected", draft.redirected() ? "checked" : "data-not")
                .text("tried", draft.redirected() ? "data-not" : "checked")
                .fill();
    }

    private String toldHowMany() {
        if (found == null || found.findings().isEmpty()) {
            return Phrases.say("setup.speakers.none");
        }
        long speakers = found.findings().stream().filter(Finding::isNew).count();
        String like = speakers == 0
                ? Phrases.say("setup.speakers.like.none")
                : Phrases.count("setup.speakers.like", speakers);
        int seen = found.findings().size();
        return Phrases.say("setup.speakers.seen." + (seen == 1 ? "one" : "many"), seen, like);
    }

    private String fold(List<SpeakerRows.Row> others) {
        boolean open = others.stream().anyMatch(this::isWrong);
        return fold(Phrases.count("setup.others", others.size()), open, html(others));
    }

    /** In sight where there is something in it, or nothing else on the page. */
    private String byHand() {
        List<SpeakerRows.Row> typed =
                rows.stream().filter(r -> r.finding() == null).toList();
        boolean alone = typed.size() == rows.size();
        boolean open = alone || typed.stream().anyMatch(r -> r.matters() || isWrong(r));
        return fold(Phrases.say("setup.byhand"), open, html(typed));
    }

    private boolean isWrong(SpeakerRows.Row row) {
        return List.of("on", "match", "room").stream().anyMatch(name -> wrong.contains(name + row.index()));
    }

    private static String fold(String summary, boolean open, String inside) {
        return PlainPage.piece("setup-fold.html")
                .text("summary", summary)
                .text("open", open ? "open" : "data-closed")
                .piece("inside", inside)
                .fill();
    }

    private static String html(List<SpeakerRows.Row> rows) {
        return rows.stream().map(SpeakersPage::html).collect(Collectors.joining());
    }

    private static String html(SpeakerRows.Row row) {
        Finding finding = row.finding();
        Draft.Chosen said = row.said();
        Html piece = PlainPage.piece(finding == null ? "setup-byhand.html" : "setup-found.html")
                .text("i", row.index())
                .text("match", said.match())
                .text("room", said.room())
                .piece("profiles", profiles(said.profile()));
        if (finding != null) {
            piece.text("title", row.title())
                    .text("address", row.address())
                    .text(
                            "why",
                            finding.why().isEmpty()
                                    ? Phrases.say("setup.speakers.unlike")
                                    : String.join("; ", finding.why()))
                    .text("picked", said.isSpeaker() ? "checked" : "data-not");
        }
        return piece.fill();
    }

    private static String profiles(String picked) {
        StringBuilder options = new StringBuilder();
        for (int i = 0; i < PROFILES.size(); i++) {
            options.append(SetupPages.option(PROFILES.get(i), MAKERS.get(i), picked.equals(PROFILES.get(i))));
        }
        return options.toString();
    }

    private String interfaces(List<String> there) {
        List<String> picked =
                draft.placed() ? draft.interfaces() : found == null ? List.of() : found.interfacesOfSpeakers();
        StringBuilder boxes = new StringBuilder();
        for (String name : there) {
            boolean on = picked.contains(name) || (!draft.placed() && there.size() == 1);
            boxes.append("<label class=\"pick\"><input type=\"checkbox\" name=\"interface\" value=\"")
                    .append(Html.escape(name))
                    .append(on ? "\" checked>" : "\">")
                    .append("<span>")
                    .append(Html.escape(name))
                    .append("</span></label>\n");
        }
        return boxes.toString();
    }
}
