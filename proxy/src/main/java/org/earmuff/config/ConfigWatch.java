package org.earmuff.config;

import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Notices when a configuration's files have other content than before, however it came about: written in place, renamed over, a link
 * switched, a folder mounted. It reads them about once a second, for modification times and notifications miss some of these. Content
 * counts once it has stayed the same for a moment, so that a file is not read while it is being written.
 */
public final class ConfigWatch implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);
    private static final long LOOK_MILLIS = 1_000;
    private static final long SETTLE_MILLIS = 300;

    private final Path file;
    private final Runnable changed;
    private final ScheduledExecutorService thread;

    // Of the thread alone, after the start.
    private Object acted;
    private @Nullable Object settling;

    /**
     * Begins to look.
     *
     * @param known the configuration that is acted on already; null to act on whatever is there at the first look
     * @param changed run on the watch's own thread; may block it
     */
    public ConfigWatch(Path file, @Nullable Configuration known, Runnable changed) {
        this.file = file;
        this.changed = changed;
        this.acted = known == null ? "nothing yet" : known.files();
        this.thread = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread made = new Thread(task, "config-watch");
            made.setDaemon(true);
            return made;
        });
        next(LOOK_MILLIS);
    }

    private void next(long millis) {
        if (!thread.isShutdown()) {
            var unused = thread.schedule(this::look, millis, TimeUnit.MILLISECONDS);
        }
    }

    private void look() {
        boolean again = false;
        try {
            Object content = content();
            if (content.equals(acted)) {
                settling = null;
            } else if (content.equals(settling)) {
                acted = content;
                settling = null;
                changed.run();
            } else {
                settling = content;
                again = true;
            }
        } catch (RuntimeException e) {
            LOG.error("looking at {} failed once and goes on", file, e);
        } finally {
            next(again ? SETTLE_MILLIS : LOOK_MILLIS);
        }
    }

    /** The files, or what keeps them from being read. */
    private Object content() {
        Problems problems = new Problems(file.toString());
        FileSet files = FileSet.read(file, problems);
        try {
            problems.throwIfAny();
            return files;
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage()) + files.sha256();
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
