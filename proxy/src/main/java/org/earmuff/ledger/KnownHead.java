package org.earmuff.ledger;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A head that somebody wrote down elsewhere.
 *
 * @param id its row
 * @param hash 64 hexadecimal digits, or the first of them, 12 at the least
 */
public record KnownHead(long id, String hash) {

    private static final Pattern FORM = Pattern.compile("(?:row )?([1-9][0-9]{0,17})[ :]+([0-9a-fA-F]{12,64})");

    /**
     * Reads what {@code ledger head} prints.
     *
     * @throws IllegalArgumentException where it is none; the message is for the user
     */
    public static KnownHead parse(String text) {
        Matcher m = FORM.matcher(text.strip());
        if (!m.matches()) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no head: it takes the row and its hash, such as \"1234 9f86d081884c7d65…\", at"
                            + " least 12 hexadecimal digits");
        }
        return new KnownHead(Long.parseLong(m.group(1)), m.group(2).toLowerCase(Locale.ROOT));
    }
}
