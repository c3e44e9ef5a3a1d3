package org.earmuff.home;

import java.util.Set;

/**
 * Whom an address belongs to.
 *
 * @param speaker the speaker's name; {@code unknown} for a device that matches none
 * @param room its room; empty where it has none
 * @param groups the groups it belongs to
 * @param profile its vendor's habits
 * @param known false for a device that matches no speaker
 */
public record Identity(String speaker, String room, Set<String> groups, String profile, boolean known) {

    /** A device that matches no speaker. Its name is {@code org.earmuff.flow.Flow.UNKNOWN}. */
    public static final Identity UNKNOWN = new Identity("unknown", "", Set.of(), "generic", false);

    public Identity {
        groups = Set.copyOf(groups);
    }

    /** The identity of a configured speaker. */
    public static Identity of(SpeakerDef speaker) {
        return new Identity(speaker.name(), speaker.room(), speaker.groups(), speaker.profile(), true);
    }
}
