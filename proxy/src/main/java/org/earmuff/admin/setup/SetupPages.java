package org.earmuff.admin.setup;

import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import org.earmuff.admin.Answer;
import org.earmuff.admin.Html;
import org.earmuff.admin.PlainPage;
import org.earmuff.home.Discovery;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** The pages of the set-up, which need no script. */
final class SetupPages {

    static final String SPEAKERS = "/setup/speakers";
    static final String HOURS = "/setup/hours";

    /**
     * Without script nothing tells a page that Earmuff answers, and one that asks before it does ends on the browser's own error page; so
     * that it asks late. With script it asks itself, and is gone by then.
     */
    private static final String GOES_ON = "10; url=/";

    /** What is left to do after the file is written. */
    enum Left {
        FIREWALL,
        SOCKS,
        /** The file is another than the answers come to. */
        UNKNOWN
    }

    private final String formToken;

    SetupPages(String formToken) {
        this.formToken = formToken;
    }

    Answer code(@Nullable String problem) {
        return page(problem, "setup-code.html", problem == null ? 200 : 401);
    }

    /** For a browser that went on until another one did. */
    Answer codeAgain() {
        return page(Phrases.say("setup.code.elsewhere"), "setup-code.html", 200);
    }

    Answer password(@Nullable String problem) {
        return page(problem, "setup-password.html", problem == null ? 200 : 400);
    }

    /** For a browser that goes on where another one began. */
    Answer passwordAgain() {
        return page(Phrases.say("setup.password.anew"), "setup-password.html", 200);
    }

    private Answer page(@Nullable String problem, String template, int status) {
        return whole(
                status,
                PlainPage.notice(problem)
                        + PlainPage.piece(template).text("token", formToken).fill());
    }

    /**
     * @param found null where nobody could look, with the problem saying why
     * @param complaints about fields of this page, as {@link SpeakerRows} makes them of the same draft and devices
     */
    Answer speakers(
            Draft draft,
            @Nullable Discovery found,
            List<String> interfaces,
            Collection<Complaint> complaints,
            @Nullable String problem) {
        String body = new SpeakersPage(draft, found, complaints).html(formToken, interfaces);
        return whole(
                problem == null && complaints.isEmpty() ? 200 : 400,
                PlainPage.notice(problem) + Complaint.notice(complaints, "") + Complaint.mark(body, complaints));
    }

    static String option(String value, String text, boolean picked) {
        return "<option value=\"" + Html.escape(value) + "\"" + (picked ? " selected" : "") + ">" + Html.escape(text)
                + "</option>\n";
    }

    Answer hours(Draft draft, Collection<Complaint> complaints) {
        StringBuilder zones = new StringBuilder();
        ZoneId.getAvailableZoneIds().stream()
                .filter(z -> z.equals("UTC") || (z.contains("/") && !z.startsWith("Etc/") && !z.startsWith("SystemV/")))
                .sorted()
                .forEach(z -> zones.append(
                        option(z, z.replace('_', ' '), z.equals(draft.zone().getId()))));
        if (zones.indexOf(" selected") < 0) {
            zones.insert(0, option(draft.zone().getId(), draft.zone().getId(), true));
        }
        Hours hours = draft.hours();
        String body = PlainPage.piece("setup-hours.html")
                .text("token", formToken)
                .text("always", hours.always() ? "checked" : "data-not")
                .text("between", hours.always() ? "data-not" : "checked")
                .text("weekFrom", hours.weekFrom())
                .text("weekTo", hours.weekTo())
                .text("endFrom", hours.endFrom())
                .text("endTo", hours.endTo())
                .text("household", draft.household())
                .text("guess", draft.isZoneUntold() ? "data-guess" : "data-told")
                .piece("zones", zones.toString())
                .fill();
        return whole(
                complaints.isEmpty() ? 200 : 400, Complaint.notice(complaints, "") + Complaint.mark(body, complaints));
    }

    /**
     * What will be written.
     *
     * @param notices what is wrong with it, as HTML; nothing where it may be written
     */
    Answer look(String yaml, String file, String notices, @Nullable String trouble) {
        String body = PlainPage.piece("setup-look.html")
                .text("token", formToken)
                .text("file", file)
                .text("yaml", yaml)
                .text("ready", notices.isEmpty() ? "data-yes" : "disabled")
                .fill();
        return whole(trouble == null ? 200 : 409, PlainPage.notice(trouble) + notices + body);
    }

    /** Problems that the configuration's own check found, which knows its lines and not these pages, and the ways to both of them. */
    static String unplaced(List<String> problems) {
        StringBuilder notices = new StringBuilder();
        problems.forEach(p -> notices.append(PlainPage.notice(p)));
        return problems.isEmpty()
                ? ""
                : notices + PlainPage.piece("setup-look-mend.html").fill();
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

    Answer starting(String file, String address, Left left) {
        String rest = switch (left) {
            case FIREWALL -> "setup-done-firewall.html";
            case SOCKS -> "setup-done-socks.html";
            case UNKNOWN -> "setup-done-doctor.html";
        };
        return whole(
                        200,
                        PlainPage.piece("setup-done.html")
                                .text("file", file)
                                .text("address", address)
                                .piece("left", PlainPage.piece(rest).fill())
                                .fill())
                .with("Refresh", GOES_ON);
    }

    private static Answer whole(int status, String body) {
        return PlainPage.of(status, Phrases.say("setup.name"), Phrases.say("setup.home"), body);
    }
}
