package org.earmuff.config;

import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One scalar and its place.
 *
 * @param written the text as it stands in the file; the only form that a message shows
 * @param text with everything looked up
 */
record Value(Problems problems, String path, int line, String written, String text) {

    private static final Map<Integer, String> LOOKING_LIKE = Map.of(
            (int) Character.SPACE_SEPARATOR, "a space",
            (int) Character.FORMAT, "nothing",
            (int) Character.DASH_PUNCTUATION, "a hyphen",
            (int) Character.INITIAL_QUOTE_PUNCTUATION, "a quote",
            (int) Character.FINAL_QUOTE_PUNCTUATION, "a quote");

    void problem(String message) {
        problems.add(line, path, written, message);
    }

    /** The value as a parser understands it; null where it throws {@link IllegalArgumentException}, whose message is then a problem. */
    <T> @Nullable T as(Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            String typeset = typeset(text);
            problem(typeset != null ? typeset : String.valueOf(e.getMessage()));
            return null;
        }
    }

    /** What looks right and is not is told by its name; null where there is no such character. */
    private static @Nullable String typeset(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            String instead = LOOKING_LIKE.get(Character.getType(c));
            boolean plain = c < 128;
            if (!plain && instead != null) {
                return "has a character that only looks like " + instead
                        + String.format(" (U+%04X), as text pasted from elsewhere has; type it again", (int) c);
            }
        }
        return null;
    }
}
