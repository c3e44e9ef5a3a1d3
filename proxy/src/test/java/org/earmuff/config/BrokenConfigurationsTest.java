package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Broken files, each with the exact problems that are told about it in comments at its end: {@code #! LINE: PATH: ...}. */
class BrokenConfigurationsTest {

    private static final String EXPECTED = "#! ";
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    static Stream<Path> files() throws IOException, URISyntaxException {
        try (Stream<Path> files =
                Files.list(Path.of(Objects.requireNonNull(BrokenConfigurationsTest.class.getResource("/config/broken"))
                        .toURI()))) {
            return files.sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void every_problem_is_told_with_its_place(Path file) throws IOException {
        List<String> expected = Files.readAllLines(file).stream()
                .filter(line -> line.startsWith(EXPECTED))
                .map(line -> file + ":" + line.substring(EXPECTED.length()))
                .toList();

        assertThat(expected).as("a broken file says what is wrong with it").isNotEmpty();
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, name -> null, NOW, null))
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactlyElementsOf(expected));
    }

    @Test
    void there_are_many() throws Exception {
        assertThat(files()).hasSizeGreaterThanOrEqualTo(120);
    }
}
