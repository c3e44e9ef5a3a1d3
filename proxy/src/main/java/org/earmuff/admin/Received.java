package org.earmuff.admin;

import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * A file that a form brought.
 *
 * @param file where it lies; null where it was refused
 * @param name its name on the sender's machine
 * @param problem why it was refused; null where it was not
 * @param stay its time in the room; null where it was refused
 */
record Received(@Nullable Path file, String name, @Nullable Problem problem, UploadRoom.@Nullable Stay stay) {

    static Received refused(Problem problem) {
        return new Received(null, "", problem, null);
    }

    /** Whoever sent it has an answer, or is gone: where nothing began to read it, the room is free. */
    void answered() {
        if (stay != null) {
            stay.leave();
        }
    }
}
