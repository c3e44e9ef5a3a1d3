package org.earmuff.config;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/**
 * Who is told of what. The address is a secret; this prints without it.
 *
 * @param url http or https, with a host
 * @param on words of {@link #EVENTS}, one at least
 * @param longUpload how much sound in one go is long; 30 s where the file does not say
 * @param away when nobody is at home; null where the file does not say
 */
public record Notify(
        URI url,
        Set<String> on,
        Duration longUpload,
        @Nullable WeeklyHours away) {

    public static final List<String> EVENTS =
            List.of("upload-while-away", "long-upload", "new-device", "ledger-broken", "ledger-head");

    public Notify {
        on = Set.copyOf(on);
    }

    @Override
    public String toString() {
        return "notify *** on " + on;
    }
}
