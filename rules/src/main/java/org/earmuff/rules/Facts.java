package org.earmuff.rules;

import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of the device, and of the flow, that a decision is about.
 *
 * @param speaker the speaker's name; for a device that matches none, the name it is shown under
 * @param room the speaker's room, empty where it has none
 * @param groups the groups the speaker belongs to
 * @param known false for a device that matches no configured speaker
 * @param clockSet false while the wall clock was never set since boot, so that hours and budgets cannot be trusted
 * @param name the host name in clear that the flow wants, lower case; null where there is none or it is not known (yet)
 */
public record Facts(
        String speaker,
        String room,
        Set<String> groups,
        boolean known,
        boolean clockSet,
        @Nullable String name) {
    public Facts {
        groups = Set.copyOf(groups);
    }

    /** Facts of a device, or of a flow without a name. */
    public Facts(String speaker, String room, Set<String> groups, boolean known, boolean clockSet) {
        this(speaker, room, groups, known, clockSet, null);
    }

    /** The same device's flow to a name. */
    public Facts named(@Nullable String other) {
        return new Facts(speaker, room, groups, known, clockSet, other);
    }
}
