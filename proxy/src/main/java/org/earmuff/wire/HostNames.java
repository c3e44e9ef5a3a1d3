package org.earmuff.wire;

import java.util.Locale;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Names reach logs, tables and terminals: anything but a plain host name is as good as none. */
final class HostNames {

    private static final Pattern LABELS =
            Pattern.compile("(?!-)[a-z0-9_-]{1,63}(?<!-)(\\.(?!-)[a-z0-9_-]{1,63}(?<!-))*\\.?");
    private static final Pattern DIGITS_AND_DOTS = Pattern.compile("[0-9.]*");
    private static final int LONGEST = 253;

    private HostNames() {}

    /** The name, lower case and without a dot at its end; null where it is no plain host name. */
    static @Nullable String plain(String name) {
        String lower = name.toLowerCase(Locale.ROOT);
        boolean plain = lower.length() <= LONGEST
                && LABELS.matcher(lower).matches()
                && !DIGITS_AND_DOTS.matcher(lower).matches();
        if (!plain) {
            return null;
        }
        return lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
    }
}
