package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import org.earmuff.admin.RawHttp.Reply;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gets in, once there is a password. */
class AccessTest {

    private static final String PASSWORD = "four words in a row";
    private static final String RIGHT = "{\"password\":\"" + PASSWORD + "\"}";
    private static final String WRONG = "{\"password\":\"three words in a row\"}";
    private static final String OURS = "X-Earmuff: 1";
    private static final String JSON = "Content-Type: application/json";
    private static String hash;

    @TempDir
    Path folder;

    private SmallHome home;

    @BeforeAll
    static void hash() {
        hash = PasswordFile.hash(PASSWORD);
    }

    @BeforeEach
    void open() throws Exception {
        new PasswordFile(folder).put(hash);
        home = new SmallHome(folder);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Reply from(String address, String method, String path, String body, String... headers) throws Exception {
        return RawHttp.send(address, home.port(), method, path, body, headers);
    }

    private Reply ask(String method, String path, String body, String... headers) throws Exception {
        return from("127.0.0.1", method, path, body, headers);
    }

    private Reply get(String path, String cookie) throws Exception {
        return ask("GET", path, "", "Cookie: " + cookie);
    }

    private String logIn() throws Exception {
        Reply in = ask("POST", "/api/v1/session", RIGHT, OURS);
        assertThat(in.status()).as(in.body()).isEqualTo(200);
        return in.cookie();
    }

    @Test
    void without_proof_only_health_metrics_and_the_way_in_are_open() throws Exception {
        for (String path : new String[] {"/api/v1/status", "/api/v1/uploads", "/api/v1/events", "/api/v1/guests"}) {
            Reply refused = ask("GET", path, "");
            assertThat(refused.status()).as(path).isEqualTo(401);
            assertThat(refused.head()).contains("application/problem+json");
        }
        assertThat(ask("PUT", "/api/v1/mutes/all", "", OURS).status()).isEqualTo(401);
        assertThat(home.desk.state().orders()).isEmpty();
        Reply page = ask("GET", "/", "");
        assertThat(page.status()).isEqualTo(303);
        assertThat(page.all("Location")).containsExactly("/login");
        assertThat(ask("GET", "/", "", OURS).status())
                .as("fetched by the page's script")
                .isEqualTo(401);
        for (String path : new String[] {"/healthz", "/readyz", "/metrics", "/login", "/assets/style.css"}) {
            assertThat(ask("GET", path, "").status()).as(path).isEqualTo(200);
        }
        assertThat(ask("GET", "/api/v1/status", "", "Authorization: Bearer " + home.token)
                        .status())
                .isEqualTo(200);
    }

    @Test
    void who_logs_in_gets_a_cookie_that_scripts_and_other_sites_cannot_use() throws Exception {
        Reply in = ask("POST", "/api/v1/session", RIGHT, OURS);

        assertThat(in.json().text("who")).isEqualTo("owner");
        assertThat(in.all("Set-Cookie")).singleElement().asString().contains("HTTPOnly", "SameSite=Strict", "Path=/");
        String cookie = in.cookie();
        assertThat(get("/", cookie).status()).isEqualTo(200);
        assertThat(ask("PUT", "/api/v1/mutes/all", "", OURS, "Cookie: " + cookie)
                        .status())
                .isEqualTo(200);
        assertThat(ask("POST", "/api/v1/reload", "", OURS, "Cookie: " + cookie).status())
                .isEqualTo(200);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder.resolve("admin.password"))))
                .isEqualTo("rw-------");
        String secret = cookie.split("\\.", 2)[1];
        await().untilAsserted(() ->
                assertThat(folder.resolve("sessions.json")).content().contains("OWNER"));
        assertThat(folder.resolve("sessions.json")).content().doesNotContain(secret);

        Reply out = ask("DELETE", "/api/v1/session", "", OURS, "Cookie: " + cookie);

        assertThat(out.all("Set-Cookie")).singleElement().asString().contains("Max-Age=0");
        assertThat(get("/api/v1/status", cookie).status()).isEqualTo(401);
    }

    @Test
    void the_log_in_page_works_without_javascript_and_leads_nowhere_else() throws Exception {
        String page = ask("GET", "/login?to=/uploads", "").body();
        String token = page.split("name=\"token\" value=\"", -1)[1].split("\"", -1)[0];
        String form = "Content-Type: application/x-www-form-urlencoded";
        String fields = "token=" + token + "&password=four+words+in+a+row&to=";

        Reply in = ask("POST", "/login", fields + "/uploads", form);
        assertThat(in.status()).isEqualTo(303);
        assertThat(in.all("Location")).containsExactly("/uploads");
        assertThat(get("/api/v1/status", in.cookie()).status()).isEqualTo(200);
        for (String elsewhere : new String[] {"//evil.example", "https://evil.example", "/\\evil.example", ""}) {
            assertThat(ask("POST", "/login", fields + elsewhere, form).all("Location"))
                    .as(elsewhere)
                    .containsExactly("/");
        }
        Reply wrong = ask("POST", "/login", "token=" + token + "&password=no", form);
        assertThat(wrong.status()).isEqualTo(401);
        assertThat(wrong.body()).contains("That is not the password.", "<form method=\"post\" action=\"/login\"");
        assertThat(ask("POST", "/login", "password=four+words+in+a+row", form).status())
                .as("another site's form")
                .isEqualTo(403);
    }

    @Test
    void a_stolen_cookie_is_of_no_use_for_long_and_its_use_is_noticed() throws Exception {
        String stolen = logIn();
        home.clock.pass(Duration.ofMinutes(11));

        String fresh = get("/api/v1/status", stolen).cookie();
        assertThat(fresh).isNotEmpty().isNotEqualTo(stolen);
        assertThat(get("/api/v1/status", stolen).cookie())
                .as("somebody else who shows it is not told the same")
                .isEmpty();
        assertThat(get("/api/v1/status", fresh).status()).isEqualTo(200);
        assertThat(get("/api/v1/status", stolen).status())
                .as("a request that was under way")
                .isEqualTo(200);
        home.clock.pass(Duration.ofSeconds(61));

        assertThat(get("/api/v1/status", stolen).status()).isEqualTo(401);
        assertThat(get("/api/v1/status", fresh).status())
                .as("one of the two is a thief, and nobody knows which")
                .isEqualTo(401);
    }

    @Test
    void a_cookie_that_is_told_once_comes_with_answers_that_are_errors_too_but_not_with_what_browsers_keep()
            throws Exception {
        String cookie = logIn();
        home.clock.pass(Duration.ofMinutes(11));

        assertThat(get("/assets/style.css", cookie).cookie()).isEmpty();
        Reply nowhere = get("/favicon.ico", cookie);
        assertThat(nowhere.status()).isEqualTo(404);
        assertThat(nowhere.cookie()).isNotEmpty();
        assertThat(ask("POST", "/api/v1/status", "", OURS, "Cookie: " + nowhere.cookie())
                        .status())
                .isEqualTo(405);
        home.clock.pass(Duration.ofMinutes(11));
        assertThat(get("/api/v1/mutes/room:Nowhere", nowhere.cookie()).cookie()).isNotEmpty();
    }

    @Test
    void a_name_with_what_cannot_be_seen_is_refused() throws Exception {
        Reply refused =
                ask("POST", "/api/v1/guests", "{\"name\":\"a\\u2028b\"}", OURS, "Authorization: Bearer " + home.token);

        assertThat(refused.status()).isEqualTo(400);
        assertThat(refused.json().text("detail")).contains("cannot be seen (U+2028)");
    }

    @Test
    void after_the_log_in_comes_the_page_that_was_asked_for_with_its_query() throws Exception {
        String there = ask("GET", "/room?name=K%C3%BCche+%26+Bad&x=1", "")
                .all("Location")
                .get(0);
        assertThat(there).startsWith("/login?to=%2Froom%3Fname%3D");
        String page = ask("GET", there, "").body();
        String to = page.split("name=\"to\" value=\"", -1)[1].split("\"", -1)[0].replace("&amp;", "&");

        assertThat(to).isEqualTo("/room?name=K%C3%BCche+%26+Bad&x=1");
        String token = page.split("name=\"token\" value=\"", -1)[1].split("\"", -1)[0];
        String fields =
                "token=" + token + "&password=four+words+in+a+row&to=" + URLEncoder.encode(to, StandardCharsets.UTF_8);
        assertThat(ask("POST", "/login", fields, "Content-Type: application/x-www-form-urlencoded")
                        .all("Location"))
                .containsExactly(to);
        assertThat(ask("GET", "/room?name=" + "x".repeat(1200), "").all("Location"))
                .containsExactly("/login?to=%2Froom");
    }

    @Test
    void sessions_outlive_a_restart_but_not_idleness_nor_another_password() throws Exception {
        String cookie = logIn();
        home.close();
        home = new SmallHome(folder);
        assertThat(get("/api/v1/status", cookie).status()).isEqualTo(200);

        home.clock.pass(Duration.ofDays(7).plusSeconds(1));
        assertThat(get("/api/v1/status", cookie).status()).isEqualTo(401);

        String another = logIn();
        new PasswordFile(folder).set("five words in a row now");
        await().untilAsserted(() ->
                assertThat(get("/api/v1/status", another).status()).isEqualTo(401));
        assertThat(ask("POST", "/api/v1/session", RIGHT, OURS).status()).isEqualTo(401);
    }

    @Test
    void who_guesses_has_to_wait_and_who_knows_gets_in_meanwhile() throws Exception {
        for (int i = 0; i < 5; i++) {
            assertThat(from("127.0.0.66", "POST", "/api/v1/session", WRONG, OURS)
                            .status())
                    .isEqualTo(401);
        }
        Reply late = from("127.0.0.66", "POST", "/api/v1/session", RIGHT, OURS);
        assertThat(late.status()).isEqualTo(429);
        assertThat(Integer.parseInt(late.all("Retry-After").get(0))).isBetween(1, 61);

        assertThat(get("/api/v1/status", logIn()).status()).isEqualTo(200);
    }

    @Test
    void a_guest_looks_at_figures_and_nothing_else_until_the_link_is_revoked() throws Exception {
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:00:00Z"), 7.94));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 1);
        String owner = "Cookie: " + logIn();
        Reply made = ask("POST", "/api/v1/guests", "{\"name\":\"Grandma\"}", OURS, owner);
        String link = made.json().text("link");
        assertThat(folder.resolve("guests.json"))
                .content()
                .doesNotContain(String.valueOf(link).substring(3));
        assertThat(get(link, "").body()).contains("Hello, Grandma");
        assertThat(get(link, "").cookie()).as("looked at ahead, by a messenger").isEmpty();

        String guest = ask("POST", link, "", OURS).cookie();

        assertThat(get("/api/v1/status", guest).status()).isEqualTo(200);
        assertThat(get("/api/v1/session", guest).json().text("who")).isEqualTo("guest");
        assertThat(get("/api/v1/uploads", guest).json().objects("uploads"))
                .singleElement()
                .satisfies(row -> {
                    assertThat(row.text("room")).isEqualTo("Kitchen");
                    assertThat(row.text("destination")).isNull();
                    assertThat(row.text("name")).isNull();
                });
        String mine = "Cookie: " + guest;
        assertThat(ask("PUT", "/api/v1/mutes/all", "", OURS, mine).status()).isEqualTo(403);
        assertThat(ask("POST", "/api/v1/reload", "", OURS, mine).status()).isEqualTo(403);
        assertThat(ask("POST", "/api/v1/guests", "", OURS, mine).status()).isEqualTo(403);
        assertThat(ask("DELETE", "/api/v1/sessions", "", OURS, mine).status()).isEqualTo(403);
        assertThat(ask("GET", "/api/v1/guests", "", mine).status()).isEqualTo(403);
        assertThat(ask("GET", "/access", "", mine).status()).isEqualTo(403);

        assertThat(ask("DELETE", "/api/v1/guests/" + made.json().text("id"), "", OURS, owner)
                        .status())
                .isEqualTo(200);

        assertThat(get("/api/v1/status", guest).status()).isEqualTo(401);
        assertThat(get(link, "").status()).isEqualTo(404);
    }

    @Test
    void a_cookie_alone_does_not_let_another_site_ask() throws Exception {
        String cookie = "Cookie: " + logIn();
        String own = "Origin: http://127.0.0.1:" + home.port();

        assertThat(ask("PUT", "/api/v1/mutes/all", "", cookie, "Origin: http://evil.example")
                        .status())
                .isEqualTo(403);
        for (String simple : new String[] {"text/plain", "text/html", ""}) {
            assertThat(ask("POST", "/api/v1/reload", "{}", cookie, "Content-Type: " + simple)
                            .status())
                    .as("a request that a browser sends to another site without asking")
                    .isEqualTo(401);
        }
        assertThat(ask("PUT", "/api/v1/mutes/all", "{}", cookie, JSON, "Origin: null")
                        .status())
                .isEqualTo(403);
        assertThat(ask("PUT", "/api/v1/mutes/all", "", cookie, own, "Sec-Fetch-Site: cross-site")
                        .status())
                .isEqualTo(403);
        assertThat(RawHttp.raw("127.0.0.1", home.port(), RawHttp.request("GET", "/", "", "Host: evil.example", cookie))
                        .status())
                .as("a name of theirs that leads here")
                .isEqualTo(403);
        assertThat(home.desk.state().orders()).isEmpty();
        assertThat(ask("PUT", "/api/v1/mutes/all", "", cookie, own).status())
                .as("a plain fetch of our own page")
                .isEqualTo(200);
    }

    @Test
    void a_program_logs_in_and_mutes_with_its_cookie_as_it_comes() throws Exception {
        Reply in = ask("POST", "/api/v1/session", RIGHT, JSON);
        assertThat(in.status()).isEqualTo(200);
        String cookie = "Cookie: " + in.cookie();

        assertThat(ask(
                                "PUT",
                                "/api/v1/mutes/room:Kitchen",
                                "{\"for\":\"PT30M\",\"until\":null,\"reason\":\"\"}",
                                cookie,
                                JSON)
                        .status())
                .isEqualTo(200);

        assertThat(home.desk.state().orders()).hasSize(1);
        assertThat(ask("DELETE", "/api/v1/mutes/room:Kitchen", "", cookie).status())
                .isEqualTo(200);
        assertThat(ask("PUT", "/api/v1/mutes/all", "{}", JSON).status())
                .as("without the cookie")
                .isEqualTo(401);
        assertThat(ask("DELETE", "/api/v1/session", "", cookie).status()).isEqualTo(200);
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void everybody_can_be_logged_out_at_once() throws Exception {
        String one = logIn();
        String other = logIn();

        assertThat(ask("DELETE", "/api/v1/sessions", "", OURS, "Cookie: " + one)
                        .json()
                        .number("ended"))
                .isEqualTo(2);

        assertThat(get("/api/v1/status", other).status()).isEqualTo(401);
    }

    @Test
    void a_password_file_that_is_damaged_lets_nobody_in() throws Exception {
        home.close();
        Files.writeString(folder.resolve("admin.password"), "hunter2\n");
        home = new SmallHome(folder);

        assertThat(ask("GET", "/api/v1/status", "").status()).isEqualTo(401);
        Reply in = ask("POST", "/api/v1/session", RIGHT, OURS);
        assertThat(in.status()).isEqualTo(503);
        assertThat(in.json().text("detail")).contains("earmuff password");
    }
}
