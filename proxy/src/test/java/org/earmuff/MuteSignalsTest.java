package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.config.ConfigLoader;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.Mosquitto;
import org.earmuff.testing.Records;
import org.earmuff.testing.Sink;
import org.earmuff.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance, muted by a file and by MQTT. */
class MuteSignalsTest {

    private final TestClock clock = new TestClock();

    @TempDir
    private Path folder;

    private Path mute;
    private String head;
    private Sink cloud;
    private Appliance appliance;

    @BeforeEach
    void given_a_house() throws Exception {
        cloud = Sink.open();
        mute = folder.resolve("mute");
        head = """
                schema: 1
                household: {timezone: UTC}
                state: %s
                listen: {socks: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                speakers:
                  - {name: kitchen, room: Kitchen, match: 127.0.0.11}
                """.formatted(folder.resolve("state"), freePort(), freePort());
    }

    @AfterEach
    void stop() throws Exception {
        if (appliance != null) {
            appliance.close();
        }
        cloud.close();
    }

    private void start(String mutes) throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), head + mutes);
        appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
    }

    /** The kitchen's speaker says something that might be sound. */
    private void speak(Socket speaker) throws IOException {
        speaker.getOutputStream().write(Records.application(9_000));
    }

    private Socket kitchen() throws IOException {
        return LiveHouse.dial(appliance.socks(), "127.0.0.11", cloud.address());
    }

    private List<String> account() throws Exception {
        List<String> rows = new ArrayList<>();
        try (Connection db = DriverManager.getConnection(
                        "jdbc:sqlite:file:" + folder.resolve("state/ledger.db") + "?mode=ro");
                Statement s = db.createStatement()) {
            ResultSet r = s.executeQuery("SELECT kind, reason FROM ledger WHERE kind IN ('mute','unmute') ORDER BY id");
            while (r.next()) {
                rows.add(r.getString(1) + " " + r.getString(2));
            }
        }
        return rows;
    }

    private void awaitMutes(int count) {
        await().atMost(Duration.ofSeconds(5))
                .until(() -> appliance.house().mutes().orders().size() == count);
    }

    @Test
    void what_the_file_says_at_the_start_is_in_force_before_the_first_connection() throws Exception {
        Files.writeString(mute, "room:Kitchen because guests\n");

        start("mute: {file: " + mute + "}\n");

        try (Socket speaker = kitchen()) {
            speak(speaker);
            assertThatThrownBy(() -> speaker.getInputStream().read()).isInstanceOf(SocketException.class);
        }
        assertThat(cloud.connections()).allSatisfy(c -> assertThat(c.count()).isZero());
        assertThat(get("/api/v1/status")).contains("muted by file · room Kitchen (guests)");

        Files.delete(mute);
        awaitMutes(0);
        try (Socket speaker = kitchen()) {
            speak(speaker);
            await().atMost(Duration.ofSeconds(5))
                    .until(() -> cloud.connections().stream().anyMatch(c -> c.count() > 9_000));
        }
        await().atMost(Duration.ofSeconds(10))
                .ignoreExceptionsInstanceOf(SQLException.class) // it is made after the doors are open
                .untilAsserted(() ->
                        assertThat(account()).containsExactly("mute file: guests", "unmute file: the file is gone"));
    }

    @Test
    void a_reload_takes_another_file_a_broker_and_new_speakers() throws Exception {
        start("mute: {file: none}\n");
        try (Mosquitto broker = Mosquitto.open(folder);
                Mosquitto.Listener listener = broker.listen()) {
            Files.createFile(mute);
            Files.writeString(
                    folder.resolve("earmuff.yaml"),
                    head + "  - {name: attic, match: 127.0.0.12}\nmute: {file: " + mute
                            + ", mqtt: {broker: \"tcp://127.0.0.1:" + broker.port() + "\"}}\n");

            assertThat(appliance.reload().changed())
                    .containsExactly("speaker attic added", "mute.file changed", "mute.mqtt changed");

            awaitMutes(1);
            String base = "earmuff/"
                    + Files.readString(folder.resolve("state/mqtt-id")).strip() + "/";
            await().atMost(Duration.ofSeconds(10))
                    .untilAsserted(() -> assertThat(listener.board)
                            .containsEntry(base + "all/mute", "ON")
                            .containsEntry(base + "speaker_attic/verdict", "withhold")
                            .containsEntry(base + "availability", "online"));
            broker.publish(base + "all/mute/set", "OFF");
            awaitMutes(0);
            broker.publish(base + "speaker_kitchen/mute/set", "ON");
            awaitMutes(1);
            try (Socket speaker = kitchen()) {
                speak(speaker);
                assertThatThrownBy(() -> speaker.getInputStream().read()).isInstanceOf(SocketException.class);
            }
            assertThat(listener.heard).noneMatch(line -> line.contains("127.0.0.1"));
            appliance.close();
            appliance = null;
            await().atMost(Duration.ofSeconds(5))
                    .untilAsserted(() -> assertThat(listener.board).containsEntry(base + "availability", "offline"));
        }
        assertThat(account()).containsExactly("mute file", "unmute mqtt", "mute mqtt");
    }

    private String get(String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + appliance.admin().getPort() + path);
        return HttpClient.newHttpClient()
                .send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
