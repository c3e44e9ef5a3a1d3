package org.earmuff.rules.names;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * A pattern of whole host names, whatever their case: {@code *} stands for any characters, dots included, or none; {@code ?} for
 * exactly one.
 *
 * @param text as it was written; compared in lower case
 */
public record NamePattern(String text) {

    private static final int LONGEST = 253;

    /**
     * A pattern.
     *
     * @throws IllegalArgumentException with what is wrong and what would be right, where the text is no such pattern
     */
    public NamePattern {
        String wrong = wrongWith(text);
        if (wrong != null) {
            throw new IllegalArgumentException(wrong + "; write a host name like metrics.example.com, with * for any"
                    + " characters and ? for one, as in metrics-*.example.com");
        }
        text = text.toLowerCase(Locale.ROOT);
    }

    /** Whether a host name, in any case and with or without a final dot, is meant. */
    public boolean matches(String name) {
        String host = name.toLowerCase(Locale.ROOT);
        return glob(host.endsWith(".") ? host.substring(0, host.length() - 1) : host);
    }

    /** Linear but for going back to the last star, so that no pattern can be made to take long. */
    private boolean glob(String host) {
        int at = 0;
        int star = -1;
        int resume = 0;
        int i = 0;
        while (i < host.length()) {
            if (at < text.length() && text.charAt(at) == '*') {
                star = at++;
                resume = i;
            } else if (at < text.length() && (text.charAt(at) == '?' || text.charAt(at) == host.charAt(i))) {
                at++;
                i++;
            } else if (star >= 0) {
                at = star + 1;
                i = ++resume;
            } else {
                return false;
            }
        }
        while (at < text.length() && text.charAt(at) == '*') {
            at++;
        }
        return at == text.length();
    }

    private static @Nullable String wrongWith(String text) {
        if (text.isBlank()) {
            return "is empty";
        }
        if (text.length() > LONGEST) {
            return "is longer than a host name can be (" + LONGEST + " characters)";
        }
        if (text.chars().anyMatch(Character::isWhitespace)) {
            return "has a space in it";
        }
        if (text.contains("://") || text.contains("/")) {
            return "is a web address or a path, not a host name";
        }
        if (text.matches(".*:\\d+")) {
            return "has a port; names are refused on every port";
        }
        if (looksLikeRegex(text)) {
            return "looks like a regular expression";
        }
        if (text.startsWith(".") || text.endsWith(".") || text.contains("..")) {
            return "begins or ends with a dot, or has two in a row";
        }
        int odd = firstOdd(text);
        return odd < 0 ? null : "has the character \"" + text.charAt(odd) + "\", which no host name has";
    }

    private static boolean looksLikeRegex(String text) {
        return text.chars().anyMatch(c -> "^$[](){}|+\\".indexOf(c) >= 0) || text.startsWith(".*");
    }

    private static int firstOdd(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean letter = c < 128 && Character.isLetterOrDigit(c);
            if (!letter && "-_.*?".indexOf(c) < 0) {
                return i;
            }
        }
        return -1;
    }

    @Override
    public String toString() {
        return text;
    }
}
