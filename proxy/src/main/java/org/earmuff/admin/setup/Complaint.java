package org.earmuff.admin.setup;

import java.util.Collection;
import java.util.Optional;
import org.earmuff.admin.Html;
import org.earmuff.words.Phrases;

/**
 * What is wrong with an answer, and where it was given.
 *
 * @param field the id of the input on its page
 * @param text a sentence that says what to do
 */
record Complaint(String field, String text) {

    /** The configuration's own bound is 64. */
    private static final int LONGEST_NAME = 60;

    /** What is wrong with the name of a room or a home; nothing where it is good. */
    static Optional<Complaint> ofName(String field, String name, String called) {
        String what = Phrases.say(called);
        if (name.isBlank()) {
            return Optional.of(new Complaint(field, Phrases.say("setup.name.none", what)));
        }
        return ofOddName(field, name, what);
    }

    /** The same for a name that is there. */
    static Optional<Complaint> ofOddName(String field, String name, String what) {
        if (name.contains("${")) {
            return Optional.of(new Complaint(field, Phrases.say("setup.name.hole", what)));
        }
        return name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)
                ? Optional.of(new Complaint(field, Phrases.say("setup.name.long", what, LONGEST_NAME)))
                : Optional.empty();
    }

    /** All of them above a page, each with the way to its field; nothing where there are none. */
    static String notice(Collection<Complaint> complaints, String page) {
        if (complaints.isEmpty()) {
            return "";
        }
        StringBuilder html = new StringBuilder("<div class=\"notice made\" role=\"alert\"><ul class=\"mend\">\n");
        complaints.forEach(c -> html.append("<li id=\"bad-")
                .append(c.field)
                .append("\"><a href=\"")
                .append(page)
                .append('#')
                .append(c.field)
                .append("\">")
                .append(Html.escape(c.text))
                .append("</a></li>\n"));
        return html.append("</ul></div>\n").toString();
    }

    /** Tells a page's fields, and whoever hears it read aloud, what is wrong with them. Text that people typed has no bare quote in it. */
    static String mark(String page, Collection<Complaint> complaints) {
        String marked = page;
        for (Complaint c : complaints) {
            String id = "<input id=\"" + c.field + "\"";
            marked = marked.replace(id, id + " aria-invalid=\"true\" aria-describedby=\"bad-" + c.field + "\"");
        }
        return marked;
    }
}
