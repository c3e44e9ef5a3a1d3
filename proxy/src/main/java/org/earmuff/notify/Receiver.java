package org.earmuff.notify;

import java.net.URI;
import java.time.Duration;
import java.util.Set;
import org.earmuff.rules.hours.WeeklyHours;
import org.jspecify.annotations.Nullable;

/**
 * Who is told, and of what. Its address is a secret, since whoever knows it may read or write there: it prints without its path.
 *
 * @param url http or https; a user and a password in it become Basic authentication
 * @param longUpload how much sound in one go is long
 * @param away when nobody is at home; null where only a mute of the whole house says so
 */
public record Receiver(
        URI url,
        Set<Topic> on,
        Duration longUpload,
        @Nullable WeeklyHours away) {

    public Receiver {
        on = Set.copyOf(on);
    }

    /** For logs. */
    @Override
    public String toString() {
        return url.getScheme() + "://" + url.getHost() + (url.getPort() < 0 ? "" : ":" + url.getPort()) + "/***";
    }
}
