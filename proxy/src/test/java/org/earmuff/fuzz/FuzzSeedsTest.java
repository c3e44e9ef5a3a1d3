package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThatNoException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code bin/fuzz} started from and what it once found, in {@code src/test/resources/fuzz}, a folder a target. */
class FuzzSeedsTest {

    private static final Path SEEDS = Path.of("src", "test", "resources", "fuzz");

    static List<Path> seeds() throws IOException {
        try (Stream<Path> all = Files.walk(SEEDS)) {
            return all.filter(Files::isRegularFile).sorted().toList();
        }
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void is_read(Path seed) throws Exception {
        String target = getClass().getPackageName() + "." + seed.getParent().getFileName();
        var reads = Class.forName(target).getMethod("fuzzerTestOneInput", byte[].class);
        byte[] bytes = Files.readAllBytes(seed);

        assertThatNoException().isThrownBy(() -> reads.invoke(null, (Object) bytes));
    }
}
