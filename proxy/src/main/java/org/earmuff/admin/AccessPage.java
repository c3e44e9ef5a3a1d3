package org.earmuff.admin;

import java.time.ZoneId;
import java.util.function.Supplier;
import org.earmuff.admin.access.Access;
import org.earmuff.admin.access.Asker;
import org.earmuff.admin.access.Guests;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** The pages for logging in, for guests, and for looking after both. They need no script. */
final class AccessPage {

    private final Access access;
    private final Supplier<String> formToken;
    private final Supplier<AdminSettings> settings;

    AccessPage(Access access, Supplier<String> formToken, Supplier<AdminSettings> settings) {
        this.access = access;
        this.formToken = formToken;
        this.settings = settings;
    }

    /** @param problem why the last try did not work; null for none */
    Answer login(String to, @Nullable Problem problem) {
        String body = new Html(Assets.text("login.html"))
                .text("token", formToken.get())
                .text("to", to)
                .piece(
                        "problem",
                        problem == null
                                ? PlainPage.notice(access.passwords().problem())
                                : PlainPage.notice(told(problem)))
                .fill();
        int status = problem == null ? 200 : problem.status();
        Answer answer = whole(status, Phrases.say("login"), body);
        String wait = problem == null ? null : problem.answer().headers().get("Retry-After");
        return wait == null ? answer : answer.with("Retry-After", wait);
    }

    private static String told(Problem problem) {
        String text = String.valueOf(problem.getMessage());
        return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
    }

    Answer guest(String token, Guests.Guest guest) {
        String body = new Html(Assets.text("guest.html"))
                .text("token", formToken.get())
                .text("action", Rights.GUEST + token)
                .text("name", guest.name())
                .text("household", settings.get().household())
                .fill();
        return whole(200, Phrases.say("guest"), body).with("Referrer-Policy", "no-referrer");
    }

    /** @param made a guest link just made, told this once; null for none */
    Answer access(Asker asker, @Nullable String made) {
        boolean set = access.passwords().areSet();
        String body = new Html(Assets.text(set ? "access.html" : "access-open.html"))
                .text("token", formToken.get())
                .text("sessions", access.sessions().count(Asker.OWNER))
                .text("guestSessions", access.sessions().count(Asker.GUEST))
                .piece("made", made == null ? "" : made(made))
                .piece("guests", guests(asker))
                .fill();
        return whole(200, Phrases.say("access.title"), body);
    }

    private static String made(String link) {
        return new Html(Assets.text("guest-made.html")).text("link", link).fill();
    }

    private String guests(Asker asker) {
        if (!asker.mayAdminister() || access.guests().all().isEmpty()) {
            return "<p>" + Html.escape(Phrases.say("access.guests.none")) + "</p>\n";
        }
        ZoneId zone = settings.get().zone();
        StringBuilder rows = new StringBuilder();
        for (Guests.Guest guest : access.guests().all()) {
            rows.append(new Html(Assets.text("guest-row.html"))
                    .text("token", formToken.get())
                    .text("id", guest.id())
                    .text("name", guest.name())
                    .text("made", Phrases.date("date.day").format(guest.made().atZone(zone)))
                    .fill());
        }
        return "<ul class=\"list\">\n" + rows + "</ul>\n";
    }

    private Answer whole(int status, String title, String body) {
        return PlainPage.of(status, title, settings.get().household(), body);
    }
}
