package org.earmuff.admin;

import java.time.Instant;
import java.util.function.Function;
import org.earmuff.rules.Decision;
import org.jspecify.annotations.Nullable;

/**
 * A decision and what comes after it. What stops sound is often followed by something else that does, such as a mute by closed
 * hours: then the end of the first is not when sound may leave again.
 *
 * @param now the decision itself
 * @param next what stops sound when {@code now} has ended; null where it does not stop sound, or nothing else does after it
 * @param until when sound may leave again, where {@code now} stops it; else when {@code now} may change; {@link Instant#MAX} for never
 * @param then the decision from {@code until} on; null where that is not known
 */
public record Outlook(
        Decision now,
        @Nullable Decision next,
        Instant until,
        @Nullable Decision then) {

    /** Decisions looked at; more in a row that all stop sound are told as lasting until the end of the last one. */
    private static final int MOST = 32;

    /**
     * Looks ahead from a decision.
     *
     * @param at the decision at an instant, if neither mutes nor usage change until then; null where there is none
     */
    public static Outlook of(Decision now, Function<Instant, @Nullable Decision> at) {
        Decision next = null;
        Instant until = now.validUntil();
        Decision then = after(until, at);
        for (int i = 0; stops(now) && i < MOST && then != null; i++) {
            if (!stops(then) || !then.validUntil().isAfter(until)) {
                break;
            }
            next = next == null ? then : next;
            until = then.validUntil();
            then = after(until, at);
        }
        return new Outlook(now, next, until, then);
    }

    private static @Nullable Decision after(Instant until, Function<Instant, @Nullable Decision> at) {
        return until.isBefore(Instant.MAX) ? at.apply(until) : null;
    }

    /** Whether a decision lets no sound out. */
    static boolean stops(Decision decision) {
        return decision.verdict().strictness() >= 2;
    }
}
