package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LastGoodTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private Path main;
    private Path kept;
    private Configuration good;

    @BeforeEach
    void given_a_good_configuration_that_was_kept() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        main = Files.writeString(folder.resolve("earmuff.yaml"), "schema: 1\nstate: " + state + """

                speakers:
                  - {name: kitchen, room: Küche, match: 10.0.0.1}
                """);
        Files.writeString(Files.createDirectory(folder.resolve("rules.d")).resolve("10.yaml"), """
                # --- # not a header
                rules:
                  - {name: day, hours: daily 07:00-22:00}
                """);
        good = ConfigLoader.load(main, NOW);
        LastGood.in(state).keep(good);
        kept = state.resolve("last-good.yaml");
    }

    @Test
    void it_is_the_same_configuration_and_names_the_users_own_files() throws Exception {
        Files.writeString(main, "schema: 1\nstate: " + folder.resolve("state") + "\nrulez: []\n");

        Configuration c = LastGood.of(main);

        assertThat(c.sha256()).isEqualTo(good.sha256());
        assertThat(c.speakers()).isEqualTo(good.speakers());
        assertThat(c.rules().rules()).isEqualTo(good.rules().rules());
        assertThat(c.rules().rules().get(0).ref().file())
                .isEqualTo(folder.resolve("rules.d/10.yaml").toString());
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(kept)))
                .isEqualTo("rw-------");
    }

    @Test
    void it_is_found_where_the_service_manager_says_if_the_file_says_nothing_any_more() throws Exception {
        Files.writeString(main, "");

        assertThat(LastGood.of(
                                main,
                                name -> name.equals("STATE_DIRECTORY")
                                        ? folder.resolve("state").toString()
                                        : null)
                        .sha256())
                .isEqualTo(good.sha256());
    }

    @Test
    void the_same_is_not_written_twice() throws Exception {
        FileTime long_ago = FileTime.fromMillis(1_000_000);
        Files.setLastModifiedTime(kept, long_ago);

        LastGood.in(folder.resolve("state")).keep(good);

        assertThat(Files.getLastModifiedTime(kept)).isEqualTo(long_ago);
    }

    @Test
    void damaged_in_any_byte_or_cut_anywhere_it_is_not_used() throws Exception {
        byte[] bytes = Files.readAllBytes(kept);
        int title = new String(bytes, java.nio.charset.StandardCharsets.UTF_8).indexOf('\n') + 1;
        int content = title;
        for (int at = title; at < bytes.length; at++) {
            byte[] damaged = bytes.clone();
            damaged[at] ^= 1;
            Files.write(kept, damaged);
            try {
                Configuration c = LastGood.of(main);
                // A name in a header or a separating line end: what was read is what was kept.
                assertThat(c.rules().rules().get(0).hours())
                        .isEqualTo(good.rules().rules().get(0).hours());
                assertThat(c.speakers()).isEqualTo(good.speakers());
            } catch (ConfigException e) {
                content++;
            }
        }
        assertThat(content).isGreaterThan(bytes.length * 2 / 3);
    }

    @Test
    void another_configurations_is_not_used() throws IOException {
        Path other = Files.writeString(folder.resolve("other.yaml"), "state: " + folder.resolve("state") + "\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> LastGood.of(other))
                .withMessage(kept + ": holds no good configuration of " + other + " that could be used instead");
    }
}
