package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The form that brings a vendor's archive. */
class ReconcileFormTest {

    private static final String TYPE = "multipart/form-data; boundary=b";

    @TempDir
    Path folder;

    private SmallHome home;
    private final HttpClient client = HttpClient.newHttpClient();

    @BeforeEach
    void open() throws IOException {
        home = new SmallHome(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private static String part(String name, String content) {
        return "--b\r\nContent-Disposition: form-data; name=\"archive\"; filename=\"" + name
                + "\"\r\nContent-Type: text/csv\r\n\r\n" + content + "\r\n--b--\r\n";
    }

    private HttpResponse<String> post(String body, String... headers) throws Exception {
        return client.send(
                HttpRequest.newBuilder(home.uri("/reconcile"))
                        .header("Content-Type", TYPE)
                        .headers(headers.length == 0 ? new String[] {"X-Other", "1"} : headers)
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build(),
                BodyHandlers.ofString());
    }

    private static String[] ours(SmallHome home) {
        return new String[] {"Origin", "http://127.0.0.1:" + home.port()};
    }

    @Test
    void an_archive_is_held_against_the_ledger_and_nothing_of_it_stays() throws Exception {
        StringBuilder archive = new StringBuilder("Timestamp,Device,Transcript\n");
        for (int i = 0; i < 30; i++) {
            Instant at = Instant.parse("2026-11-20T08:00:00Z").plusSeconds(i * 4_000L + (long) i * i * 7);
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at, 4));
            archive.append(at).append(",<b>Echo</b>,secret words ").append(i).append('\n');
        }
        archive.append("2026-11-21T03:00:00Z,<b>Echo</b>,never sent\n");
        await().until(() -> home.ledger.rowsWritten().get("upload") == 30);

        HttpResponse<String> answer = post(part("alexa.csv", archive.toString()), ours(home));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body())
                .contains("30 · Matched", "&lt;b&gt;Echo&lt;/b&gt;", "href=\"#list-matched\"", "Show all 30")
                // How the archive was understood, as the command says it.
                .contains("offset ", "times to the second", "1 file, 31 rows that tell a time", "alexa.csv")
                .doesNotContain("token=")
                .containsPattern("1 · (Theirs only|Unclear)")
                .doesNotContain("secret words", "never sent", "<b>Echo");
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void the_verdict_names_what_cannot_be_told_and_a_side_that_is_missing_has_no_label() throws Exception {
        StringBuilder archive = new StringBuilder("Timestamp,Device\n");
        home.clock.pass(Duration.ofHours(1));
        for (int i = 0; i < 30; i++) {
            Instant at = home.clock.now().minusSeconds(2_000_000 - (i * 4_000L + (long) i * i * 7));
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at, 4));
            archive.append(at).append(",Echo\n");
        }
        archive.append("2020-01-01T03:00:00Z,Echo\n");
        await().until(() -> home.ledger.rowsWritten().get("upload") == 30);

        String page = post(part("alexa.csv", archive.toString()), ours(home)).body();

        assertThat(page)
                .contains("1 of their recordings cannot be told: see Unclear.", "1 · Unclear")
                .doesNotContain("ours:  ", "theirs:  ")
                .containsSubsequence("id=\"report\"", "id=\"reconcile\"");
        HttpResponse<String> saved = client.send(
                HttpRequest.newBuilder(home.uri("/reconcile?save=1"))
                        .header("Content-Type", TYPE)
                        .headers(ours(home))
                        .POST(HttpRequest.BodyPublishers.ofString(part("alexa.csv", archive.toString())))
                        .build(),
                BodyHandlers.ofString());
        assertThat(saved.statusCode()).isEqualTo(200);
        assertThat(saved.headers().firstValue("Content-Disposition").orElseThrow())
                .isEqualTo("attachment; filename=\"earmuff-reconcile-2026-11-22.html\"");
        assertThat(saved.body())
                .contains("What alexa.csv holds, and what left Our home", "1 of their recordings cannot be told.");
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void what_holds_nothing_is_told_by_the_name_that_its_sender_gave_it() throws Exception {
        assertThat(post(part("mine.csv", "a,b\n1,2\n"), ours(home)).body()).contains("(mine.csv: no column");
        assertThat(post(part("photo.jpg", "\u0000\u0001\u0002"), ours(home)).body())
                .contains("(photo.jpg: a kind of file");
        assertThat(post(part("mine.csv", ""), ours(home)).body()).contains("the file mine.csv is empty");
        assertThat(post(part("", ""), ours(home)).body()).contains("no file was chosen");
    }

    @Test
    void a_large_file_goes_to_the_disk_and_not_into_memory() throws Exception {
        byte[] large = new byte[8 << 20];
        Arrays.fill(large, (byte) ',');

        HttpResponse<String> answer = post(part("x.csv", new String(large, StandardCharsets.ISO_8859_1)), ours(home));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.body()).contains("Nothing in this file tells when sound was recorded");
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void who_may_not_is_refused_before_a_byte_is_kept() throws Exception {
        assertThat(post(part("a.csv", "x"), "Origin", "http://evil.example").statusCode())
                .isEqualTo(403);
        assertThat(post(part("a.csv", "x")).statusCode()).isEqualTo(403);
        assertThat(post("--b--\r\n", ours(home)).statusCode()).isEqualTo(400);
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void after_one_that_broke_off_there_is_room_for_the_next() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            String head = "POST /reconcile HTTP/1.1\r\nHost: 127.0.0.1:" + home.port() + "\r\nOrigin: "
                    + ours(home)[1] + "\r\nContent-Type: " + TYPE + "\r\nContent-Length: 100000\r\n\r\n"
                    + part("a.csv", "x").substring(0, 90);
            socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
            await().until(() -> Files.isDirectory(folder.resolve("archive-upload")));
            assertThat(post(part("b.csv", "a,b\n"), ours(home)).statusCode()).isEqualTo(503);
        }
        await().untilAsserted(() -> assertThat(
                        post(part("b.csv", "a,b\n"), ours(home)).statusCode())
                .isEqualTo(200));
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    /** A small table that takes minutes: its quotes are never closed, so that each row is read again from behind its first. */
    private static String endless() {
        return part("alexa.csv", "Timestamp,Device\n" + "\"a\n".repeat(20_000));
    }

    private void upload(String body, Socket socket) throws IOException {
        String head = "POST /reconcile HTTP/1.1\r\nHost: 127.0.0.1:" + home.port() + "\r\nOrigin: " + ours(home)[1]
                + "\r\nContent-Type: " + TYPE + "\r\nContent-Length: " + body.length() + "\r\n\r\n" + body;
        socket.getOutputStream().write(head.getBytes(StandardCharsets.ISO_8859_1));
    }

    /** The names of threads that read an archive just now. */
    private static List<String> readers() {
        return Thread.getAllStackTraces().entrySet().stream()
                .filter(thread -> Arrays.stream(thread.getValue())
                        .anyMatch(frame -> frame.getClassName().endsWith(".ArchiveReader")))
                .map(thread -> thread.getKey().getName())
                .toList();
    }

    @Test
    void the_room_is_free_when_the_reading_has_ended_which_it_does_soon_after_its_client_is_gone() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (Socket socket = new Socket("127.0.0.1", home.port())) {
                upload(endless(), socket);
                await().until(() -> readers().size() == 1);
                // Not one of the two that pages have.
                assertThat(readers().get(0)).startsWith("admin-archive");
                assertThat(post(part("b.csv", "a,b\n"), ours(home)).statusCode())
                        .isEqualTo(503);
            }
            await().until(() -> post(part("b.csv", "a,b\n"), ours(home)).statusCode() == 200);
            assertThat(readers()).isEmpty();
        }
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void a_reading_that_lasts_a_minute_ends_and_the_command_is_named() throws Exception {
        CompletableFuture<HttpResponse<String>> answer = CompletableFuture.supplyAsync(() -> {
            try {
                return post(endless(), ours(home));
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> readers().size() == 1);
        home.clock.elapse(Duration.ofSeconds(61));

        assertThat(answer.get(20, TimeUnit.SECONDS).body())
                .contains("takes longer than 60 seconds. Use “earmuff reconcile” on another computer");
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }

    @Test
    void an_archive_that_is_more_than_the_page_reads_is_refused_with_the_bound() throws Exception {
        StringBuilder archive = new StringBuilder("Timestamp,Device\n");
        for (int i = 0; i <= 50_000; i++) {
            archive.append(home.clock.now().minusSeconds(60L * i)).append(",Echo\n");
        }

        assertThat(post(part("alexa.csv", archive.toString()), ours(home)).body())
                .contains("more than 50,000 recordings", "Use “earmuff reconcile” on another computer");
        assertThat(folder.resolve("archive-upload")).doesNotExist();
    }
}
