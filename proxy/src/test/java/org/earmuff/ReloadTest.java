package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.cli.Earmuff;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.LastGood;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.testing.TestClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole appliance, whose files change while it runs. */
class ReloadTest {

    private final TestClock clock = new TestClock();
    private final HttpClient http = HttpClient.newHttpClient();

    @TempDir
    private Path folder;

    private Path file;
    private String head;
    private Appliance appliance;

    @BeforeEach
    void given_an_appliance_that_runs() throws Exception {
        head = """
                schema: 1
                household: {timezone: UTC}
                state: %s
                listen: {socks: "127.0.0.1:%d", admin: "127.0.0.1:%d"}
                speakers:
                  - {name: nursery, room: Nursery, match: 10.9.9.9}
                """.formatted(folder.resolve("state"), freePort(), freePort());
        file = Files.writeString(folder.resolve("earmuff.yaml"), head);
        appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
    }

    @AfterEach
    void stop() {
        appliance.close();
    }

    @Test
    void the_api_puts_a_good_file_in_force_and_says_what_changed() throws Exception {
        Files.writeString(file, head.replace("socks: ", "connect: ") + "rules: [{name: quiet, refuse: true}]\n");

        HttpResponse<String> answer = reload(token());

        assertThat(answer.statusCode()).isEqualTo(200);
        JsonObject body = Json.readObject(answer.body());
        assertThat(body.texts("changed")).containsExactly("rule quiet added");
        assertThat(body.texts("need_restart")).containsExactly("listen");
        assertThat(verdict()).isEqualTo("refuse");
        assertThat(metric("earmuff_config_last_reload_successful")).isEqualTo("1.0");
    }

    @Test
    void once_stopped_it_looks_at_its_files_no_more() throws Exception {
        Set<Thread> before = watchers();
        appliance.watch();
        Set<Thread> watching = watchers();
        watching.removeAll(before);
        assertThat(watching).hasSize(1);

        appliance.close();

        await().atMost(Duration.ofSeconds(3)).until(() -> watching.stream().noneMatch(Thread::isAlive));
        appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
    }

    private static Set<Thread> watchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("config-watch"))
                .collect(Collectors.toSet());
    }

    @Test
    void name_zone_and_style_of_mutes_follow_a_reload() throws Exception {
        Files.writeString(
                file,
                head.replace("{timezone: UTC}", "{name: By the sea, timezone: Asia/Tokyo}")
                        + "mute: {style: refuse}\n");

        JsonObject body = Json.readObject(reload(token()).body());
        send("PUT", "/api/v1/mutes/all", "Host: localhost");

        assertThat(body.texts("changed"))
                .containsExactly("household.name changed", "household.timezone changed", "mute.style changed");
        assertThat(body.texts("need_restart")).isEmpty();
        assertThat(status().object("household")).hasToString("{\"name\":\"By the sea\",\"timezone\":\"Asia/Tokyo\"}");
        assertThat(get("/")).contains("By the sea", "Asia/Tokyo");
        assertThat(status().objects("mutes"))
                .singleElement()
                .satisfies(m -> assertThat(m.text("style")).isEqualTo("refuse"));
    }

    @Test
    void a_name_of_the_appliance_that_was_added_is_answered() throws Exception {
        assertThat(send("GET", "/api/v1/status", "Host: box.lan")).startsWith("HTTP/1.1 403");
        Files.writeString(file, head + "admin: {names: [box.lan]}\n");

        JsonObject body = Json.readObject(reload(token()).body());

        assertThat(body.texts("changed")).containsExactly("admin.names changed");
        assertThat(send("GET", "/api/v1/status", "Host: box.lan")).startsWith("HTTP/1.1 200");
    }

    @Test
    void who_may_connect_no_longer_is_cut_off_and_not_let_in_again() throws Exception {
        try (Socket open = new Socket("127.0.0.1", appliance.admin().getPort())) {
            open.setSoTimeout(10_000);
            assertThat(send("GET", "/healthz", "Host: localhost")).startsWith("HTTP/1.1 200");
            Files.writeString(file, head + "admin: {allow: 192.0.2.0/24}\n");

            assertThat(appliance.reload().changed()).containsExactly("admin.allow changed");

            assertThat(open.getInputStream().read()).isEqualTo(-1);
        }
        assertThatExceptionOfType(IOException.class).isThrownBy(() -> reload(token()));
    }

    @Test
    void the_api_tells_everything_that_is_wrong_and_changes_nothing() throws Exception {
        Files.writeString(file, head + "rules:\n  - {name: quiet, refuse: no}\nexpect: [nobody allow at mon 12:00]\n");

        HttpResponse<String> answer = reload(token());

        assertThat(answer.statusCode()).isEqualTo(422);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue("application/problem+json");
        JsonObject body = Json.readObject(answer.body());
        assertThat(body.objects("problems"))
                .extracting(p -> p.text("path"))
                .containsExactly("rules[0].refuse", "expect[0]");
        assertThat(body.objects("problems").get(0).number("line")).isEqualTo(8);
        assertThat(verdict()).isEqualTo("allow");
        assertThat(metric("earmuff_config_last_reload_successful")).isEqualTo("0.0");
    }

    @Test
    void the_api_wants_the_token() throws Exception {
        assertThat(reload("wrong").statusCode()).isEqualTo(401);
        assertThat(reload(null).statusCode()).isEqualTo(401);
    }

    @Test
    void a_changed_file_comes_into_force_by_itself() throws Exception {
        appliance.watch();

        Files.writeString(file, head + "rules: [{name: quiet, refuse: true}]\n");

        await().atMost(Duration.ofSeconds(10)).until(() -> verdict().equals("refuse"));
    }

    @Test
    void a_file_that_was_cut_off_is_refused_until_it_is_whole() throws Exception {
        Files.writeString(file, head + "rules: [{name: quiet, refuse: true}]\n");
        appliance.reload();

        Files.writeString(file, head);

        assertThat(appliance.reload().problems())
                .singleElement()
                .satisfies(p -> assertThat(p.message()).contains("looks cut off"));
        assertThat(verdict()).isEqualTo("refuse");
    }

    @Test
    void after_a_bad_start_it_says_so_until_the_file_is_mended() throws Exception {
        appliance.close();
        Files.writeString(file, head + "rulez: []\n");

        appliance = Appliance.startWithLastGood(LastGood.of(file), problem(), clock, List.of());
        appliance.watch();

        assertThat(status().object("configuration").text("problem")).contains("rulez");
        assertThat(metric("earmuff_config_last_reload_successful")).isEqualTo("0.0");
        await().untilAsserted(() -> assertThat(configRows())
                .anySatisfy(reason -> assertThat(reason).contains("rulez"))
                .contains("last good, because the file is not"));

        Files.writeString(file, head + "rules: [{name: quiet, refuse: true}]\n");

        await().atMost(Duration.ofSeconds(10))
                .until(() -> status().object("configuration").text("problem") == null);
        assertThat(metric("earmuff_config_last_reload_successful")).isEqualTo("1.0");
        assertThat(verdict()).isEqualTo("refuse");
    }

    @Test
    void explain_is_the_same_from_the_appliance_and_from_the_file() throws Exception {
        Files.writeString(file, head + "rules: [{name: evening, hours: daily 07:00-19:00}]\n");
        appliance.reload();

        for (String at : List.of("mon 06:59", "mon 07:00", "tue 18:59", "tue 19:00", "2027-03-28T02:30")) {
            JsonObject online = Json.readObject(explain("--at", at, "--json"));
            JsonObject offline = Json.readObject(explain("--at", at, "--json", "--offline"));
            assertThat(online.text("source")).isEqualTo("appliance");
            assertThat(offline.text("source")).isEqualTo("file");
            for (String key : List.of("verdict", "reason", "at", "valid_until", "says")) {
                assertThat(offline.text(key)).as(key + " " + at).isEqualTo(online.text(key));
            }
        }
    }

    private String explain(String... more) {
        java.io.StringWriter out = new java.io.StringWriter();
        java.io.StringWriter err = new java.io.StringWriter();
        List<String> arguments = new java.util.ArrayList<>(List.of("explain", "nursery", "--config", file.toString()));
        arguments.addAll(List.of(more));
        int code = Earmuff.run(
                new java.io.PrintWriter(out), new java.io.PrintWriter(err), arguments.toArray(String[]::new));
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    private String problem() {
        try {
            ConfigLoader.load(file, clock.now());
            return "";
        } catch (ConfigException e) {
            return String.valueOf(e.getMessage());
        }
    }

    private String verdict() {
        return appliance
                .house()
                .explain("nursery", clock.now())
                .orElseThrow()
                .verdict()
                .word();
    }

    /** What the account's rows about the configuration say. */
    private List<String> configRows() throws SQLException {
        List<String> reasons = new ArrayList<>();
        try (Connection c = DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("state/ledger.db"));
                ResultSet r = c.createStatement().executeQuery("SELECT reason FROM ledger WHERE kind = 'config'")) {
            while (r.next()) {
                reasons.add(r.getString(1));
            }
        }
        return reasons;
    }

    private JsonObject status() throws Exception {
        return Json.readObject(get("/api/v1/status"));
    }

    private String metric(String name) throws Exception {
        return get("/metrics")
                .lines()
                .filter(l -> l.startsWith(name + " "))
                .map(l -> l.substring(name.length() + 1))
                .findFirst()
                .orElseThrow();
    }

    private String get(String path) throws Exception {
        return http.send(HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }

    private HttpResponse<String> reload(String token) throws Exception {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(uri("/api/v1/reload")).POST(HttpRequest.BodyPublishers.noBody());
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private String send(String method, String path, String... headers) throws Exception {
        try (Socket socket = new Socket("127.0.0.1", appliance.admin().getPort())) {
            socket.setSoTimeout(10_000);
            String request = method + " " + path + " HTTP/1.1\r\nConnection: close\r\nAuthorization: Bearer " + token()
                    + "\r\n" + String.join("\r\n", headers) + "\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private URI uri(String path) {
        return URI.create("http://127.0.0.1:" + appliance.admin().getPort() + path);
    }

    private String token() throws IOException {
        return Files.readString(folder.resolve("state/admin.token")).strip();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
