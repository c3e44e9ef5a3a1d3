package org.earmuff.admin;

import org.jspecify.annotations.Nullable;

/** A page for people without any script: a title and a body between the header and nothing. */
public final class PlainPage {

    private PlainPage() {}

    /** The page around a body that is safe already. */
    public static Answer of(int status, String title, String household, String body) {
        String page = new Html(Assets.text("plain.html"))
                .text("title", title)
                .text("household", household)
                .piece("body", body)
                .fill();
        return Answer.of(status, Answer.HTML, page);
    }

    /** A piece of the jar's templates, to be filled. */
    public static Html piece(String template) {
        return new Html(Assets.text(template));
    }

    /** A sentence that must be seen; nothing where there is none. */
    public static String notice(@Nullable String text) {
        return text == null || text.isEmpty()
                ? ""
                : "<p class=\"notice\" role=\"alert\">" + Html.escape(text) + "</p>\n";
    }
}
