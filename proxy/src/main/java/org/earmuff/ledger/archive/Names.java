package org.earmuff.ledger.archive;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Times and devices in the names that vendors give to recordings. */
final class Names {

    /** {@code (2018-05-30T11_09_58+0200)_TEXT(...).wav}, local time with its offset. */
    private static final Pattern AMAZON =
            Pattern.compile("\\((\\d{4}-\\d{2}-\\d{2}T\\d{2}_\\d{2}_\\d{2})(?:[._]\\d{1,3})?(Z|[+-]\\d{2}:?\\d{2})\\)");
    /** {@code 2018-04-16_11_42_55_659_UTC.mp3}. */
    private static final Pattern GOOGLE =
            Pattern.compile("(\\d{4}-\\d{2}-\\d{2})_(\\d{2}_\\d{2}_\\d{2})_(\\d{3})_UTC\\.\\w{2,4}");
    /** {@code TYPE:1.0/YYYY/MM/DD/HH/SERIAL/MM:SS::TOKEN}, UTC; a file's name has other signs for the colons. */
    private static final Pattern IDENTIFIER = Pattern.compile(
            "([A-Z0-9]{8,20})[:_]\\d\\.\\d[/_](\\d{4})[/_](\\d{2})[/_](\\d{2})[/_](\\d{2})[/_]([A-Z0-9]{8,32})[/_](\\d{2})[:_](\\d{2})[:_]");

    private static final Pattern RECORD_KEY =
            Pattern.compile("[^#]{1,64}#(\\d{13})#([A-Za-z0-9]{4,32})#([A-Za-z0-9]{4,64})");
    private static final Pattern SOUND = Pattern.compile("(?i).*\\.(wav|mp3|m4a|ogg|opus|flac|aac)");

    private Names() {}

    /** A recording: when, and by which device where that is known. */
    record Recording(TimeWords.Written time, @Nullable String device, Source source) {}

    static boolean isSound(String name) {
        return SOUND.matcher(name).matches();
    }

    /** What a file's name tells; null where it tells no time. */
    static @Nullable Recording ofFile(String name) {
        Matcher m = AMAZON.matcher(name);
        if (m.find()) {
            TimeWords.Written time = TimeWords.read(m.group(1).replace('_', ':') + m.group(2));
            return time == null ? null : new Recording(time, null, Source.AMAZON_RECORDING);
        }
        m = GOOGLE.matcher(name);
        if (m.find()) {
            TimeWords.Written time =
                    TimeWords.read(m.group(1) + "T" + m.group(2).replace('_', ':') + "." + m.group(3) + "Z");
            return time == null ? null : new Recording(time, null, Source.GOOGLE_RECORDING);
        }
        return identifier(name);
    }

    /** Amazon's audio identifier, anywhere in a short text. */
    static @Nullable Recording identifier(String text) {
        if (text.length() > 512) {
            return null;
        }
        Matcher m = IDENTIFIER.matcher(text);
        if (!m.find()) {
            return null;
        }
        TimeWords.Written time = TimeWords.read(m.group(2) + "-" + m.group(3) + "-" + m.group(4) + "T" + m.group(5)
                + ":" + m.group(7) + ":" + m.group(8) + "Z");
        return time == null ? null : new Recording(time, m.group(6).toUpperCase(Locale.ROOT), Source.AMAZON);
    }

    /** Amazon's {@code customerId#epochMillis#deviceType#deviceSerial}. */
    static @Nullable Recording recordKey(String text) {
        Matcher m = RECORD_KEY.matcher(text);
        return m.matches()
                ? new Recording(
                        TimeWords.epoch(Long.parseLong(m.group(1)), true),
                        m.group(3).toUpperCase(Locale.ROOT),
                        Source.AMAZON)
                : null;
    }
}
