package org.earmuff.config;

import org.jspecify.annotations.Nullable;

/**
 * One thing wrong with a configuration, told so that it can be mended.
 *
 * @param file the file as the user would open it
 * @param line 1-based; 0 where the file as a whole is meant
 * @param path the key, such as {@code speakers[0].match[1]}; empty where none is meant
 * @param value what is written there, before anything is looked up, so that no secret shows; null where nothing is
 * @param message what is wrong with it and what would be right, a clause that follows the value
 */
public record Problem(
        String file, int line, String path, @Nullable String value, String message) {

    private static final int LONGEST_VALUE = 80;

    /** {@code FILE:LINE: PATH: "VALUE" MESSAGE}, without the parts that there are none of; always one line. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(file);
        if (line > 0) {
            text.append(':').append(line);
        }
        text.append(": ");
        if (!path.isEmpty()) {
            text.append(printable(path)).append(": ");
        }
        if (value != null) {
            text.append('"').append(shown(value)).append("\" ");
        }
        return text.append(printable(message)).toString();
    }

    private static String shown(String value) {
        return printable(value.length() > LONGEST_VALUE ? value.substring(0, LONGEST_VALUE) + "…" : value);
    }

    /** A value from a file never moves the cursor of a terminal or makes a second line in a log. */
    private static String printable(String text) {
        return text.replaceAll("[\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]", "?");
    }
}
