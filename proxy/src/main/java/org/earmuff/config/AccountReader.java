package org.earmuff.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Reads {@code ledger}: how much of the account is kept, and where. */
final class AccountReader {

    private static final Account USUAL = new Account(Duration.ofDays(400), 1L << 30);
    private static final long LEAST = 16L << 20;

    private AccountReader() {}

    static Account read(@Nullable Section section) {
        if (section == null) {
            return USUAL;
        }
        Duration keep = section.value("keep", AccountReader::keep, USUAL.keep());
        Long most = section.value("max-size", AccountReader::size, USUAL.maxSize());
        section.value("url", AccountReader::url, null);
        return new Account(keep == null ? USUAL.keep() : keep, most == null ? USUAL.maxSize() : most);
    }

    private static Duration keep(String text) {
        return Quantity.duration(text, Duration.ofDays(1), Duration.ofDays(36_500), "1 day to 36500 days");
    }

    private static Long size(String text) {
        long bytes = Quantity.size(text);
        if (bytes < LEAST) {
            throw new IllegalArgumentException("is out of range; write 16 MiB to 1024 GiB");
        }
        return bytes;
    }

    private static String url(String text) {
        if (text.startsWith("jdbc:")) {
            throw new IllegalArgumentException(
                    "names a database server, but this version keeps the account in SQLite only; write sqlite, or remove"
                            + " the line");
        }
        if (!text.equals("sqlite")) {
            throw new IllegalArgumentException("is no place for the account; write sqlite, or remove the line");
        }
        return text;
    }
}
