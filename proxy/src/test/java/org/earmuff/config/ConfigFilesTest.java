package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.RuleRef;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A configuration of more than one file, and the files that are handed out as examples. */
class ConfigFilesTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final String MAIN = """
            schema: 1
            household: {timezone: Europe/Berlin}
            speakers:
              - {name: kitchen, room: Kitchen, match: 10.0.0.1}
            rules:
              - {name: day, hours: daily 07:00-22:00}
            """;

    @TempDir
    private Path folder;

    private Path main;

    @BeforeEach
    void given_a_file() throws IOException {
        main = Files.writeString(folder.resolve("earmuff.yaml"), MAIN);
        Files.createDirectory(folder.resolve("rules.d"));
    }

    @Test
    void files_in_rules_d_are_merged_by_name() throws Exception {
        Path second = more("20.yaml", """
                rules:
                  - {name: nursery-evening, speakers: [nursery], hours: daily 07:00-19:00}
                expect: [nursery withhold at mon 20:00, kitchen allow at mon 20:00]
                """);
        Path first = more("10.yaml", "speakers:\n  - {name: nursery, room: Nursery, match: 10.0.0.2}\n");

        Configuration c = ConfigLoader.load(main, NOW);

        assertThat(c.speakers()).extracting(SpeakerDef::name).containsExactly("kitchen", "nursery");
        assertThat(c.rules().rules())
                .extracting(r -> r.ref())
                .containsExactly(
                        new RuleRef("day", main.toString(), 6), new RuleRef("nursery-evening", second.toString(), 2));
        assertThat(c.sha256())
                .isEqualTo(sha(sha(Files.readString(main)) + "  earmuff.yaml\n" + sha(Files.readString(first))
                        + "  rules.d/10.yaml\n" + sha(Files.readString(second)) + "  rules.d/20.yaml\n"));
    }

    @Test
    void a_byte_in_any_file_is_another_digest() throws Exception {
        more("10.yaml", "expect: [kitchen allow at mon 12:00]\n");
        String before = ConfigLoader.load(main, NOW).sha256();

        more("10.yaml", "expect: [kitchen allow at mon 12:01]\n");

        assertThat(ConfigLoader.load(main, NOW).sha256()).isNotEqualTo(before);
    }

    @Test
    void problems_name_the_file_they_are_in_and_all_are_told() throws Exception {
        Path a = more("a.yaml", "rules:\n  - {name: day, hours: daily 7-8}\n");
        Path b = more("b.yaml", """
                schema: 1
                speakers:
                  - {name: kitchen, match: 10.0.0.1}
                rule: []
                """);
        Path c = more("c.yaml", "");
        Path d = more("d.yml", "rules: []\n");
        Path e = more("e.yaml", "expect: [kitchen allow at mon 23:00]");
        Path f = Files.createDirectory(folder.resolve("rules.d/f.yaml"));

        fails(
                d + ": would not be read; rename it so that it ends with .yaml",
                a + ":2: rules[0].name: \"day\" is the name of the rule in " + main + ":6 already; choose another",
                a + ":2: rules[0].hours: \"daily 7-8\" has \"7\" where a time should be; write hours and minutes like"
                        + " 07:00, to 24:00 at most",
                b + ":1: schema: belongs in the configuration file; a file in rules.d holds speakers, rules and expect",
                b + ":3: speakers[0].name: \"kitchen\" is the name of the speaker in " + main
                        + ":4 already; choose another",
                b + ":3: speakers[0].match: \"10.0.0.1\" is the same as speakers[0].match in " + main
                        + "; keep one of the two",
                b + ":4: rule: is not a key; did you mean \"rules\"?",
                c + ":1: is empty; write speakers, rules or expect into it, or remove the file",
                e
                        + ":1: ends in the middle of a line, as files do that were cut off; if nothing is missing, press Enter"
                        + " at its end and save it",
                f + ": is a directory; name the file in it");
    }

    @Test
    void what_fails_an_expectation_is_told_with_its_own_file() throws Exception {
        Path more = more("10.yaml", "expect:\n  - kitchen allow at mon 22:00\n");

        fails(more
                + ":2: expect[0]: \"kitchen allow at mon 22:00\" fails: at Mon 23 Nov 2026 22:00 +01:00 the verdict for"
                + " kitchen is withhold, by rule day in " + main + ":6 (hours); mend the rules or this line");
    }

    @Test
    void editors_own_files_are_passed_over() throws Exception {
        more(".10.yaml.swp", "x");
        more(".hidden.yaml", "x");
        more("10.yaml~", "x");
        more("README", "x");

        assertThat(ConfigLoader.load(main, NOW).rules().rules()).hasSize(1);
    }

    @Test
    void rules_d_must_be_a_folder() throws Exception {
        Files.delete(folder.resolve("rules.d"));
        Files.writeString(folder.resolve("rules.d"), "");

        fails(folder.resolve("rules.d") + ": is no directory; make it one, or remove it");
    }

    @Test
    void no_more_files_than_a_household_writes() throws Exception {
        for (int i = 0; i <= FileSet.MOST_FILES; i++) {
            more(i + ".yaml", "rules: []\n");
        }

        fails(folder.resolve("rules.d") + ": has more than 100 files; put rules together in fewer");
    }

    @Test
    void utf_16_is_told_as_such() throws Exception {
        Files.write(main, MAIN.getBytes(StandardCharsets.UTF_16));
        fails(main + ":1: is UTF-16 or no text at all; save the file as UTF-8");

        Files.write(main, MAIN.getBytes(StandardCharsets.UTF_16LE));
        fails(main + ":1: is UTF-16 or no text at all; save the file as UTF-8");
    }

    static Stream<Path> examples() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("..", "rules", "examples"))) {
            List<Path> yaml =
                    files.filter(f -> f.toString().endsWith(".yaml")).sorted().toList();
            assertThat(yaml).hasSize(5);
            return yaml.stream();
        }
    }

    @ParameterizedTest
    @MethodSource("examples")
    void every_example_loads_keeps_what_it_expects_and_is_wise(Path file) throws Exception {
        Configuration c = ConfigLoader.load(file, NOW);

        assertThat(c.rules().rules()).isNotEmpty();
        assertThat(Advice.on(c)).isEmpty();
    }

    @Test
    void every_profile_has_its_file() {
        assertThat(Profile.NAMES)
                .allSatisfy(name -> assertThat(Profile.of(name).name()).isEqualTo(name));
        assertThat(Profile.of("amazon-echo").macPrefixes()).contains("44:65:0d");
        assertThat(Profile.of("amazon-echo").telemetry())
                .anyMatch(p -> p.matches("device-metrics-us.amazon.com"))
                .noneMatch(p -> p.matches("avs-alexa-4-na.amazon.com"))
                .noneMatch(p -> p.matches("api.amazon.com"));
    }

    private void fails(String... problems) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(main, NOW))
                .satisfies(e -> assertThat(e.getMessage().lines()).containsExactlyInAnyOrder(problems));
    }

    private Path more(String name, String text) throws IOException {
        return Files.writeString(folder.resolve("rules.d").resolve(name), text);
    }

    private static String sha(String text) throws Exception {
        return HexFormat.of()
                .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
