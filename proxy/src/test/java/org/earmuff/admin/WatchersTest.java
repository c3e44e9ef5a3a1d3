package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.admin.access.PasswordFile;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Streams of events of those who logged in, and of guests. */
class WatchersTest {

    private static final String RIGHT = "{\"password\":\"four words in a row\"}";
    private static final String OURS = "X-Earmuff: 1";

    @TempDir
    Path folder;

    private SmallHome home;

    @BeforeEach
    void open() throws Exception {
        new PasswordFile(folder).set("four words in a row");
        home = new SmallHome(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Reply ask(String method, String path, String body, String... headers) throws Exception {
        return RawHttp.send("127.0.0.1", home.port(), method, path, body, headers);
    }

    private Reply get(String path, String cookie) throws Exception {
        return ask("GET", path, "", "Cookie: " + cookie);
    }

    private String logIn() throws Exception {
        return ask("POST", "/api/v1/session", RIGHT, OURS).cookie();
    }

    private Socket watch(String cookie) throws Exception {
        Socket socket = new Socket("127.0.0.1", home.port());
        socket.setSoTimeout(10_000);
        String request = RawHttp.request("GET", "/api/v1/events", "", "Host: 127.0.0.1", "Cookie: " + cookie);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        readUntil(socket, "event: status");
        return socket;
    }

    private static void readUntil(Socket watcher, String text) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int c = watcher.getInputStream().read();
            assertThat(c).as("the stream ended after " + seen).isNotNegative();
            seen.append((char) c);
        }
    }

    private static String rest(Socket watcher) throws Exception {
        return new String(watcher.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }

    @Test
    void a_stream_of_events_ends_with_its_own_session_and_no_other() throws Exception {
        String owner = logIn();
        String other = logIn();
        try (Socket mine = watch(owner);
                Socket theirs = watch(other)) {
            ask("DELETE", "/api/v1/session", "", OURS, "Cookie: " + other);

            rest(theirs);
            assertThat(get("/api/v1/events", other).status())
                    .as("what it comes back to")
                    .isEqualTo(401);
            ask("PUT", "/api/v1/mutes/all", "", OURS, "Cookie: " + owner);
            readUntil(mine, "\"mutes\":[{\"scope\":\"all\"");
        }
    }

    @Test
    void a_stream_of_events_has_to_show_its_cookie_again_after_ten_minutes() throws Exception {
        String stolen = logIn();
        try (Socket thief = watch(stolen)) {
            home.clock.elapse(Duration.ofMinutes(10));

            assertThat(rest(thief)).contains("event: again\n").endsWith("0\r\n\r\n");
        }
    }

    @Test
    void a_guest_who_opens_the_link_again_and_again_takes_nothing_from_the_owner() throws Exception {
        String owner = logIn();
        String link = ask("POST", "/api/v1/guests", "{}", OURS, "Cookie: " + owner)
                .json()
                .text("link");
        String guest = ask("POST", link, "", OURS).cookie();
        List<Socket> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < 8; i++) {
                watchers.add(watch(guest));
            }

            assertThat(get("/api/v1/events", guest).status()).isEqualTo(503);
            watchers.add(watch(owner));
        } finally {
            for (Socket watcher : watchers) {
                watcher.close();
            }
        }
        for (int i = 0; i < 40; i++) {
            assertThat(ask("POST", link, "", OURS).status()).isEqualTo(303);
        }
        assertThat(get("/api/v1/status", guest).status())
                .as("the oldest of the same link")
                .isEqualTo(401);
        assertThat(get("/api/v1/status", owner).status()).isEqualTo(200);
    }
}
