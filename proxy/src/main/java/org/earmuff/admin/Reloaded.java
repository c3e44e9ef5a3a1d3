package org.earmuff.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What came of reading the configuration again.
 *
 * @param problems everything that is wrong with it; empty where it is in force now, else the one before stays in force
 * @param sha256 digest of the configuration in force
 * @param changed what is different in it from the one before, a phrase each; empty where nothing is
 * @param needRestart keys that are different but take effect at the next start only
 */
public record Reloaded(List<Trouble> problems, String sha256, List<String> changed, List<String> needRestart) {

    /** One thing wrong, as {@code check} tells it. */
    public record Trouble(
            String file, int line, String path, @Nullable String value, String message, String text) {}

    public Reloaded {
        problems = List.copyOf(problems);
        changed = List.copyOf(changed);
        needRestart = List.copyOf(needRestart);
    }
}
