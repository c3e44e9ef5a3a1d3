package org.earmuff.cli;

import java.util.Locale;

/** Seconds of sound and bytes in a column of a table. */
final class Amounts {

    private Amounts() {}

    static String seconds(double seconds) {
        return String.format(Locale.ROOT, "%.1f s", seconds);
    }

    static String bytes(long bytes) {
        return bytes((double) bytes);
    }

    static String bytes(double bytes) {
        return Math.abs(bytes) < 1000
                ? String.format(Locale.ROOT, "%.0f B", bytes)
                : String.format(
                        Locale.ROOT,
                        Math.abs(bytes) < 1e6 ? "%.1f kB" : "%.1f MB",
                        bytes / (Math.abs(bytes) < 1e6 ? 1e3 : 1e6));
    }
}
