package org.earmuff.home;

import java.util.List;
import java.util.Set;

/**
 * A speaker as the household describes it.
 *
 * @param name unique in the home
 * @param room its room; empty where it has none
 * @param groups the groups it belongs to
 * @param profile its vendor's habits
 * @param match what it is recognised by; any of these
 */
public record SpeakerDef(String name, String room, Set<String> groups, String profile, List<Matcher> match) {
    public SpeakerDef {
        groups = Set.copyOf(groups);
        match = List.copyOf(match);
    }
}
