package org.earmuff.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where SQLite's library is unpacked to. The temporary folder may be mounted {@code noexec}, and a load that has failed once fails for
 * as long as the process lives: so the place is chosen before.
 */
final class NativeFolder {

    private static final Logger LOG = LoggerFactory.getLogger(NativeFolder.class);
    private static final String LIBRARY = "org.sqlite.lib.path";
    private static final String TMPDIR = "org.sqlite.tmpdir";
    private static final Path MOUNTS = Path.of("/proc/self/mounts");

    private NativeFolder() {}

    /** Takes the state folder where the temporary one cannot serve; what the user has set stays. */
    static synchronized void choose(Path stateFolder) {
        if (System.getProperty(LIBRARY) != null || System.getProperty(TMPDIR) != null) {
            return;
        }
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        if (!Files.isWritable(temporary) || noexec(temporary, mounts())) {
            LOG.info("{}: cannot hold SQLite's library: it is unpacked to {}", temporary, stateFolder);
            System.setProperty(TMPDIR, stateFolder.toString());
        }
    }

    /**
     * Whether a folder lies on a mount that runs nothing.
     *
     * @param mounts lines as in {@code /proc/self/mounts}; a later one hides an earlier one at the same place
     */
    static boolean noexec(Path folder, List<String> mounts) {
        Path best = Path.of("/");
        boolean noexec = false;
        for (String line : mounts) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path place = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(place) && place.getNameCount() >= best.getNameCount()) {
                best = place;
                noexec = Arrays.asList(fields[3].split(",", -1)).contains("noexec");
            }
        }
        return noexec;
    }

    private static List<String> mounts() {
        try {
            return Files.readAllLines(MOUNTS);
        } catch (IOException e) {
            return List.of();
        }
    }
}
