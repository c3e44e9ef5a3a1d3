package org.earmuff.config;

import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One scalar and its place.
 *
 * @param written the text as it stands in the file; the only form that a message shows
 * @param text with everything looked up
 */
record Value(Problems problems, String path, int line, String written, String text) {

    void problem(String message) {
        problems.add(line, path, written, message);
    }

    /** The value as a parser understands it; null where it throws {@link IllegalArgumentException}, whose message is then a problem. */
    <T> @Nullable T as(Function<String, T> parser) {
        try {
            return parser.apply(text);
        } catch (IllegalArgumentException e) {
            problem(String.valueOf(e.getMessage()));
            return null;
        }
    }
}
