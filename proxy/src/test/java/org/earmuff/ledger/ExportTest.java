package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is exported is verified by a script in another language, which was written from the documentation. */
class ExportTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    static Path folder;

    private static Account account;
    private static Ledger ledger;

    @BeforeAll
    static void given_a_ledger() throws Exception {
        ledger = new Ledger(folder, new HandClock("2026-11-22T12:00:00Z"), "boot");
        for (int i = 0; i < 20; i++) {
            ledger.uploaded(Uploads.left(i % 2 == 0 ? "küche \"\t\\" : "bath", "Bad", NOON.plusSeconds(i), i / 7.0));
        }
        // All in one batch, so that no checkpoint comes between them.
        ledger.start();
        ledger.close();
        account = new Account(folder);
    }

    @AfterAll
    static void close() {
        ledger.close();
    }

    private record Result(int code, String says) {}

    private static Result python(Path export, String... key) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                "python3",
                Path.of(ExportTest.class.getResource("verify_export.py").toURI())
                        .toString(),
                export.toString()));
        command.addAll(List.of(key));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String says = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Result(process.waitFor(), says);
    }

    private static Path exported(String name, Instant since, Instant until) throws Exception {
        StringWriter out = new StringWriter();
        assertThat(account.export(since, until, name.endsWith(".csv"), out)).isTrue();
        return Files.writeString(folder.resolve(name), out.toString());
    }

    @Test
    void a_script_in_another_language_verifies_it() throws Exception {
        String key = account.head().orElseThrow().key();
        for (String name : List.of("all.jsonl", "all.csv")) {
            assertThat(python(exported(name, null, null), key)).satisfies(result -> {
                assertThat(result.says()).contains("they begin with the ledger", "proven up to checkpoint");
                assertThat(result.code()).isZero();
            });
        }
        assertThat(python(folder.resolve("all.csv"), "0".repeat(64)).says()).contains("another key signed");
    }

    @Test
    void it_notices_what_was_changed() throws Exception {
        Path whole = exported("whole.jsonl", null, null);
        List<String> lines = Files.readAllLines(whole);
        List<List<String>> wrong = new ArrayList<>();
        wrong.add(lines.stream()
                .map(line -> line.replace("\"audio_seconds\":\"1.000\"", "\"audio_seconds\":\"0.000\""))
                .toList());
        wrong.add(lines.stream().map(line -> line.replace("bath", "hall")).toList());
        wrong.add(lines.stream().filter(line -> !line.contains("\"id\":\"7\"")).toList());
        wrong.add(lines.stream()
                .map(line -> line.replaceAll("\"signature\":\"..", "\"signature\":\"00"))
                .toList());
        for (List<String> changed : wrong) {
            assertThat(changed).isNotEqualTo(lines);
            assertThat(python(Files.write(folder.resolve("changed.jsonl"), changed)))
                    .extracting(Result::code)
                    .isEqualTo(1);
        }
    }

    @Test
    void a_range_leads_to_the_next_checkpoint_without_names_of_others() throws Exception {
        Path range = exported("range.jsonl", NOON.plusSeconds(3), NOON.plusSeconds(5));

        List<String> lines = Files.readAllLines(range);
        assertThat(lines.get(0)).contains("\"speaker\":\"bath\"", "\"id\":\"4\"");
        assertThat(lines.get(1)).contains("\"speaker\":\"küche \\\"\\t\\\\\"");
        assertThat(String.join("", lines.subList(2, lines.size())))
                .contains("\"kind\":\"upload\"", "\"kind\":\"checkpoint\"")
                .doesNotContain("bath");
        assertThat(python(range).says()).contains("in its middle", "proven up to checkpoint");
    }

    @Test
    void one_row_is_proven_alone() throws Exception {
        StringWriter proof = new StringWriter();

        assertThat(account.prove(6, proof)).isTrue();

        assertThat(proof.toString())
                .startsWith("{\"at\":\"2026-11-22T12:00:05.000Z\"")
                .containsOnlyOnce("bath");
        assertThat(python(Files.writeString(folder.resolve("proof.jsonl"), proof.toString()))
                        .code())
                .isZero();
        assertThat(account.prove(999, new StringWriter())).isFalse();
    }
}
