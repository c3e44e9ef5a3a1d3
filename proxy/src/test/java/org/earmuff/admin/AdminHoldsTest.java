package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.netty.channel.epoll.Epoll;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.json.JsonObject;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The server holds, whatever its clients do or leave undone. */
class AdminHoldsTest {

    private static final int ROWS = 250;

    @TempDir
    Path folder;

    private SmallHome home;

    @BeforeEach
    void open() throws Exception {
        home = new SmallHome(folder, "Kids room", Duration.ofMillis(1500));
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Reply from(String address, String path, String... headers) throws Exception {
        return RawHttp.send(address, home.port(), "GET", path, "", headers);
    }

    private void givenUploads() {
        Instant at = Instant.parse("2026-11-22T10:00:00Z");
        // Two of each second: a row's place is more than its time.
        IntStream.range(0, ROWS)
                .forEach(i -> home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at.plusSeconds(i / 2), 1)));
        await().until(() -> home.ledger.rowsWritten().get("upload") == ROWS);
    }

    @ParameterizedTest
    @CsvSource({"/api/openapi.yaml,64", "/uploads.json,4"})
    void who_takes_no_answer_is_cut_off_in_time_whatever_it_asks_meanwhile(String path, int ofEach) throws Exception {
        assumeTrue(Epoll.isAvailable());
        givenUploads();
        try (SlowClients slow = new SlowClients(home.port())) {
            slow.connect("127.0.0.2", ofEach);
            slow.connect("127.0.0.3", ofEach);
            slow.ask(path, 5);
            await().pollDelay(Duration.ofMillis(500)).until(() -> true);
            assertThat(slow.left()).as("slow, and within their time").isPositive();

            slow.ask("/healthz", 1);

            assertThat(from("127.0.0.4", "/healthz").body()).isEqualTo("ok\n");
            await().atMost(Duration.ofSeconds(8)).until(() -> slow.left() == 0);
            assertThat(from("127.0.0.4", "/healthz").body()).isEqualTo("ok\n");
        }
    }

    @Test
    void a_file_comes_in_pieces_and_has_every_row_once_newest_first() throws Exception {
        givenUploads();

        Reply json = from("127.0.0.1", "/uploads.json");
        Reply csv = from("127.0.0.1", "/uploads.csv");
        Reply old = RawHttp.raw(
                "127.0.0.1",
                home.port(),
                "GET /uploads.csv HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");

        assertThat(json.all("Transfer-Encoding")).containsExactly("chunked");
        JsonObject whole = new Reply(200, "", unchunked(json.body())).json();
        List<JsonObject> rows = whole.objects("uploads");
        assertThat(rows).hasSize(ROWS).extracting(r -> r.text("at")).isSortedAccordingTo((a, b) -> b.compareTo(a));
        assertThat(rows).extracting(r -> r.number("id")).doesNotHaveDuplicates();
        assertThat(whole.flag("truncated")).isFalse();
        assertThat(unchunked(csv.body()).lines()).hasSize(ROWS + 1);
        assertThat(old.all("Transfer-Encoding")).isEmpty();
        assertThat(old.body()).isEqualTo(unchunked(csv.body()));
        Reply head = RawHttp.send("127.0.0.1", home.port(), "HEAD", "/uploads.json", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(from("127.0.0.1", "/uploads.json?to=2020-01-01").json().objects("uploads"))
                .isEmpty();
    }

    private static String unchunked(String body) {
        StringBuilder text = new StringBuilder();
        int at = 0;
        while (true) {
            int line = body.indexOf("\r\n", at);
            int length = Integer.parseInt(body.substring(at, line), 16);
            if (length == 0) {
                return text.toString();
            }
            text.append(body, line + 2, line + 2 + length);
            at = line + 2 + length + 2;
        }
    }

    @Test
    void a_connection_serves_on_after_a_file_in_pieces() throws Exception {
        givenUploads();
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(10_000);
            String file = "GET /uploads.csv HTTP/1.1\r\nHost: localhost\r\n\r\n";
            String health = "GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write((file + health).getBytes(StandardCharsets.US_ASCII));

            assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .contains("\r\n0\r\n\r\nHTTP/1.1 200 OK")
                    .endsWith("ok\n");
        }
    }

    @Test
    void who_becomes_a_speaker_is_cut_off_from_the_stream_it_has_open() throws Exception {
        try (Socket device = watching("127.0.0.88");
                Socket person = watching("127.0.0.1")) {
            home.speakerAddress = InetAddress.getByName("127.0.0.88");

            home.server.apply(home.settings);

            assertThat(ends(device)).isTrue();
            RawHttp.send("127.0.0.1", home.port(), "PUT", "/api/v1/mutes/all", "", "X-Earmuff: 1");
            StringBuilder seen = new StringBuilder();
            while (seen.indexOf("\"mutes\":[{") < 0) {
                int c = person.getInputStream().read();
                assertThat(c).isNotNegative();
                seen.append((char) c);
            }
        }
    }

    private Socket watching(String from) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", home.port()));
        socket.setSoTimeout(10_000);
        socket.getOutputStream()
                .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
        assertThat(socket.getInputStream().read()).isNotNegative();
        return socket;
    }

    private static boolean ends(Socket socket) {
        try {
            return socket.getInputStream().readAllBytes() != null;
        } catch (java.net.SocketTimeoutException e) {
            return false;
        } catch (IOException reset) {
            return true;
        }
    }

    @ParameterizedTest
    @CsvSource({
        "GET,/,200",
        "HEAD,/,200",
        "HEAD,/uploads,200",
        "GET,/uploads?verdict=x,400",
        "HEAD,/nowhere,404",
        "POST,/uploads,401",
        "DELETE,/healthz,401",
        "GET,/uploads.csv,200",
        "GET,/api/v1/events,200",
        "GET,/readyz,503"
    })
    void every_answer_tells_browsers_how_little_it_may_do(String method, String path, int status) throws Exception {
        home.notReady = List.of("listen.tproxy: 15443 is in use");
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write(RawHttp.request(method, path, "", "Host: localhost").getBytes(StandardCharsets.US_ASCII));
            StringBuilder head = new StringBuilder();
            while (head.indexOf("\r\n\r\n") < 0) {
                head.append((char) socket.getInputStream().read());
            }
            Reply reply = new Reply(status, head.toString(), "");

            assertThat(head).startsWith("HTTP/1.1 " + status + " ");
            for (String name : List.of(
                    "Content-Security-Policy",
                    "X-Content-Type-Options",
                    "Referrer-Policy",
                    "X-Frame-Options",
                    "Cross-Origin-Opener-Policy",
                    "Cross-Origin-Resource-Policy",
                    "Cache-Control")) {
                assertThat(reply.all(name)).as(name).hasSize(1);
            }
            assertThat(reply.all("Retry-After")).hasSize(status == 503 ? 1 : 0);
        }
    }
}
