package org.earmuff.admin;

import java.util.List;
import java.util.Optional;
import org.earmuff.json.Json;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.words.Phrases;

/** The page's buttons to mute and unmute; plain forms, which the script takes over where there is one. */
final class MuteControls {

    /** The large control of the whole house. */
    String house(Optional<MuteOrder> mute, View v) {
        if (!v.asker().mayMute()) {
            return "";
        }
        return mute.isPresent()
                ? lift("house-muted.html", Scope.ALL, Phrases.say("everything"), mute.get(), v)
                : set("house-open.html", Scope.ALL, Phrases.say("everything"), "mute", v);
    }

    /** The small control of one room or speaker. */
    String small(Scope scope, String what, Optional<MuteOrder> mute, View v) {
        if (!v.asker().mayMute()) {
            return "";
        }
        return mute.isPresent()
                ? lift("small-muted.html", scope, what, mute.get(), v)
                : set("small-open.html", scope, what, "mute", v);
    }

    /** @param verb what the button says: to mute, or to change the end of a mute */
    private static String set(String template, Scope scope, String what, String verb, View v) {
        Html html = Html.of(template)
                .text("scope", scope)
                .text("token", v.formToken())
                .text("verb", Phrases.say(verb))
                .text("what", Phrases.say(verb + ".what", what))
                .text("morningTime", MutesApi.MORNING);
        for (String length : List.of("quarter", "hour", "morning", "open")) {
            html.text(length, Phrases.say("mute.what." + length, what));
        }
        return html.fill();
    }

    private static String lift(String template, Scope scope, String what, MuteOrder mute, View v) {
        String by = Phrases.say("mute.by", mute.by());
        String said = mute.reason().isBlank() ? by : by + " · " + mute.reason();
        return new Html(Assets.text(template))
                .text("scope", scope)
                .text("unmute", Phrases.say("unmute.what", what))
                .text("token", v.formToken())
                .text("said", said)
                .piece("end", end(mute, v.words()))
                .piece("change", set("small-open.html", scope, what, "change", v))
                .fill();
    }

    /** The end as a time; the script turns it into a countdown. */
    private static String end(MuteOrder mute, Words words) {
        if (mute.until() == null) {
            return Html.escape(Phrases.say("mute.lifted"));
        }
        return "<span class=\"until\">" + Html.escape(Phrases.say("mute.until")) + " </span><time datetime=\""
                + Html.escape(Json.instant(mute.until())) + "\" data-countdown>" + Html.escape(words.time(mute.until()))
                + "</time>";
    }
}
