package org.earmuff.demo;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The words of a {@link Message.Type#HELLO}.
 *
 * @param speaker the speaker's name: a-z, 0-9 and -, at most 40 of them
 * @param soundBytesPerSecond what a second of its sound weighs, 1 or more
 * @param purpose {@code voice} for the connection that sound goes to, {@code post} for telemetry
 */
record Greeting(String speaker, int soundBytesPerSecond, String purpose) {

    static final String VOICE = "voice";
    static final String POST = "post";

    private static final Pattern FORM = Pattern.compile("([a-z0-9-]{1,40}) ([1-9][0-9]{0,6}) (voice|post)");

    String text() {
        return speaker + " " + soundBytesPerSecond + " " + purpose;
    }

    /** The greeting that a text is; null where it is none. */
    static @Nullable Greeting parse(String text) {
        Matcher m = FORM.matcher(text);
        return m.matches() ? new Greeting(m.group(1), Integer.parseInt(m.group(2)), m.group(3)) : null;
    }
}
