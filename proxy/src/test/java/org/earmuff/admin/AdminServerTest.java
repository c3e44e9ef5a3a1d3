package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The server as programs meet it, byte by byte over loopback. */
class AdminServerTest {

    @TempDir
    Path folder;

    private SmallHome home;

    @BeforeEach
    void open() throws Exception {
        home = new SmallHome(folder, "<script>alert(1)</script>", Duration.ofMillis(1500));
    }

    @AfterEach
    void close() {
        home.close();
    }

    private String bearer() {
        return "Authorization: Bearer " + home.token;
    }

    private Reply send(String method, String path, String body, String... headers) throws Exception {
        return RawHttp.send("127.0.0.1", home.port(), method, path, body, headers);
    }

    private Reply get(String path, String... headers) throws Exception {
        return send("GET", path, "", headers);
    }

    private Reply raw(String text) throws Exception {
        return RawHttp.raw("127.0.0.1", home.port(), text);
    }

    private static final String OURS = "X-Earmuff: 1";
    private static final String JSON = "Content-Type: application/json";

    @Test
    void status_tells_speakers_totals_mutes_and_the_appliance() throws Exception {
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:00:00Z"), 7.94));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 1);

        JsonObject status = get("/api/v1/status").json();

        assertThat(status.text("now")).isEqualTo("2026-11-22T12:00:00.000Z");
        assertThat(status.object("today")).hasToString("{\"uploads\":1,\"audio_seconds\":7.9,\"withheld\":0}");
        JsonObject nursery = status.objects("speakers").get(1);
        assertThat(nursery.text("verdict")).isEqualTo("withhold");
        assertThat(nursery.text("says")).isEqualTo("withheld until 07:00 · hours · day-time (earmuff.yaml:31)");
        assertThat(nursery.object("rule").number("line")).isEqualTo(31);
        assertThat(get("/api/v1/speakers/kitchen").json().object("last_upload").number("bytes"))
                .isEqualTo(65154);
        assertThat(get("/api/v1/speakers").json().objects("speakers")).hasSize(3);
    }

    @Test
    void a_mute_is_answered_only_when_every_loop_acts_on_it() throws Exception {
        CompletableFuture<Void> loops = new CompletableFuture<>();
        home.applied.set(loops);
        CompletableFuture<Reply> put = CompletableFuture.supplyAsync(() -> {
            try {
                return send(
                        "PUT", "/api/v1/mutes/room:Kitchen", "{\"for\":\"PT30M\",\"reason\":\"guests\"}", OURS, JSON);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        await().until(() -> home.desk.state().on(new Scope.Room("Kitchen")).isPresent());
        assertThat(get("/healthz").status()).isEqualTo(200);
        assertThat(put).isNotDone();

        loops.complete(null);

        JsonObject answer = put.join().json();
        assertThat(answer.flag("kept")).isTrue();
        assertThat(answer.object("mute").text("until")).isEqualTo("2026-11-22T12:30:00.000Z");
        assertThat(answer.object("mute").text("by")).isEqualTo("dashboard");
        assertThat(get("/api/v1/mutes/room:Kitchen").json().text("reason")).isEqualTo("guests");
        assertThat(get("/api/v1/mutes").json().objects("mutes")).hasSize(1);
        Reply lifted = send("DELETE", "/api/v1/mutes/room:Kitchen", "", OURS);
        assertThat(lifted.json().flag("lifted")).isTrue();
        assertThat(get("/api/v1/mutes/room:Kitchen").status()).isEqualTo(404);
        assertThat(send("DELETE", "/api/v1/mutes/room:Kitchen", "", OURS).json().flag("lifted"))
                .isFalse();
    }

    @Test
    void scopes_with_spaces_and_odd_letters_are_percent_encoded() throws Exception {
        String room = "room:%3Cscript%3Ealert(1)%3C%2Fscript%3E";

        assertThat(send("PUT", "/api/v1/mutes/" + room, "", bearer()).status()).isEqualTo(200);

        assertThat(home.desk.state().orders())
                .extracting(MuteOrder::scope)
                .containsExactly(new Scope.Room("<script>alert(1)</script>"));
        assertThat(home.desk.state().orders()).extracting(MuteOrder::by).containsExactly("api");
    }

    @Test
    void a_mute_that_is_not_on_disk_says_so() throws Exception {
        Files.createDirectories(folder.resolve("mutes.json.new/in-the-way"));

        JsonObject answer = send("PUT", "/api/v1/mutes/all", "", bearer()).json();

        assertThat(answer.flag("kept")).isFalse();
        assertThat(answer.text("warning")).contains("a restart would forget");
        Reply refused = send("DELETE", "/api/v1/mutes/all", "", bearer());
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.json().text("detail")).contains("still muted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "room:Kichen|{}|404|there is no room:Kichen here; there is: all, room:Kitchen",
                "speaker:nobody|{}|404|there is no speaker:nobody here",
                "everything|{}|404|there is no everything here; there is: all, room:Kitchen",
                "all|{\"for\": xx}|400|not JSON (RFC 8259, no key twice, at most 32 deep) at line 1, column 9",
                "all|{\"for\":\"soon\"}|400|is no duration: write 15 s",
                "all|{\"for\":\"-5 min\"}|400|is no duration",
                "all|{\"until\":\"2020-01-01T00:00:00Z\"}|400|not in the future",
                "all|{\"for\":\"1 h\",\"until\":\"07:00\"}|400|not both",
                "all|{\"fro\":\"1 h\"}|400|\"fro\" is unknown",
                "all|{\"style\":\"gag\"}|400|withhold or refuse",
                "all|[]|400|must begin with {",
                "all|{\"reason\":\"a\\nb\"}|400|one line",
                "all|{\"for\":5}|400|must be a string"
            })
    void orders_that_make_no_sense_are_refused_with_a_remedy(String scope, String body, int status, String words)
            throws Exception {
        Reply reply = send("PUT", "/api/v1/mutes/" + scope, body, bearer(), JSON);

        assertThat(reply.status()).isEqualTo(status);
        assertThat(reply.head()).contains("application/problem+json");
        assertThat(reply.json().text("detail")).contains(words);
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void ends_may_be_times_on_the_wall() throws Exception {
        send("PUT", "/api/v1/mutes/all", "{\"until\":\"07:00\"}", bearer(), JSON);

        assertThat(home.desk.state().on(Scope.ALL).orElseThrow().until()).isEqualTo("2026-11-23T06:00:00Z");
    }

    @Test
    void uploads_filter_page_and_name_what_is_wrong() throws Exception {
        // The first checkpoint is the second row: those that follow are numbered without one between them.
        home.ledger.started("1");
        await().until(() -> home.ledger.checkpoint().isPresent());
        for (int i = 0; i < 5; i++) {
            Instant at = Instant.parse("2026-11-22T11:00:00Z").plusSeconds(i);
            home.ledger.uploaded(
                    i % 2 == 0
                            ? Uploads.left("kitchen", "Kitchen", at, 2.5)
                            : Uploads.withheld("nursery", "", at, 2.5));
        }
        await().until(() -> home.ledger.rowsWritten().get("upload") == 3);

        assertThat(get("/api/v1/uploads?limit=2").json().objects("uploads"))
                .extracting(r -> r.number("id"))
                .containsExactly(6.0, 7.0);
        JsonObject page = get("/api/v1/uploads?after=0&limit=3").json();
        assertThat(page.objects("uploads")).hasSize(3);
        assertThat(page.number("next_after")).isEqualTo(5);
        JsonObject nursery = get("/api/v1/uploads?speaker=nursery&since=2026-11-22T11:00:02Z&until=13:00")
                .json();
        assertThat(nursery.objects("uploads")).singleElement().satisfies(row -> {
            assertThat(row.text("kind")).isEqualTo("attempt");
            assertThat(row.text("at")).isEqualTo("2026-11-22T11:00:03.000Z");
            assertThat(row.text("rule")).isEqualTo("day-time (/etc/earmuff/earmuff.yaml:31)");
        });
        assertThat(get("/api/v1/uploads?speaker=nobody").json().text("detail")).contains("there are: kitchen, nursery");
        for (String limit : List.of("0", "1001", "%2B5", "-1", "%D9%A5", "5.0", "99999999999999999999")) {
            assertThat(get("/api/v1/uploads?limit=" + limit).status()).as(limit).isEqualTo(400);
        }
        assertThat(get("/api/v1/uploads?since=whenever").json().text("detail"))
                .contains("since: \"whenever\" is no time");
        assertThat(get("/api/v1/uploads?speker=x").json().text("detail")).contains("\"speker\" is unknown");
    }

    @Test
    void uploads_are_given_of_speakers_that_are_gone_and_of_unknown_devices_before_one_was_seen() throws Exception {
        home.ledger.uploaded(Uploads.left("parlour", "Parlour", Instant.parse("2026-11-22T11:00:00Z"), 2.5));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 1);

        assertThat(get("/api/v1/uploads?speaker=parlour").json().objects("uploads"))
                .singleElement()
                .satisfies(row -> assertThat(row.text("speaker")).isEqualTo("parlour"));
        Reply unknown = get("/api/v1/uploads?speaker=unknown");
        assertThat(unknown.status()).isEqualTo(200);
        assertThat(unknown.json().objects("uploads")).isEmpty();
        assertThat(get("/api/v1/uploads?speaker=parlor").status()).isEqualTo(404);
    }

    @Test
    void a_plus_in_a_time_need_not_be_escaped() throws Exception {
        assertThat(get("/api/v1/explain?speaker=kitchen&at=2026-12-01T02:30+01:00")
                        .json()
                        .text("at"))
                .isEqualTo("2026-12-01T01:30:00.000Z");
        assertThat(get("/api/v1/uploads?since=2026-10-25T02:30+01:00&until=2026-10-25T02:30:01.5+01:00")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_body_that_is_not_utf8_is_refused() throws Exception {
        HttpRequest latin = HttpRequest.newBuilder(home.uri("/api/v1/mutes/all"))
                .header("Authorization", "Bearer " + home.token)
                .header("Content-Type", "application/json")
                .PUT(BodyPublishers.ofByteArray("{\"reason\":\"caf\u00e9\"}".getBytes(StandardCharsets.ISO_8859_1)))
                .build();

        HttpResponse<String> answer = HttpClient.newHttpClient().send(latin, BodyHandlers.ofString());

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(answer.body()).contains("not UTF-8");
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void empty_ends_are_none_and_24_00_is_the_end_of_today() throws Exception {
        Reply empty = send("PUT", "/api/v1/mutes/all", "{\"for\":\"\",\"until\":\" \"}", bearer(), JSON);
        assertThat(empty.status()).isEqualTo(200);
        assertThat(home.desk.state().on(Scope.ALL).orElseThrow().until()).isNull();

        send("PUT", "/api/v1/mutes/all", "{\"for\":\"\",\"until\":\"24:00\"}", bearer(), JSON);
        assertThat(home.desk.state().on(Scope.ALL).orElseThrow().until()).isEqualTo("2026-11-22T23:00:00Z");
    }

    @Test
    void explain_names_the_rule_and_the_time() throws Exception {
        JsonObject now = get("/api/v1/explain?speaker=nursery").json();
        assertThat(now.text("valid_until")).isEqualTo("2026-11-23T06:00:00.000Z");
        assertThat(now.object("rule").text("name")).isEqualTo("day-time");
        assertThat(get("/api/v1/explain?speaker=kitchen&at=mon%2012:00").json().text("at"))
                .isEqualTo("2026-11-23T11:00:00.000Z");
        assertThat(get("/api/v1/explain").status()).isEqualTo(400);
        assertThat(get("/api/v1/explain?speaker=attic").status()).isEqualTo(404);
    }

    @Test
    void health_and_readiness_need_no_token() throws Exception {
        assertThat(get("/healthz").body()).isEqualTo("ok\n");
        assertThat(get("/readyz").status()).isEqualTo(200);
        home.notReady = List.of("listen.tproxy: 15443 is in use");
        Reply reply = get("/readyz");
        assertThat(reply.status()).isEqualTo(503);
        assertThat(reply.json().text("detail")).isEqualTo("listen.tproxy: 15443 is in use");
    }

    @Test
    void the_page_reads_without_javascript_and_escapes_what_people_named() throws Exception {
        home.configProblem = "line 7: <b>no</b>";

        Reply page = get("/");

        assertThat(page.status()).isEqualTo(200);
        assertThat(page.body())
                .contains("withheld until 07:00", "hours · day-time (earmuff.yaml:31)")
                .contains("&lt;script&gt;alert(1)&lt;/script&gt;")
                .contains("line 7: &lt;b&gt;no&lt;/b&gt;")
                .doesNotContain("<script>alert")
                .doesNotContain("{{");
        assertThat(page.head())
                .contains("Content-Security-Policy: default-src 'none'; script-src 'self'; style-src 'self'")
                .contains("X-Content-Type-Options: nosniff", "Referrer-Policy: same-origin", "cache-control: no-store");
    }

    @Test
    void the_forms_of_the_page_work_without_javascript_and_nobody_elses_do() throws Exception {
        String page = get("/").body();
        String token = page.split("name=\"token\" value=\"", -1)[1].split("\"", -1)[0];
        String form = "Content-Type: application/x-www-form-urlencoded";

        Reply muted = send("POST", "/mutes", "token=" + token + "&scope=all&for=PT15M", form, "Origin: null");

        assertThat(muted.status()).isEqualTo(303);
        assertThat(muted.head()).contains("Location: /");
        assertThat(home.desk.state().on(Scope.ALL).orElseThrow().until()).isEqualTo("2026-11-22T12:15:00Z");
        assertThat(get("/").body()).contains("Everything is muted");
        assertThat(send("POST", "/mutes", "token=wrong&scope=all&do=lift", form).status())
                .isEqualTo(403);
        assertThat(send("POST", "/mutes", "scope=all&do=lift", form).status()).isEqualTo(403);
        assertThat(send("POST", "/mutes", "token=" + token + "&scope=all&do=lift", form, "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(home.desk.state().orders()).hasSize(1);
        send("POST", "/mutes", "token=" + token + "&scope=all&do=lift", form);
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void static_files_are_named_ones_only_and_are_revalidated() throws Exception {
        Reply script = get("/assets/app.js");
        assertThat(script.head()).contains("text/javascript");
        String tag = script.head()
                .lines()
                .filter(l -> l.startsWith("ETag: "))
                .findFirst()
                .orElseThrow()
                .substring(6);
        Reply again = get("/assets/app.js", "If-None-Match: " + tag);
        assertThat(again.status()).isEqualTo(304);
        assertThat(again.body()).isEmpty();
        for (String known : List.of("\"other\", " + tag, "W/" + tag, "*", "\"a\",W/" + tag + " , \"b\"")) {
            assertThat(get("/assets/app.js", "If-None-Match: " + known).status())
                    .as(known)
                    .isEqualTo(304);
        }
        assertThat(get("/assets/app.js", "If-None-Match: \"other\"").status()).isEqualTo(200);
        for (String path :
                List.of("/assets/", "/assets/page.html", "/assets/../page.html", "/assets/%2e%2e/Html.class")) {
            assertThat(get(path).status()).as(path).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "127.0.0.1.evil.example",
                "earmuff.lan.evil.example",
                "localhost.evil:80",
                "",
                "[::1",
                "[::1]evil.example",
                "[::1].evil.example:80",
                "[::1]:",
                "[::1%evil.example]",
                "[[::1]]",
                "127.0.0.1:evil.example",
                "127.0.0.1:80:80",
                "localhost:80evil.example",
                "::1"
            })
    void hosts_that_are_not_ours_are_refused(String host) throws Exception {
        Reply reply = raw(RawHttp.request("GET", "/api/v1/status", "", "Host: " + host));

        assertThat(reply.status()).isEqualTo(403);
        assertThat(reply.json().text("detail")).contains("admin.names");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost:8480",
                "192.168.1.5",
                "[fd00::1]:8480",
                "[::1]",
                "[::ffff:192.168.1.5]",
                "earmuff.LAN:8480",
                "earmuff.lan."
            })
    void hosts_that_are_ours_are_served(String host) throws Exception {
        assertThat(raw(RawHttp.request("GET", "/api/v1/status", "", "Host: " + host))
                        .status())
                .isEqualTo(200);
    }

    @Test
    void a_request_has_one_host() throws Exception {
        assertThat(raw("GET / HTTP/1.1\r\nConnection: close\r\n\r\n").status()).isEqualTo(400);
        assertThat(raw(RawHttp.request("GET", "/", "", "Host: localhost\r\nHost: evil.example"))
                        .status())
                .isEqualTo(400);
    }

    @Test
    void other_sites_are_refused() throws Exception {
        String own = "Origin: http://127.0.0.1:" + home.port();
        assertThat(send("PUT", "/api/v1/mutes/all", "", OURS, "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        assertThat(send("PUT", "/api/v1/mutes/all", "", OURS, "Origin: null").status())
                .isEqualTo(403);
        assertThat(send("PUT", "/api/v1/mutes/all", "", OURS, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(send("PUT", "/api/v1/mutes/all", "", OURS, "Sec-Fetch-Site: same-site")
                        .status())
                .isEqualTo(403);
        assertThat(get("/api/v1/status", "Sec-Fetch-Site: cross-site").status()).isEqualTo(403);
        assertThat(send("PUT", "/api/v1/mutes/all", "").status()).isEqualTo(401);
        assertThat(home.desk.state().orders()).isEmpty();
        assertThat(get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: document")
                        .status())
                .isEqualTo(200);
        assertThat(get("/", "Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate", "Sec-Fetch-Dest: iframe")
                        .status())
                .isEqualTo(403);
        assertThat(send("PUT", "/api/v1/mutes/all", "", OURS, own, "Sec-Fetch-Site: same-origin")
                        .status())
                .isEqualTo(200);
    }

    @Test
    void only_the_right_token_is_a_token() throws Exception {
        assertThat(send("PUT", "/api/v1/mutes/all", "", bearer()).status()).isEqualTo(200);
        Reply wrong = get("/api/v1/status", "Authorization: Bearer " + "x".repeat(43));
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.head()).contains("www-authenticate: Bearer");
        assertThat(get("/api/v1/status", "Authorization: Basic abc").status()).isEqualTo(401);
        assertThat(home.token).hasSize(43);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin.token"))))
                .isEqualTo("rw-------");
        assertThat(AdminToken.in(folder)).hasToString("***");
    }

    @Test
    void a_speaker_is_cut_off_before_it_says_a_word() throws Exception {
        assertThat(get("/healthz").status()).isEqualTo(200);

        home.speakerAddress = InetAddress.getByName("127.0.0.1");

        int read;
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            read = socket.getInputStream().read();
        } catch (SocketException reset) {
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }

    @Test
    void a_client_that_may_be_a_speaker_waits_unread_and_holds_up_nobody() throws Exception {
        home.undecidedAddress = InetAddress.getByName("127.0.0.9");
        try (Socket unknown = new Socket()) {
            unknown.bind(new InetSocketAddress("127.0.0.9", 0));
            unknown.connect(new InetSocketAddress("127.0.0.1", home.port()));
            unknown.setSoTimeout(300);
            unknown.getOutputStream()
                    .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));

            assertThat(get("/healthz").status()).isEqualTo(200);
            assertThatThrownBy(() -> unknown.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

            home.undecided.complete(false);

            unknown.setSoTimeout(5_000);
            readUntil(unknown, "HTTP/1.1 200");
        }
    }

    @Test
    void a_client_about_whom_nothing_is_found_out_is_not_let_in() throws Exception {
        home.undecidedAddress = InetAddress.getByName("127.0.0.1");
        int read;
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(5_000);
            home.undecided.completeExceptionally(new IllegalStateException("no table"));
            read = socket.getInputStream().read();
        } catch (SocketException reset) {
            read = -1;
        }
        assertThat(read).isEqualTo(-1);
    }

    @Test
    void the_mute_that_is_told_is_the_one_whose_end_is_told_and_closed_hours_after_it_count() throws Exception {
        send("PUT", "/api/v1/mutes/speaker:nursery", "{\"until\":\"22:00\"}", bearer(), JSON);
        send("PUT", "/api/v1/mutes/all", "{\"for\":\"10 min\"}", bearer(), JSON);

        JsonObject nursery = get("/api/v1/speakers/nursery").json();

        assertThat(nursery.text("says"))
                .isEqualTo("withheld until 07:00 · muted by api · speaker nursery until 22:00,"
                        + " then hours · day-time (earmuff.yaml:31)");
        assertThat(nursery.text("valid_until")).isEqualTo("2026-11-22T21:00:00.000Z");
        assertThat(nursery.text("stopped_until")).isEqualTo("2026-11-23T06:00:00.000Z");
        assertThat(get("/api/v1/speakers/kitchen").json().text("says"))
                .isEqualTo("withheld until 13:10 · muted by api · everything");
        assertThat(get("/api/v1/explain?speaker=nursery").json().text("says")).isEqualTo(nursery.text("says"));
    }

    @Test
    void a_mute_that_takes_anothers_place_says_which() throws Exception {
        send("PUT", "/api/v1/mutes/all", "", bearer());

        JsonObject answer = send("PUT", "/api/v1/mutes/all", "{\"for\":\"10 min\"}", bearer(), JSON)
                .json();

        JsonObject replaced = answer.object("replaced");
        assertThat(replaced.text("scope")).isEqualTo("all");
        assertThat(replaced.text("until")).isNull();
    }

    @Test
    void who_watches_or_asks_now_and_then_is_not_cut_off() throws Exception {
        try (Socket watcher = new Socket("127.0.0.1", home.port());
                Socket asker = new Socket("127.0.0.1", home.port())) {
            watcher.setSoTimeout(10_000);
            asker.setSoTimeout(10_000);
            watcher.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            readUntil(watcher, "\"mutes\":[]");
            for (int i = 0; i < 3; i++) {
                // Three times this is more than the deadline of one request.
                await().pollDelay(Duration.ofMillis(800)).until(() -> true);
                asker.getOutputStream()
                        .write("GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
                readUntil(asker, "ok\n");
            }

            send("PUT", "/api/v1/mutes/all", "", bearer());

            readUntil(watcher, "\"mutes\":[{\"scope\":\"all\"");
        }
    }

    @Test
    void unknown_paths_and_methods_say_so() throws Exception {
        assertThat(get("/api/v2/status").status()).isEqualTo(404);
        Reply post = send("POST", "/api/v1/mutes/all", "", bearer());
        assertThat(post.status()).isEqualTo(405);
        assertThat(post.head()).contains("Allow: DELETE, GET, HEAD, PUT");
        assertThat(send("OPTIONS", "/api/v1/mutes/all", "", bearer()).status()).isEqualTo(405);
        Reply head = send("HEAD", "/api/v1/status", "");
        assertThat(head.status()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(send("HEAD", "/api/v1/events", "").status()).isEqualTo(200);
        assertThat(send("PUT", "/api/v1/mutes/all", "a=b", bearer(), "Content-Type: text/plain")
                        .status())
                .isEqualTo(415);
        assertThat(get("/%zz").status()).isEqualTo(400);
        assertThat(raw("NONSENSE\r\n\r\n").status()).isEqualTo(400);
    }

    @Test
    void what_is_too_large_is_refused() throws Exception {
        assertThat(get("/" + "a".repeat(5000)).status()).isEqualTo(414);
        assertThat(get("/", "X-Filler: " + "a".repeat(9000)).status()).isEqualTo(431);
        Reply body = send("PUT", "/api/v1/mutes/all", "x".repeat(17_000), bearer(), JSON);
        assertThat(body.status()).isEqualTo(413);
        assertThat(body.head()).contains("application/problem+json");
    }

    @Test
    void a_client_that_dribbles_is_cut_off_in_time() throws Exception {
        long began = System.nanoTime();
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(100);
            boolean closed = false;
            while (!closed && System.nanoTime() - began < Duration.ofSeconds(10).toNanos()) {
                try {
                    socket.getOutputStream().write('a');
                    closed = socket.getInputStream().read() < 0;
                } catch (java.net.SocketTimeoutException e) {
                    closed = false;
                } catch (SocketException e) {
                    closed = true;
                }
            }
            assertThat(closed).isTrue();
        }
        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .isBetween(Duration.ofMillis(1300), Duration.ofSeconds(6));
    }

    @Test
    void connections_are_kept_and_requests_answered_in_their_order() throws Exception {
        try (Socket socket = new Socket("127.0.0.1", home.port())) {
            socket.setSoTimeout(5_000);
            String host = "Host: localhost\r\n";
            String three = "GET /api/v1/status HTTP/1.1\r\n" + host + "\r\nGET /healthz HTTP/1.1\r\n" + host
                    + "\r\nGET /nowhere HTTP/1.1\r\n" + host + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(three.getBytes(StandardCharsets.UTF_8));
            String all = new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(all.indexOf("\"household\"")).isPositive().isLessThan(all.indexOf("ok\n"));
            assertThat(all.indexOf("ok\n")).isLessThan(all.indexOf("404 Not Found"));
        }
    }

    @Test
    void two_hundred_that_only_sit_there_make_way_for_who_asks() throws Exception {
        List<Socket> idle = new ArrayList<>();
        try (Socket watcher = new Socket("127.0.0.1", home.port())) {
            watcher.setSoTimeout(10_000);
            watcher.getOutputStream()
                    .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.UTF_8));
            readUntil(watcher, "event: status");
            for (int i = 0; i < 200; i++) {
                Socket socket = new Socket("127.0.0.1", home.port());
                socket.getOutputStream().write("GET / HT".getBytes(StandardCharsets.UTF_8));
                idle.add(socket);
                if (i % 20 == 0) {
                    assertThat(get("/healthz").body()).isEqualTo("ok\n");
                }
            }
            Socket first = idle.get(0);
            first.setSoTimeout(5_000);
            assertThat(first.getInputStream().read()).isEqualTo(-1);

            send("PUT", "/api/v1/mutes/all", "", bearer());

            readUntil(watcher, "\"mutes\":[{\"scope\":\"all\"");
        } finally {
            for (Socket socket : idle) {
                socket.close();
            }
        }
    }

    @Test
    void watchers_are_told_at_once_and_again_when_something_changes_and_are_not_too_many() throws Exception {
        List<Socket> watchers = new ArrayList<>();
        try {
            for (int i = 0; i < EventStream.MOST; i++) {
                Socket socket = watchFrom("127.0.0." + (1 + i / EventStream.MOST_OF_ONE));
                watchers.add(socket);
                readUntil(socket, "event: status");
            }
            assertThat(get("/api/v1/events").body()).contains("you watch in 8 places already");
            Socket last = watchers.get(EventStream.MOST - 1);
            readUntil(last, "\"mutes\":[]");

            send("PUT", "/api/v1/mutes/all", "", bearer());

            for (Socket watcher : watchers) {
                readUntil(watcher, "\"mutes\":[{\"scope\":\"all\"");
            }
        } finally {
            for (Socket socket : watchers) {
                socket.close();
            }
        }
        await().untilAsserted(() -> assertThat(get("/metrics").body()).contains("earmuff_admin_requests_total"));
    }

    @Test
    void who_watches_much_makes_way_for_who_does_not_and_is_not_let_in_in_turn() throws Exception {
        List<Socket> greedy = new ArrayList<>();
        try {
            for (int i = 0; i < EventStream.MOST; i++) {
                greedy.add(watchFrom("127.0.0." + (101 + i / EventStream.MOST_OF_ONE)));
                readUntil(greedy.get(i), "event: status");
            }

            try (Socket modest = watchFrom("127.0.0.1")) {
                readUntil(modest, "event: status");

                assertThat(greedy.get(0).getInputStream().readAllBytes())
                        .as("the oldest of the greediest has ended")
                        .isNotNull();
                try (Socket again = watchFrom("127.0.0.101")) {
                    readUntil(again, "too many watch already");
                }
                send("PUT", "/api/v1/mutes/all", "", bearer());
                readUntil(modest, "\"mutes\":[{\"scope\":\"all\"");
            }
        } finally {
            for (Socket socket : greedy) {
                socket.close();
            }
        }
    }

    private Socket watch(String... headers) throws Exception {
        return watchFrom("127.0.0.1", headers);
    }

    private Socket watchFrom(String address, String... headers) throws Exception {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(address, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", home.port()));
        socket.setSoTimeout(10_000);
        String request = RawHttp.request("GET", "/api/v1/events", "", "Host: localhost", headers);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.UTF_8));
        return socket;
    }

    @Test
    void who_comes_back_is_told_of_the_uploads_it_missed_before_anything_else() throws Exception {
        Instant at = Instant.parse("2026-11-22T11:00:00Z");
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at, 1));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 1);
        String first;
        try (Socket watcher = watch()) {
            String status = readUntil(watcher, "event: status");
            first = status.substring(status.lastIndexOf("id: ") + 4, status.lastIndexOf("\nevent: status"));
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at.plusSeconds(60), 2));
            readUntil(watcher, "event: upload\ndata: {\"id\":");
        }
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", at.plusSeconds(120), 3));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 3);

        try (Socket back = watch("Last-Event-ID: " + first)) {
            String told = readUntil(back, "event: status");

            assertThat(told)
                    .containsSubsequence(
                            "event: upload", "11:01:00.000Z", "event: upload", "11:02:00.000Z", "event: status")
                    .doesNotContain("11:00:00.000Z");
        }
    }

    @Test
    void who_knows_a_row_of_an_account_that_was_begun_anew_is_told_of_the_new_ones() throws Exception {
        try (Socket back = watch("Last-Event-ID: 999999")) {
            readUntil(back, "event: status");

            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:00:00Z"), 1));

            assertThat(readUntil(back, "11:00:00.000Z")).contains("event: upload");
        }
    }

    private static String readUntil(Socket socket, String text) throws Exception {
        StringBuilder seen = new StringBuilder();
        while (seen.indexOf(text) < 0) {
            int c = socket.getInputStream().read();
            assertThat(c).as("the stream ended after " + seen).isNotNegative();
            seen.append((char) c);
        }
        return seen.toString();
    }

    @Test
    void metrics_count_requests_by_route_and_never_by_path() throws Exception {
        get("/api/v1/speakers/kitchen");
        get("/api/v1/speakers/nobody");
        get("/wp-login.php");

        String text = get("/metrics").body();

        assertThat(text)
                .contains("earmuff_admin_requests_total{route=\"/api/v1/speakers/NAME\",code=\"200\",} 1.0")
                .contains("earmuff_admin_requests_total{route=\"/api/v1/speakers/NAME\",code=\"404\",} 1.0")
                .contains("earmuff_admin_requests_total{route=\"other\",code=\"404\",} 1.0")
                .doesNotContain("wp-login");
    }
}
