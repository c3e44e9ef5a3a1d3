package org.earmuff.rules;

import java.util.Collections;
import java.util.Set;

/**
 * Whom a rule is about: everyone, or whoever is named, in a named group or in a named room. Names compare exactly.
 *
 * @param all everyone, devices that match no configured speaker included
 * @param names speakers by name
 * @param groups speakers by a group that they belong to
 * @param rooms speakers by their room
 */
public record Speakers(boolean all, Set<String> names, Set<String> groups, Set<String> rooms) {

    /** Everyone. */
    public static final Speakers ALL = new Speakers(true, Set.of(), Set.of(), Set.of());

    public Speakers {
        names = Set.copyOf(names);
        groups = Set.copyOf(groups);
        rooms = Set.copyOf(rooms);
    }

    /** Whether a device is meant. One that matches no configured speaker has no name, group or room that counts. */
    public boolean cover(Facts facts) {
        return all
                || (facts.known()
                        && (names.contains(facts.speaker())
                                || rooms.contains(facts.room())
                                || !Collections.disjoint(groups, facts.groups())));
    }
}
