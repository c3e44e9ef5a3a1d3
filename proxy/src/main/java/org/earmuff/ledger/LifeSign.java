package org.earmuff.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A sign of life for the case of a power cut: the empty file {@code alive} in the state folder, whose time of change is set once a minute.
 * That dirties one inode and no data, about a quarter of a megabyte an hour on the card. It is not flushed: a power cut may set it
 * back by what the file system holds in memory, commonly half a minute, so the time is never too late.
 *
 * <p>A failure is told in the log once, until it works again.
 */
public final class LifeSign implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(LifeSign.class);
    private static final String NAME = "alive";
    private static final long EVERY_SECONDS = 60;

    private final Path file;
    private final HouseClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "life-sign");
        t.setDaemon(true);
        return t;
    });
    private boolean failing;

    /** @param folder the state folder */
    public LifeSign(Path folder, HouseClock clock) {
        this.file = folder.resolve(NAME);
        this.clock = clock;
    }

    /** When the appliance of a state folder was last known to be on; empty where it never was or the file cannot be read. */
    public static Optional<Instant> last(Path folder) {
        try {
            return Optional.of(Files.getLastModifiedTime(folder.resolve(NAME)).toInstant());
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** Gives the first sign soon, on a thread of its own, and then one a minute. */
    public void start() {
        thread.scheduleWithFixedDelay(this::give, 0, EVERY_SECONDS, TimeUnit.SECONDS);
    }

    void give() {
        try {
            if (!Files.exists(file)) {
                Files.createFile(file);
            }
            Files.setLastModifiedTime(file, FileTime.from(clock.now()));
            failing = false;
        } catch (IOException | RuntimeException e) {
            if (!failing) {
                LOG.warn(
                        "{}: no sign of life can be left there, so after a power cut it is less exact until when"
                                + " the appliance was on: {}",
                        file,
                        e.toString());
            }
            failing = true;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
