package org.earmuff.home;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.Set;
import org.earmuff.files.SafeFile;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which devices were told of before, in {@code devices.txt} of the state folder: one a line, the newest last, {@value #MOST} at most. A file
 * that cannot be read or written means only that they are told of again. One thread.
 */
public final class SeenDevices {

    static final int MOST = 1024;

    private static final String FILE = "devices.txt";
    private static final int MOST_BYTES = 64 * MOST;
    private static final Logger LOG = LoggerFactory.getLogger(SeenDevices.class);

    private final Path file;
    private final Set<String> seen = new LinkedHashSet<>();

    private SeenDevices(Path file) {
        this.file = file;
    }

    public static SeenDevices in(Path state) {
        SeenDevices devices = new SeenDevices(state.resolve(FILE));
        devices.read();
        return devices;
    }

    /** Whether this is the first time that it is told of. */
    public boolean first(String device) {
        if (!seen.add(device)) {
            return false;
        }
        if (seen.size() > MOST) {
            seen.remove(seen.iterator().next());
        }
        write();
        return true;
    }

    private void read() {
        try {
            if (Files.size(file) <= MOST_BYTES) {
                Files.readString(file).lines().limit(MOST).forEach(seen::add);
            }
        } catch (NoSuchFileException e) {
            LOG.debug("no device was seen yet");
        } catch (IOException e) {
            LOG.warn("{} cannot be read, so devices are told of again: {}", file, e.getMessage());
        }
    }

    private void write() {
        try {
            SafeFile.replace(file, String.join("\n", seen) + "\n");
        } catch (IOException e) {
            LOG.warn("{} cannot be written, so devices may be told of again: {}", file, e.getMessage());
        }
    }
}
