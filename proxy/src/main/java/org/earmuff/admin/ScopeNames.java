package org.earmuff.admin;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earmuff.json.JsonObject;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.Scope;

/**
 * The scopes that there are, as people name them. {@code room:kitchen} and even {@code kitchen} are understood where they can mean
 * one thing only: whoever wants it quiet has no time for capitals. A room and the one speaker in it may share a name, and are the same
 * to whoever says it: the one that is muted is meant, or else the room.
 */
final class ScopeNames {

    private final List<String> known;
    private final Set<String> muted;
    private final List<SpeakerView> speakers;

    /** @param muted scopes that are muted now; they may have gone from the configuration since */
    ScopeNames(List<SpeakerView> speakers, List<Scope> muted) {
        this.speakers = speakers;
        Set<String> names = new LinkedHashSet<>();
        names.add(Scope.ALL.toString());
        speakers.stream()
                .map(SpeakerView::room)
                .filter(room -> !room.isBlank())
                .forEach(room -> names.add("room:" + room));
        speakers.forEach(s -> names.add("speaker:" + s.name()));
        this.known = List.copyOf(names);
        this.muted = new LinkedHashSet<>();
        muted.forEach(scope -> this.muted.add(scope.toString()));
    }

    /** The scope that a text means; throws {@link Problem} where it means none, or may mean several. */
    Scope read(String text) {
        String wanted = text.strip();
        if (known.contains(wanted) || muted.contains(wanted)) {
            return Scope.parse(wanted);
        }
        List<String> meant = oneOfTheSame(meant(wanted));
        if (meant.size() == 1) {
            return Scope.parse(meant.get(0));
        }
        throw meant.isEmpty()
                ? problem("there is no " + wanted + " here; there is: " + String.join(", ", known), known)
                : problem("\"" + wanted + "\" may be " + String.join(" or ", meant) + ": write which", meant);
    }

    private List<String> meant(String wanted) {
        Set<String> all = new LinkedHashSet<>(known);
        all.addAll(muted);
        List<String> meant = new ArrayList<>();
        for (String scope : all) {
            String name = scope.substring(scope.indexOf(':') + 1);
            if (scope.equalsIgnoreCase(wanted) || name.equalsIgnoreCase(wanted)) {
                meant.add(scope);
            }
        }
        return meant;
    }

    /** Of a room and the only speaker in it, one; anything else as it was. */
    private List<String> oneOfTheSame(List<String> meant) {
        if (meant.size() != 2
                || !(Scope.parse(meant.get(0)) instanceof Scope.Room room)
                || !(Scope.parse(meant.get(1)) instanceof Scope.Speaker speaker)) {
            return meant;
        }
        List<String> there = speakers.stream()
                .filter(s -> s.room().equals(room.name()))
                .map(SpeakerView::name)
                .toList();
        boolean onlySpeakerIsMuted = muted.contains(meant.get(1)) && !muted.contains(meant.get(0));
        boolean bothAreMuted = muted.containsAll(meant);
        if (!there.equals(List.of(speaker.name())) || bothAreMuted) {
            return meant;
        }
        return onlySpeakerIsMuted ? meant.subList(1, 2) : meant.subList(0, 1);
    }

    private static Problem problem(String text, List<String> scopes) {
        return new Problem(404, text, new JsonObject().put("scopes", scopes));
    }
}
