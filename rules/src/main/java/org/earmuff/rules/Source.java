package org.earmuff.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something with a say in a decision, followed along a line of time: a rule, or a mute. Starts at the instant that it is made for and is
 * moved forwards only. Confined to one call of {@code decide}.
 */
interface Source {

    /** The strictest that it may ever say, whatever the time. */
    Finding strictest();

    /** What it says at the instant it stands at; null for nothing. */
    @Nullable
    Finding says();

    /** The first instant after the one it stands at, at which it may say something else; {@link Instant#MAX} for never. */
    Instant next();

    /** Moves it to a later instant. */
    void moveTo(Instant at);
}
