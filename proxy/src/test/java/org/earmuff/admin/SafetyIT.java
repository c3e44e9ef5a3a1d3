package org.earmuff.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Frame;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.earmuff.Appliance;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.config.ConfigLoader;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.FreePort;
import org.earmuff.testing.LiveHouse;
import org.earmuff.testing.LogLines;
import org.earmuff.testing.Sink;
import org.earmuff.testing.TestClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What thieves, other sites and whoever is on the network try, with a browser as it really is in between. */
@Tag("browser")
class SafetyIT {

    private static final String PASSWORD = "four words in a row";
    private static final String WRONG = "{\"password\":\"three words in a row\"}";
    private static final Pattern LOGIN = Pattern.compile(".*/login(\\?.*)?");

    private static Browser browser;
    private static String hash;

    @TempDir
    Path folder;

    @BeforeAll
    static void launch() {
        browser = new Browser("--host-resolver-rules=MAP evil.example 127.0.0.1");
        hash = PasswordFile.hash(PASSWORD);
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    private SmallHome withPassword() throws IOException {
        new PasswordFile(folder).put(hash);
        return new SmallHome(folder);
    }

    private static BrowserContext profile() {
        return browser.screen(1280, 800, ColorScheme.LIGHT, true);
    }

    private static void send(Page page, String password) {
        page.getByLabel("Password").fill(password);
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName("Log in").setExact(true))
                .click();
    }

    private static Page logIn(BrowserContext profile, String address) {
        Page page = profile.newPage();
        page.navigate(address);
        send(page, PASSWORD);
        assertThat(page.locator("#headline")).isVisible();
        return page;
    }

    private static Page logIn(BrowserContext profile, SmallHome home) {
        return logIn(profile, home.uri("/").toString());
    }

    @Test
    void a_stolen_cookie_ends_with_the_session_of_both_and_the_owner_logs_in_again() throws Exception {
        try (SmallHome home = withPassword();
                LogLines log = new LogLines();
                BrowserContext owner = profile();
                BrowserContext thief = profile()) {
            Page mine = logIn(owner, home);
            assertThat(mine.evaluate("document.cookie")).as("what scripts see").isEqualTo("");
            thief.addCookies(owner.cookies());
            Page theirs = thief.newPage();
            theirs.navigate(home.uri("/rules").toString());
            assertThat(theirs).hasURL(home.uri("/rules").toString());

            home.clock.pass(Duration.ofMinutes(11));
            mine.navigate(home.uri("/system").toString());
            mine.navigate(home.uri("/rules").toString());
            assertThat(mine).hasURL(home.uri("/rules").toString());
            home.clock.pass(Duration.ofSeconds(61));
            theirs.reload();

            assertThat(theirs).hasURL(LOGIN);
            assertThat(log.all())
                    .anySatisfy(line -> assertThat(line).contains("used twice, the second time from 127.0.0.1"));
            mine.navigate(home.uri("/room?name=Kitchen").toString());
            assertThat(mine).hasURL(LOGIN);
            send(mine, PASSWORD);
            assertThat(mine).hasURL(home.uri("/room?name=Kitchen").toString());
            theirs.reload();
            assertThat(theirs).hasURL(LOGIN);
        }
    }

    @Test
    void an_owner_with_several_pages_open_keeps_the_session_while_the_cookie_changes() throws Exception {
        try (SmallHome home = withPassword();
                BrowserContext owner = profile()) {
            List<Page> pages = new ArrayList<>(List.of(logIn(owner, home)));
            for (String path : List.of("/", "/rules", "/uploads")) {
                Page page = owner.newPage();
                page.navigate(home.uri(path).toString());
                pages.add(page);
            }
            for (int turn = 0; turn < 5; turn++) {
                String before = owner.cookies().get(0).value;
                home.clock.pass(Duration.ofMinutes(11));
                home.clock.elapse(Duration.ofMinutes(11));
                // All at once, with the cookie of before.
                pages.forEach(
                        page -> page.evaluate("void Promise.all([1, 2, 3, 4, 5, 6].map(() => fetch(location.href)))"));
                await().until(() -> !owner.cookies().get(0).value.equals(before));

                for (Page page : pages) {
                    page.reload();
                    assertThat(page.locator("footer")).containsText("Europe/Berlin");
                }
            }
            assertThat(pages.get(0).locator("#live-text")).hasText("live");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.1", "evil.example"})
    void a_page_of_another_site_changes_nothing_and_learns_nothing(String host) throws Exception {
        try (SmallHome home = withPassword();
                BrowserContext owner = profile();
                ForeignSite foreign = new ForeignSite("http://127.0.0.1:" + home.port())) {
            MuteOrder order = new MuteOrder(
                    new Scope.Speaker("kitchen"), MuteOrder.Style.WITHHOLD, null, "test", "", home.clock.now());
            home.desk.order(order).toCompletableFuture().join();
            Page mine = logIn(owner, home);

            Page page = owner.newPage();
            page.navigate("http://" + host + ":" + foreign.port() + "/");
            page.waitForFunction("window.tried");

            List<?> tried = (List<?>) page.evaluate("window.tried");
            assertThat(tried)
                    .hasSizeGreaterThan(25)
                    .allSatisfy(learnt -> assertThat(String.valueOf(learnt))
                            .matches("refused|sent|opaque ")
                            .doesNotContain("kitchen", "Our home"));
            for (Frame frame : page.frames()) {
                assertThat(frame.content()).doesNotContain("Our home", "headline");
            }
            assertThat(home.desk.state().orders()).containsExactly(order);
            mine.reload();
            assertThat(mine.locator("#headline")).isVisible();
        }
    }

    @Test
    void a_name_that_was_bent_to_lead_here_gets_a_refusal_with_the_remedy_and_nothing_else() throws Exception {
        // Without a password: then nothing but the name keeps others out.
        try (SmallHome home = new SmallHome(folder);
                BrowserContext visitor = profile()) {
            Page page = visitor.newPage();

            Response answer = page.navigate("http://evil.example:" + home.port() + "/");

            assertThat(answer.status()).isEqualTo(403);
            assertThat(answer.text()).contains("evil.example", "admin.names");
            Object learnt = page.evaluate("async () => {"
                    + " const all = [];"
                    + " for (const path of ['/api/v1/status', '/api/v1/uploads', '/', '/metrics', '/api/v1/events']) {"
                    + "  const r = await fetch(path, { headers: { 'X-Earmuff': '1' } }); all.push(r.status + await r.text()); }"
                    + " const r = await fetch('/api/v1/mutes/all', { method: 'PUT', headers: { 'X-Earmuff': '1' } });"
                    + " all.push(r.status + ''); return all; }");
            assertThat((List<?>) learnt)
                    .hasSize(6)
                    .allSatisfy(one ->
                            assertThat(String.valueOf(one)).startsWith("403").doesNotContain("kitchen"));
            assertThat(home.desk.state().orders()).isEmpty();
        }
    }

    @Test
    void who_guesses_in_the_form_is_told_when_to_try_again_and_the_log_says_from_where() throws Exception {
        try (SmallHome home = withPassword();
                LogLines log = new LogLines();
                BrowserContext guesser = profile()) {
            String there = home.uri("/").toString();
            Page page = guesser.newPage();
            page.navigate(there);
            for (int i = 0; i < 5; i++) {
                send(page, "guess number " + i);
                assertThat(page.getByRole(AriaRole.ALERT)).hasText("That is not the password.");
                page.navigate(there);
            }

            send(page, PASSWORD);

            assertThat(page.getByRole(AriaRole.ALERT))
                    .hasText(Pattern.compile("Too many wrong passwords: try again in \\d+ seconds\\."));
            assertThat(log.all())
                    .filteredOn("wrong password from 127.0.0.1"::equals)
                    .hasSize(5);
            String right = WRONG.replace("three", "four");
            RawHttp.Reply elsewhere =
                    RawHttp.send("127.0.0.5", home.port(), "POST", "/api/v1/session", right, "X-Earmuff: 1");
            assertThat(elsewhere.status()).isEqualTo(200);
            home.clock.elapse(Duration.ofSeconds(61));
            send(page, PASSWORD);
            assertThat(page.locator("#headline")).isVisible();
        }
    }

    @Test
    void while_many_guess_who_logged_in_before_still_can() throws Exception {
        try (SmallHome home = withPassword();
                BrowserContext owner = profile()) {
            Page page = logIn(owner, home);
            owner.clearCookies();
            List<Callable<Integer>> hundred = IntStream.range(0, 100)
                    .mapToObj(i -> (Callable<Integer>) () -> guess("127.0.1." + (1 + i), home.port()))
                    .toList();
            ExecutorService guessers = Executors.newFixedThreadPool(16);
            try {
                List<Integer> told = new ArrayList<>();
                for (Future<Integer> one : guessers.invokeAll(hundred)) {
                    told.add(one.get());
                }
                assertThat(told).contains(429);
                // And on, for a try comes back every three seconds.
                Future<Integer> more = guessers.submit(() -> guessOn(home.port()));

                page.navigate(home.uri("/").toString());
                send(page, PASSWORD);

                assertThat(page.locator("#headline")).isVisible();
                assertThat(more).isNotDone();
            } finally {
                guessers.shutdownNow();
                guessers.awaitTermination(10, TimeUnit.SECONDS);
            }
        }
    }

    private static int guessOn(int port) throws Exception {
        for (int i = 0; ; i++) {
            guess("127.0.2." + (1 + i % 250), port);
            if (Thread.currentThread().isInterrupted()) {
                return i;
            }
        }
    }

    private static int guess(String from, int port) throws Exception {
        try {
            return RawHttp.send(from, port, "POST", "/api/v1/session", WRONG, "X-Earmuff: 1")
                    .status();
        } catch (SocketTimeoutException e) {
            // One of those that were looked at, on a machine with much else to do.
            return 0;
        }
    }

    @Test
    void two_hundred_slow_clients_and_oversized_requests_keep_nobody_from_the_page_or_from_forwarding()
            throws Exception {
        TestClock clock = new TestClock();
        List<Socket> slow = new ArrayList<>();
        try (Sink cloud = Sink.open();
                Appliance appliance = appliance(clock, "\"127.0.0.1:" + FreePort.find() + "\"", "off");
                Socket speaker = LiveHouse.dial(appliance.socks(), "127.0.0.11", cloud.address());
                BrowserContext owner = profile()) {
            int port = appliance.admin().getPort();
            Page page = logIn(owner, "http://127.0.0.1:" + port + "/");
            int sent = 0;
            for (int i = 0; i < 200; i++) {
                slow.add(slowClient("127.0.0." + (60 + i % 5), port));
                if (i % 50 == 49) {
                    slow.forEach(SafetyIT::dribble);
                    refuseWhatIsTooLarge(port);
                    speaker.getOutputStream().write(new byte[100]);
                    sent += 100;
                    assertThat(page.reload().status()).isEqualTo(200);
                    assertThat(page.locator("#live-text")).hasText("live");
                    assertThat(RawHttp.send("127.0.0.1", port, "GET", "/healthz", "")
                                    .body())
                            .isEqualTo("ok\n");
                    int expected = sent;
                    await().until(() -> cloud.connections().get(0).count() == expected);
                }
            }
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    private static void refuseWhatIsTooLarge(int port) throws Exception {
        String large = "x".repeat(20_000);
        assertThat(RawHttp.send("127.0.0.70", port, "GET", "/", "", "X-Large: " + large)
                        .status())
                .isEqualTo(431);
        assertThat(RawHttp.send("127.0.0.70", port, "POST", "/api/v1/session", large, "X-Earmuff: 1")
                        .status())
                .isEqualTo(413);
        assertThat(RawHttp.send("127.0.0.70", port, "GET", "/" + large, "").status())
                .isEqualTo(414);
    }

    private static Socket slowClient(String from, int port) throws IOException {
        Socket socket = new Socket();
        socket.bind(new InetSocketAddress(from, 0));
        socket.connect(new InetSocketAddress("127.0.0.1", port));
        socket.getOutputStream().write("GET / HTTP/1.1\r\nX-Slow: ".getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static void dribble(Socket socket) {
        try {
            socket.getOutputStream().write('a');
        } catch (IOException e) {
            // It was cut off, as it should be.
        }
    }

    private Appliance appliance(TestClock clock, String socks, String tls) throws Exception {
        Path file = folder.resolve("earmuff.yaml");
        Path state = Files.createDirectory(folder.resolve("state"));
        new PasswordFile(state).put(hash);
        Files.writeString(file, """
                schema: 1
                state: %s
                listen: {tproxy: none, socks: %s, admin: "127.0.0.1:%d"}
                admin: {tls: %s}
                speakers:
                  - {name: kitchen, room: Kitchen, match: [127.0.0.11]}
                """.formatted(state, socks, FreePort.find(), tls));
        return Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
    }

    @Test
    void over_tls_the_cookie_is_for_this_host_and_encrypted_connections_only() throws Exception {
        try (Appliance appliance = appliance(new TestClock(), "none", "auto");
                BrowserContext owner = browser.careless()) {
            Page page = logIn(owner, "https://127.0.0.1:" + appliance.admin().getPort() + "/");

            assertThat(owner.cookies()).singleElement().satisfies(SafetyIT::isSafe);
            assertThat(page.evaluate("document.cookie")).isEqualTo("");
            assertThat(page.locator("#live-text")).hasText("live");
        }
    }

    private static void isSafe(Cookie cookie) {
        assertThat(cookie.name).isEqualTo("__Host-earmuff");
        assertThat(cookie.secure).isTrue();
        assertThat(cookie.httpOnly).isTrue();
        assertThat(cookie.sameSite).isEqualTo(SameSiteAttribute.STRICT);
        assertThat(cookie.path).isEqualTo("/");
    }
}
