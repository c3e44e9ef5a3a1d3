package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Ledger;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReconcileCommandTest {

    private static final Instant NOON = Instant.parse("2026-11-22T12:00:00Z");
    private static final String SECRET = "the-cellar-key-is-under-the-fern";

    @TempDir
    Path folder;

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private Path archive;

    /** Ten uploads an hour apart, and an archive of nine of them and of one more, two seconds late. */
    @BeforeEach
    void home() throws Exception {
        HandClock clock = new HandClock("2026-11-22T11:00:00Z");
        StringBuilder json = new StringBuilder("[");
        try (Ledger ledger = new Ledger(folder, clock, "boot")) {
            ledger.started("1");
            for (int hour = 0; hour < 10; hour++) {
                Instant at = NOON.plus(Duration.ofMinutes(61L * hour));
                ledger.uploaded(Uploads.left("kitchen", "Kitchen", at, 5));
                Instant theirs = hour == 4 ? at.plus(Duration.ofMinutes(30)) : at.plusSeconds(2);
                json.append(hour == 0 ? "" : ",")
                        .append("{\"header\":\"Assistant\",\"title\":\"Said ")
                        .append(SECRET);
                json.append("\",\"products\":[\"Assistant\"],\"time\":\"")
                        .append(theirs)
                        .append("\"}");
            }
            clock.pass(Duration.ofHours(12));
            ledger.stopped("stopped");
        }
        archive = Files.writeString(folder.resolve("MyActivity.json"), json.append("]"));
    }

    private int run(String... args) {
        List<String> all = new ArrayList<>(List.of("reconcile"));
        all.addAll(List.of(args));
        return Earmuff.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
    }

    @Test
    void the_four_lists_are_told_as_text_and_no_word_that_was_said() {
        int code = run(archive.toString(), "--ledger", folder.toString(), "--zone", "Europe/Berlin");

        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("They hold 1 recording that this home did not send.")
                .containsPattern("matched +9 ")
                .containsPattern("theirs_only +1 ")
                .containsPattern("ours_only +1 ")
                .contains("learnt from the times: offset +2 s")
                .contains("2026-11-22 17:34:02".substring(0, 16))
                .doesNotContain(SECRET);
    }

    @Test
    void json_and_the_printed_page_have_every_row_and_no_word_that_was_said() throws Exception {
        Path page = folder.resolve("report.html");

        int code = run(archive.toString(), "--ledger", folder.toString(), "--json", "--html", page.toString());

        assertThat(code).isZero();
        JsonObject json = Json.readObject(out.toString());
        assertThat(json.objects("matched")).hasSize(9);
        assertThat(json.objects("theirs_only")).hasSize(1);
        assertThat(json.objects("ours_only")).hasSize(1);
        assertThat(json.objects("unclear")).isEmpty();
        assertThat(out.toString()).doesNotContain(SECRET);
        assertThat(Files.readString(page))
                .contains("default-src 'none'", "<td>kitchen</td>", "Theirs only")
                .doesNotContain(SECRET)
                .doesNotContainPattern("<script|https?://");
    }

    @Test
    void an_exported_ledger_will_do() throws Exception {
        StringBuilder lines = new StringBuilder("{\"format\":1,\"key\":\"abc\"}\n");
        StringBuilder csv = new StringBuilder("at,kind,speaker,duration\n");
        for (int hour = 0; hour < 10; hour++) {
            Instant at = NOON.plus(Duration.ofMinutes(61L * hour));
            lines.append("{\"row\":{\"at\":\"")
                    .append(at)
                    .append("\",\"kind\":\"upload\",\"speaker\":\"kitchen\",\"duration\":5}}\n");
            csv.append(at).append(",upload,kitchen,5\n");
        }
        for (String text : List.of(lines.toString(), csv.toString())) {
            out.getBuffer().setLength(0);
            Path export = Files.writeString(folder.resolve("export"), text);

            assertThat(run(archive.toString(), "--ledger", export.toString(), "--json"))
                    .isZero();

            assertThat(Json.readObject(out.toString()).objects("matched")).hasSize(9);
        }
    }

    @Test
    void what_lies_outside_the_ledger_or_what_was_asked_for_is_not_told_as_theirs() throws Exception {
        run(archive.toString(), "--ledger", folder.toString(), "--json", "--since", "2026-11-22T15:00:00Z");

        JsonObject json = Json.readObject(out.toString());
        assertThat(json.objects("matched")).hasSize(6);
        assertThat(json.objects("theirs_only")).hasSize(1);
        assertThat(json.texts("notes").toString()).contains("3 activations of the archive are outside the time");
    }

    @Test
    void wrong_files_are_told_with_what_would_be_right() throws IOException {
        assertThat(run(folder.resolve("none.zip").toString(), "--ledger", folder.toString()))
                .isEqualTo(1);
        assertThat(err.toString()).contains("none.zip: there is no such file or folder");

        Path empty = Files.createDirectory(folder.resolve("empty"));
        assertThat(run(empty.toString(), "--ledger", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("it holds no files").contains("as Amazon or Google sent it");

        Files.write(empty.resolve("photo.jpg"), new byte[] {-1, -40, -1, 0, 1, 2, 3});
        assertThat(run(empty.toString(), "--ledger", folder.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("*.jpg: a kind of file that holds no list of recordings");

        assertThat(run(archive.toString(), "--ledger", empty.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("there is no ledger");

        assertThat(run(archive.toString(), "--ledger", archive.toString())).isEqualTo(1);
        assertThat(err.toString()).contains("has no rows of a ledger").contains("earmuff ledger export");

        assertThat(run(archive.toString(), "--ledger", folder.toString(), "--speaker", "cellar"))
                .isEqualTo(2);
        assertThat(err.toString()).contains("there is no speaker \"cellar\"; there are: kitchen");

        assertThat(run(archive.toString(), "--ledger", folder.toString(), "--zone", "Berlin"))
                .isEqualTo(2);
        assertThat(run(
                        archive.toString(),
                        "--config",
                        folder.resolve("none.yaml").toString()))
                .isEqualTo(78);
    }
}
