package org.earmuff.admin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.earmuff.admin.access.Asker;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Verdict;

/**
 * What every page is made from.
 *
 * @param asker who looks
 * @param formToken what its forms carry
 */
record View(Snapshot s, AdminSettings settings, Words words, Asker asker, String formToken) {

    static View of(Snapshot s, AdminSettings settings, Asker asker, String formToken) {
        return new View(s, settings, new Words(settings.zone(), s.now()), asker, formToken);
    }

    /** Whether a page made from this is as good as one made from another: the same to the second. */
    boolean showsAs(View other) {
        Instant second = s.now().truncatedTo(ChronoUnit.SECONDS);
        return asker == other.asker
                && formToken.equals(other.formToken)
                && settings.equals(other.settings)
                && second.equals(other.s.now().truncatedTo(ChronoUnit.SECONDS))
                && s.at(second).equals(other.s.at(second));
    }

    /** Whether nothing of what speakers send comes here, so that calm figures would mean nothing. */
    boolean blind() {
        return s.speakers().isEmpty() || !s.condition().firewallProblem().isEmpty();
    }

    /** What a speaker is called where its room is not beside it: by its room, and by its own name where others are there, too. */
    String called(SpeakerView speaker) {
        if (speaker.room().isBlank()) {
            return speaker.name();
        }
        boolean alone = s.speakers().stream()
                        .filter(other -> other.room().equals(speaker.room()))
                        .count()
                == 1;
        return alone ? speaker.room() : speaker.room() + " (" + speaker.name() + ")";
    }

    /** Whether it is for a guest, who is told when sound left and how much, but not where to. */
    boolean guest() {
        return asker == Asker.GUEST;
    }

    static boolean stopped(Verdict verdict) {
        return verdict.strictness() >= 2;
    }

    /** One of the icons that {@code layout.html} defines; words beside it say the same. */
    static String icon(String name) {
        return "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-" + name + "\"/></svg>";
    }
}
