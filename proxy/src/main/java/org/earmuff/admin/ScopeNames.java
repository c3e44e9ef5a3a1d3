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
 * one thing only: whoever wants it quiet has no time for capitals.
 */
final class ScopeNames {

    private final List<String> known;
    private final Set<String> muted;

    /** @param muted scopes that are muted now; they may have gone from the configuration since */
    ScopeNames(List<SpeakerView> speakers, List<Scope> muted) {
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
        List<String> meant = meant(wanted);
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

    private static Problem problem(String text, List<String> scopes) {
        return new Problem(404, text, new JsonObject().put("scopes", scopes));
    }
}
