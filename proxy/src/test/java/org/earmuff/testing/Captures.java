package org.earmuff.testing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Assumptions;

/** Where the real captures are: the folder that EARMUFF_CAPTURES names, else {@code ../shared/captures} beside the repository. */
public final class Captures {

    private Captures() {}

    /**
     * One capture and what is known of it.
     *
     * @param uploads counted independently
     */
    public record Labelled(Path file, String speaker, int uploads) {}

    /** Those in labels.csv; skips the test where there are none, except that an empty folder fails where CI=true. */
    public static List<Labelled> labelled() throws IOException {
        Path folder = folder();
        Path labels = folder.resolve("labels.csv");
        if (Files.isDirectory(folder) && !Files.exists(labels) && "true".equals(System.getenv("CI"))) {
            Assertions.fail(folder + " is there but has no labels.csv");
        }
        Assumptions.assumeTrue(
                Files.exists(labels), "no captures in " + folder + "; put them there or set EARMUFF_CAPTURES");
        try (Stream<String> lines = Files.lines(labels)) {
            return lines.skip(1)
                    .map(line -> line.split(",", -1))
                    .filter(row -> row.length >= 4)
                    .map(row -> new Labelled(folder.resolve(row[0]), row[1], Integer.parseInt(row[3])))
                    .toList();
        }
    }

    /** The capture of that name. */
    public static Labelled named(String name) throws IOException {
        return labelled().stream()
                .filter(c -> c.file().endsWith(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("labels.csv has no " + name));
    }

    private static Path folder() {
        return beside("EARMUFF_CAPTURES", "captures");
    }

    /** The folder that a variable of the environment names, else the one of that name in {@code ../shared} beside the repository. */
    public static Path beside(String variable, String name) {
        String named = System.getenv(variable);
        if (named != null && !named.isBlank()) {
            return Path.of(named);
        }
        Path root = Path.of("").toAbsolutePath();
        while (root.getParent() != null && !Files.exists(root.resolve(".mvn"))) {
            root = root.getParent();
        }
        return root.resolveSibling("shared").resolve(name);
    }
}
