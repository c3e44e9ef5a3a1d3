package org.earmuff.config;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Speakers;

/** Which of the names in a rule nobody in the house has. */
final class Strangers {

    private final Set<String> names = new HashSet<>();
    private final Set<String> rooms = new HashSet<>();

    Strangers(List<SpeakerDef> house) {
        for (SpeakerDef speaker : house) {
            names.add(speaker.name());
            names.addAll(speaker.groups());
            rooms.add(speaker.room());
        }
    }

    /** As they are written in the rule, in the order of the alphabet. */
    List<String> in(Speakers named) {
        return Stream.concat(
                        Stream.concat(named.names().stream(), named.groups().stream())
                                .filter(name -> !names.contains(name)),
                        named.rooms().stream()
                                .filter(room -> !rooms.contains(room))
                                .map(room -> "room:" + room))
                .sorted()
                .toList();
    }
}
