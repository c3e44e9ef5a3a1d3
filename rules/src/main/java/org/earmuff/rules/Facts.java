package org.earmuff.rules;

import java.util.Set;

/**
 * What is known of the device that a decision is about.
 *
 * @param speaker the speaker's name; for a device that matches none, the name it is shown under
 * @param room the speaker's room, empty where it has none
 * @param groups the groups the speaker belongs to
 * @param known false for a device that matches no configured speaker
 * @param clockSet false while the wall clock was never set since boot, so that hours cannot be trusted
 */
public record Facts(String speaker, String room, Set<String> groups, boolean known, boolean clockSet) {
    public Facts {
        groups = Set.copyOf(groups);
    }
}
