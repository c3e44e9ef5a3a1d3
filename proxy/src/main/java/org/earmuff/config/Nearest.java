package org.earmuff.config;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the word that was probably meant. */
final class Nearest {

    private Nearest() {}

    /** The candidate that is the fewest typing mistakes away, a third of its letters at most; null where none is. */
    static @Nullable String of(String word, Collection<String> candidates) {
        String nearest = null;
        int least = Integer.MAX_VALUE;
        for (String candidate : candidates) {
            int mistakes = mistakes(word.toLowerCase(Locale.ROOT), candidate.toLowerCase(Locale.ROOT));
            if (mistakes < least && mistakes <= Math.max(1, candidate.length() / 3)) {
                nearest = candidate;
                least = mistakes;
            }
        }
        return nearest;
    }

    /** Letters to insert, remove or replace; a difference in length of more than 4 counts as hopeless. */
    private static int mistakes(String a, String b) {
        if (Math.abs(a.length() - b.length()) > 4) {
            return Integer.MAX_VALUE;
        }
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int replaced = diagonal + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(replaced, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length()];
    }
}
