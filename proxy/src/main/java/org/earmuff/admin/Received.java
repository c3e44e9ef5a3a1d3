package org.earmuff.admin;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a form brought.
 *
 * @param file where it lies; null where it was refused
 * @param name its name on the sender's machine
 * @param problem why it was refused; null where it was not
 * @param discard deletes it and makes room for the next; may be called twice
 */
record Received(@Nullable Path file, String name, @Nullable Problem problem, Runnable discard) {

    static Received refused(Problem problem) {
        return new Received(null, "", problem, () -> {});
    }
}
