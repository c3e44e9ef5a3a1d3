package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckCommandTest {

    private static final Pattern BLOCK = Pattern.compile("```yaml\n(schema.*?)```", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void a_good_file_is_told_with_what_each_speaker_may_do() throws Exception {
        Path file = write("""
                schema: 1
                lan: {interfaces: br-lan}
                speakers:
                  - {name: nursery, match: 10.0.0.1}
                rules:
                  - {name: quiet, refuse: true}
                """);

        assertThat(run("check", file.toString())).isZero();
        assertThat(out.toString())
                .startsWith(file + " is good: 1 speaker, 1 rule\n")
                .contains("nursery  refused · default · quiet (earmuff.yaml:6)");
        assertThat(err.toString()).contains("warning: " + file + ":6: rule quiet: leaves speaker nursery no minute");
    }

    @Test
    void every_problem_of_a_bad_one() throws Exception {
        Path file = write("schema: 2\nrulez: []\n");

        assertThat(run("check", "--config", file.toString())).isEqualTo(78);
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString().lines())
                .containsExactly(
                        file + ":1: schema: \"2\" is no schema that this version reads; write 1",
                        file + ":2: rulez: is not a key; did you mean \"rules\"?",
                        "2 problems; the configuration is not usable");
    }

    @Test
    void explain_without_an_appliance_answers_from_the_file_and_says_so() throws Exception {
        Path file = write("""
                schema: 1
                state: %s
                household: {timezone: Europe/Berlin}
                lan: {interfaces: br-lan}
                speakers:
                  - {name: nursery, match: 10.0.0.1}
                rules:
                  - {name: evening, hours: daily 07:00-19:00}
                """.formatted(folder.resolve("state")));

        assertThat(run("explain", "nursery", "--at", "2026-11-23T20:00", "--config", file.toString()))
                .isZero();
        assertThat(out.toString())
                .contains(
                        "rule     evening, " + file + ":8",
                        "changes  2026-11-24 07:00:00",
                        "not from a running appliance");
        assertThat(run("explain", "nursry", "--config", file.toString())).isEqualTo(2);
        assertThat(err.toString()).contains("there is no speaker \"nursry\"; there are: nursery");
    }

    @Test
    void run_refuses_a_bad_file_and_needs_a_kept_one_for_last_good() throws Exception {
        Path file = write("schema: 1\nstate: %s\nrulez: []\n".formatted(folder.resolve("state")));

        assertThat(run("run", "--config", file.toString())).isEqualTo(78);
        assertThat(run("run", "--last-good", "--config", file.toString())).isEqualTo(78);
        assertThat(err.toString()).contains("holds no good configuration of " + file);
    }

    @Test
    void whole_files_in_the_documentation_are_good() throws Exception {
        Matcher blocks = BLOCK.matcher(Files.readString(Path.of("..", "docs", "configuration.md")));
        List<String> found = new ArrayList<>();
        while (blocks.find()) {
            found.add(blocks.group(1));
            assertThat(run("check", write(blocks.group(1)).toString()))
                    .as(blocks.group(1) + err)
                    .isZero();
        }
        assertThat(found).hasSizeGreaterThanOrEqualTo(2);
    }

    private int run(String... arguments) {
        return Earmuff.run(new PrintWriter(out), new PrintWriter(err), arguments);
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("earmuff.yaml"), text);
    }
}
