package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A sealed file comes into force as it was written, or not at all, also where nothing is known of it from before. */
class SealTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void given_a_good_file() throws Exception {
        String text = Files.readString(Path.of("..", "rules", "examples", "careful.yaml"))
                .replace("schema: 1\n", "schema: 1\nstate: " + folder.resolve("state") + "\n");
        file = Files.writeString(folder.resolve("earmuff.yaml"), text);
        Files.createDirectory(folder.resolve("rules.d"));
    }

    @Test
    void sealed_it_says_the_same_and_keeps_its_mode() throws Exception {
        Configuration before = ConfigLoader.load(file, NOW);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));

        assertThat(Seal.put(file, NOW)).containsExactly(file);

        assertThat(Files.readAllLines(file).get(0)).matches("# sealed sha256:[0-9a-f]{64}");
        assertThat(Files.getPosixFilePermissions(file)).isEqualTo(PosixFilePermissions.fromString("rw-r-----"));
        assertThat(ConfigLoader.load(file, NOW).speakers()).isEqualTo(before.speakers());
        assertThat(Seal.put(file, NOW)).as("already sealed").isEmpty();
    }

    @Test
    void cut_at_any_byte_it_is_refused_at_the_very_first_start() throws Exception {
        Seal.put(file, NOW);
        byte[] good = Files.readAllBytes(file);

        for (int length = 0; length < good.length; length++) {
            Files.write(file, Arrays.copyOf(good, length));
            assertThatExceptionOfType(ConfigException.class)
                    .as("cut at %d", length)
                    .isThrownBy(() -> ConfigLoader.load(file, NOW));
        }
    }

    @Test
    void with_any_bit_turned_it_never_comes_into_force_with_other_rules() throws Exception {
        Seal.put(file, NOW);
        byte[] good = Files.readAllBytes(file);
        Configuration whole = ConfigLoader.load(file, NOW);
        int refused = 0;

        for (int bit = 0; bit < 8 * good.length; bit++) {
            byte[] bytes = good.clone();
            bytes[bit / 8] ^= (byte) (1 << bit % 8);
            Files.write(file, bytes);
            try {
                Configuration c = ConfigLoader.load(file, NOW);
                assertThat(c.rules().rules())
                        .as("bit %d", bit)
                        .isEqualTo(whole.rules().rules());
                assertThat(c.speakers()).as("bit %d", bit).isEqualTo(whole.speakers());
                assertThat(bit / 8).as("only what makes the seal no seal").isLessThan("# sealed".length());
            } catch (ConfigException e) {
                refused++;
            }
        }
        assertThat(refused).isGreaterThan(8 * good.length - 8 * "# sealed".length());
    }

    @Test
    void a_change_is_told_with_what_to_do_and_can_be_sealed_again() throws Exception {
        Path more = Files.writeString(
                folder.resolve("rules.d/nursery.yaml"), "rules:\n  - {name: quiet, hours: daily 08:00-20:00}\n");
        assertThat(Seal.put(file, NOW)).containsExactly(file, more);

        Files.writeString(more, Files.readString(more).replace("20:00", "21:00"));

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, NOW))
                .withMessage(
                        more + ":1: is not as it was when it was sealed; if the change is yours, seal it again with"
                                + " earmuff check --seal, or remove its first line; if it is not, take your copy");
        assertThat(Seal.put(file, NOW)).containsExactly(more);
        assertThat(ConfigLoader.load(file, NOW).rules().rules())
                .anyMatch(rule -> rule.ref().line() == 3);
    }

    @Test
    void a_bad_file_is_not_sealed() throws Exception {
        Files.writeString(file, "schema: 1\nrulez: []\n");

        assertThatExceptionOfType(ConfigException.class).isThrownBy(() -> Seal.put(file, NOW));

        assertThat(Files.readString(file)).isEqualTo("schema: 1\nrulez: []\n");
    }
}
