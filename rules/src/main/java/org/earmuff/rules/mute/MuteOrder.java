package org.earmuff.rules.mute;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One scope's mute, as a person ordered it.
 *
 * @param until the instant at which it ends by itself; null for none
 * @param by who gave it: {@code api}, {@code command}, {@code dashboard}, {@code file}, {@code button}, {@code mqtt}
 * @param reason free text of the person, may be empty
 * @param since when it was given
 */
public record MuteOrder(Scope scope, Style style, @Nullable Instant until, String by, String reason, Instant since) {

    /** What a muted speaker may still send. */
    public enum Style {
        WITHHOLD,
        REFUSE;

        /** The word of the configuration and the API. */
        public String word() {
            return this == WITHHOLD ? "withhold" : "refuse";
        }
    }

    /** Whether the mute still holds at an instant; its end itself is no longer muted. */
    public boolean activeAt(Instant now) {
        return until == null || now.isBefore(until);
    }
}
