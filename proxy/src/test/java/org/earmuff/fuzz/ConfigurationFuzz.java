package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;

/** Bytes as a stranger might send them. */
public final class ConfigurationFuzz {

    private ConfigurationFuzz() {}

    /** A file is good, or its problems are told; there is nothing else that can happen. */
    public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
        Path folder = Files.createTempDirectory("fuzz");
        Path file = folder.resolve("earmuff.yaml");
        try {
            Files.write(file, bytes);
            ConfigLoader.load(file, Instant.parse("2026-11-22T12:00:00Z"), folder);
        } catch (ConfigException e) {
            assertThat(e.problems()).isNotEmpty();
        } finally {
            Files.delete(file);
            Files.delete(folder);
        }
    }
}
