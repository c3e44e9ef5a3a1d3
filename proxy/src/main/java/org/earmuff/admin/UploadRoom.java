package org.earmuff.admin;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The folder that an uploaded archive lies in while it is looked at: one at a time, of a bounded size, and nothing stays. */
final class UploadRoom {

    /** The form's address. */
    static final String FORM = "/reconcile";

    static final long MOST_BYTES = 256L << 20;

    private static final long SPARE_BYTES = 64L << 20;
    private static final Logger LOG = LoggerFactory.getLogger(UploadRoom.class);

    private final Path folder;
    private final Consumer<Call> guard;
    private final AtomicBoolean taken = new AtomicBoolean();

    /** @param guard throws a {@link Problem} where a call may not be made */
    UploadRoom(Path state, Consumer<Call> guard) {
        this.folder = state.resolve("archive-upload");
        this.guard = guard;
        empty();
    }

    Path folder() {
        return folder;
    }

    /**
     * Asks for the room before a byte of the file is taken.
     *
     * @param length as announced; negative where it was not
     * @return why not; null where the room is the caller's, who takes it with {@link #stay}
     */
    @Nullable
    Problem enter(Call call, long length) {
        try {
            guard.accept(call);
            if (length < 0) {
                return new Problem(411, "the size of the archive must be announced: Content-Length");
            }
            if (length > MOST_BYTES) {
                return new Problem(413, Phrases.say("reconcile.large", MOST_BYTES >> 20));
            }
            Files.createDirectories(folder);
            if (Files.getFileStore(folder).getUsableSpace() < length + SPARE_BYTES) {
                return new Problem(507, Phrases.say("reconcile.full", folder));
            }
        } catch (Problem problem) {
            return problem;
        } catch (IOException e) {
            return new Problem(503, folder + " cannot be written: " + e.getMessage());
        }
        return taken.compareAndSet(false, true) ? null : new Problem(503, Phrases.say("reconcile.busy"));
    }

    /** To be asked for once after each {@link #enter} that was granted. */
    Stay stay() {
        return new Stay();
    }

    /**
     * One archive's time in the room. It lasts until nobody waits for a report and nobody reads: were the room given back while a reading
     * goes on, whoever comes and leaves could have any number of them going on. Any thread.
     */
    final class Stay {
        private boolean left;
        private boolean reading;
        private boolean over;

        /** Begins to read; false where it is too late. */
        synchronized boolean begin() {
            reading = !left && !over;
            return reading;
        }

        /** Nobody waits for a report any longer. */
        synchronized void leave() {
            left = true;
            if (!reading) {
                end();
            }
        }

        /** Whether a reading is for nobody. */
        synchronized boolean isLeft() {
            return left;
        }

        /** The reading has ended: whatever lies in the room is deleted, and the room given back. */
        synchronized void end() {
            reading = false;
            if (!over) {
                over = true;
                empty();
                taken.set(false);
            }
        }
    }

    private void empty() {
        try {
            if (Files.isDirectory(folder)) {
                try (Stream<Path> files = Files.list(folder)) {
                    files.forEach(UploadRoom::delete);
                }
                Files.delete(folder);
            }
        } catch (IOException | UncheckedIOException e) {
            LOG.warn("what was uploaded into {} cannot be deleted: {}", folder, e.getMessage());
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
