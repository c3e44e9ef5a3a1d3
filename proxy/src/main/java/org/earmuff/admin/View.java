package org.earmuff.admin;

import org.earmuff.rules.Verdict;

/**
 * What every page is made from.
 *
 * @param formToken what its forms carry
 */
record View(Snapshot s, AdminSettings settings, Words words, String formToken) {

    static View of(Snapshot s, AdminSettings settings, String formToken) {
        return new View(s, settings, new Words(settings.zone(), s.now()), formToken);
    }

    /** Whether nothing of what speakers send comes here, so that calm figures would mean nothing. */
    boolean blind() {
        return s.speakers().isEmpty() || !s.condition().firewallProblem().isEmpty();
    }

    static boolean stopped(Verdict verdict) {
        return verdict.strictness() >= 2;
    }

    /** One of the icons that {@code layout.html} defines; words beside it say the same. */
    static String icon(String name) {
        return "<svg class=\"i\" aria-hidden=\"true\"><use href=\"#i-" + name + "\"/></svg>";
    }
}
