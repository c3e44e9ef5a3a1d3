package org.earmuff.admin.setup;

import java.time.ZoneId;
import java.util.List;
import org.earmuff.admin.Answer;
import org.earmuff.admin.Html;
import org.earmuff.admin.PlainPage;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** The pages of the set-up, which need no script. */
final class SetupPages {

    private static final List<String> PROFILES =
            List.of("amazon-echo", "google-nest", "apple-homepod", "sonos", "generic");
    private static final List<String> MAKERS =
            List.of("Amazon Echo", "Google Nest", "Apple HomePod", "Sonos", Phrases.say("setup.maker.generic"));
    /** Rows for speakers that were not found. */
    static final int BY_HAND = 2;

    /** More devices than this a page does not list; speakers come first. */
    static final int MOST_FOUND = 30;

    private final String formToken;

    SetupPages(String formToken) {
        this.formToken = formToken;
    }

    Answer code(@Nullable String problem) {
        return page(problem, "setup-code.html", problem == null ? 200 : 401);
    }

    Answer password(@Nullable String problem) {
        return page(problem, "setup-password.html", problem == null ? 200 : 400);
    }

    private Answer page(@Nullable String problem, String template, int status) {
        return whole(
                status,
                PlainPage.notice(problem)
                        + PlainPage.piece(template).text("token", formToken).fill());
    }

    /** @param found null where nobody could look, with the problem saying why */
    Answer speakers(Draft draft, @Nullable Discovery found, List<String> interfaces, @Nullable String problem) {
        StringBuilder rows = new StringBuilder();
        int i = 0;
        List<Finding> findings = found == null ? List.of() : found.findings();
        for (Finding finding : findings.subList(0, Math.min(MOST_FOUND, findings.size()))) {
            rows.append(foundRow(i++, finding, draft));
        }
        List<Draft.Chosen> others = draft.speakers().stream()
                .filter(s -> findings.stream().noneMatch(f -> match(f).equals(s.match())))
                .toList();
        for (int hand = 0; hand < BY_HAND + others.size(); hand++) {
            Draft.Chosen known = hand < others.size() ? others.get(hand) : new Draft.Chosen("", "", "generic");
            rows.append(PlainPage.piece("setup-byhand.html")
                    .text("i", i++)
                    .text("match", known.match())
                    .text("room", known.room())
                    .piece("profiles", profiles(known.profile()))
                    .fill());
        }
        String body = PlainPage.piece("setup-speakers.html")
                .text("token", formToken)
                .text("found", toldHowMany(found))
                .piece("rows", rows.toString())
                .piece("interfaces", interfaces(interfaces, draft, found))
                .text("redirected", draft.redirected() ? "checked" : "data-not")
                .text("tried", draft.redirected() ? "data-not" : "checked")
                .fill();
        return whole(problem == null ? 200 : 400, PlainPage.notice(problem) + body);
    }

    private static String toldHowMany(@Nullable Discovery found) {
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

    static String match(Finding finding) {
        List<String> match = finding.match();
        return match.isEmpty() ? finding.device().mac().toString() : match.get(0);
    }

    private static String foundRow(int i, Finding finding, Draft draft) {
        String match = match(finding);
        Draft.Chosen known = draft.speakers().stream()
                .filter(s -> s.match().equals(match))
                .findFirst()
                .orElse(null);
        boolean picked = known != null || (finding.isNew() && draft.speakers().isEmpty());
        String profile = finding.profile() == null ? "generic" : finding.profile();
        return PlainPage.piece("setup-found.html")
                .text("i", i)
                .text("match", match)
                .text("address", finding.device().addresses().get(0).getHostAddress())
                .text("called", finding.name().isEmpty() ? match : finding.name())
                .text(
                        "why",
                        finding.why().isEmpty()
                                ? Phrases.say("setup.speakers.unlike")
                                : String.join("; ", finding.why()))
                .text("picked", picked ? "checked" : "data-not")
                .text("room", known == null ? "" : known.room())
                .piece("profiles", profiles(known == null ? profile : known.profile()))
                .fill();
    }

    private static String profiles(String picked) {
        StringBuilder options = new StringBuilder();
        for (int i = 0; i < PROFILES.size(); i++) {
            options.append(option(PROFILES.get(i), MAKERS.get(i), picked.equals(PROFILES.get(i))));
        }
        return options.toString();
    }

    private static String option(String value, String text, boolean picked) {
        return "<option value=\"" + Html.escape(value) + "\"" + (picked ? " selected" : "") + ">" + Html.escape(text)
                + "</option>\n";
    }

    private static String interfaces(List<String> there, Draft draft, @Nullable Discovery found) {
        List<String> picked = !draft.interfaces().isEmpty()
                ? draft.interfaces()
                : found == null ? List.of() : found.interfacesOfSpeakers();
        StringBuilder boxes = new StringBuilder();
        for (String name : there) {
            boolean on = picked.contains(name) || there.size() == 1;
            boxes.append("<label class=\"pick\"><input type=\"checkbox\" name=\"interface\" value=\"")
                    .append(Html.escape(name))
                    .append(on ? "\" checked>" : "\">")
                    .append("<span>")
                    .append(Html.escape(name))
                    .append("</span></label>\n");
        }
        return boxes.toString();
    }

    Answer hours(Draft draft, @Nullable String problem) {
        StringBuilder zones = new StringBuilder();
        ZoneId.getAvailableZoneIds().stream()
                .filter(z -> z.equals("UTC") || (z.contains("/") && !z.startsWith("Etc/") && !z.startsWith("SystemV/")))
                .sorted()
                .forEach(z -> zones.append(
                        option(z, z.replace('_', ' '), z.equals(draft.zone().getId()))));
        if (zones.indexOf(" selected") < 0) {
            zones.insert(0, option(draft.zone().getId(), draft.zone().getId(), true));
        }
        String body = PlainPage.piece("setup-hours.html")
                .text("token", formToken)
                .text("household", draft.household())
                .piece("zones", zones.toString())
                .fill();
        return whole(problem == null ? 200 : 400, PlainPage.notice(problem) + body);
    }

    Answer look(String yaml, String file, List<String> problems, @Nullable String trouble) {
        StringBuilder notices = new StringBuilder(PlainPage.notice(trouble));
        problems.forEach(p -> notices.append(PlainPage.notice(p)));
        String body = PlainPage.piece("setup-look.html")
                .text("token", formToken)
                .text("file", file)
                .text("yaml", yaml)
                .text("ready", problems.isEmpty() ? "data-yes" : "disabled")
                .fill();
        return whole(trouble == null ? 200 : 409, notices + body);
    }

    /** It could not be written by this process: what a person with the right to do it types. */
    Answer byHand(String command, String why) {
        return whole(
                200,
                PlainPage.piece("setup-byhand-file.html")
                        .text("command", command)
                        .text("why", why)
                        .fill());
    }

    Answer done(String file, String address, boolean redirected) {
        return whole(
                        200,
                        PlainPage.piece(redirected ? "setup-done.html" : "setup-done-socks.html")
                                .text("file", file)
                                .text("address", address)
                                .fill())
                .with("Refresh", "8; url=/");
    }

    private static Answer whole(int status, String body) {
        return PlainPage.of(status, Phrases.say("setup.name"), Phrases.say("setup.home"), body);
    }
}
