package org.earmuff.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.MuteListener;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The dashboard as a family meets it: in a browser, on a phone. */
@Tag("browser")
class DashboardIT {

    private static Browser browser;

    @TempDir
    Path folder;

    private SmallHome home;
    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void launch() {
        browser = new Browser();
    }

    @AfterAll
    static void quit() {
        browser.close();
    }

    @BeforeEach
    void open() throws Exception {
        home = new SmallHome(folder);
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T11:41:00Z"), 7.9));
        home.ledger.uploaded(Uploads.withheld("nursery", "Kids room", Instant.parse("2026-11-22T11:50:00Z"), 4));
        await().until(() -> home.ledger.rowsWritten().get("attempt") == 1);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Page visit(BrowserContext screen) {
        Page page = screen.newPage();
        page.onConsoleMessage(message -> complaints.add(message.text()));
        page.onPageError(complaints::add);
        page.navigate(home.uri("/").toString());
        return page;
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static Locator verdict(Page page, String speaker) {
        return page.locator("[data-speaker=" + speaker + "] .verdict");
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "dashboard", name + ".png"))
                .setFullPage(true));
    }

    @Test
    void on_a_phone_everything_is_muted_for_a_quarter_of_an_hour_and_unmuted() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            assertThat(verdict(page, "kitchen")).hasText("allowed");
            assertThat(page.locator("#live-text")).hasText("live");
            picture(page, "phone-light");

            button(page, "Mute everything for 15 minutes").click();

            assertThat(verdict(page, "kitchen")).hasText("withheld until 13:15");
            assertThat(page.locator("#headline")).hasText("No sound leaves this home");
            assertThat(page.locator("time[data-countdown]").first())
                    .hasText(Pattern.compile("13:15 \\(1[45]:\\d\\d left\\)"));
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("Everything is muted until 13:15.");
            assertThat(home.desk.state().on(Scope.ALL)).isPresent();
            picture(page, "phone-light-muted");

            button(page, "Unmute everything").click();

            assertThat(verdict(page, "kitchen")).hasText("allowed");
            assertThat(home.desk.state().orders()).isEmpty();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void one_room_and_one_speaker_are_muted_from_their_menus() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.DARK, true)) {
            home.crowded = true;
            Page page = visit(phone);

            page.getByLabel("Mute room Kitchen", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            picture(page, "phone-dark-menu");
            button(page, "Mute room Kitchen for 1 hour").click();

            assertThat(verdict(page, "kitchen")).hasText("withheld until 14:00");
            assertThat(verdict(page, "sink")).hasText("withheld until 14:00");
            assertThat(verdict(page, "bedroom")).hasText("allowed");
            page.getByLabel("Mute speaker bedroom", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            button(page, "Mute speaker bedroom until lifted").click();
            assertThat(verdict(page, "bedroom")).hasText("withheld");
            assertThat(home.desk.state().orders())
                    .extracting(MuteOrder::scope)
                    .containsExactlyInAnyOrder(new Scope.Room("Kitchen"), new Scope.Speaker("bedroom"));
            button(page, "Unmute speaker bedroom").click();
            assertThat(verdict(page, "bedroom")).hasText("allowed");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("bedroom is no longer muted. Still muted: Kitchen.");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void what_others_do_and_what_speakers_say_shows_by_itself() {
        try (BrowserContext desk = browser.screen(1280, 800, ColorScheme.LIGHT, true)) {
            Page page = visit(desk);
            assertThat(page.locator("#live-text")).hasText("live");
            MuteOrder order = new MuteOrder(
                    Scope.ALL,
                    MuteOrder.Style.WITHHOLD,
                    home.clock.now().plusSeconds(2),
                    "mqtt",
                    "dinner",
                    home.clock.now());

            home.desk.order(order).toCompletableFuture().join();

            assertThat(page.locator(".mute.house")).containsText("by mqtt · dinner");
            home.clock.pass(Duration.ofSeconds(3));
            assertThat(verdict(page, "kitchen")).hasText("allowed");
            assertThat(page.locator("[data-speaker=kitchen] .now")).isHidden();
            home.kitchenTalks = true;
            assertThat(page.locator("[data-speaker=kitchen] .now")).isVisible();
            assertThat(page.locator("#headline")).hasText("Sound is leaving now: Kitchen");
            home.kitchenTalks = false;
            home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", home.clock.now(), 12));
            assertThat(page.locator("[data-speaker=kitchen] .last")).hasText("Last upload: 13:00, 12 s");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void the_end_of_a_mute_is_changed_without_letting_sound_out_and_the_keyboard_stays_where_it_was() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            page.getByLabel("Mute speaker kitchen", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            button(page, "Mute speaker kitchen for 15 minutes").press("Enter");
            assertThat(verdict(page, "kitchen")).hasText("withheld until 13:15");
            assertThat(button(page, "Unmute speaker kitchen")).isFocused();
            List<MuteOrder.Style> seen = Collections.synchronizedList(new ArrayList<>());
            home.desk.listen(new MuteListener() {
                @Override
                public void muted(MuteOrder order) {
                    seen.add(order.style());
                }

                @Override
                public void lifted(MuteOrder order, String by, String reason) {
                    seen.add(null);
                }
            });

            page.getByLabel("Change the mute of speaker kitchen", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            picture(page, "phone-light-change");
            button(page, "Mute speaker kitchen for 1 hour").click();

            assertThat(verdict(page, "kitchen")).hasText("withheld until 14:00");
            assertThat(page.getByRole(AriaRole.STATUS)).hasText("kitchen is muted until 14:00. Before: until 13:15.");
            assertThat(seen).containsExactly(MuteOrder.Style.WITHHOLD);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    void a_mute_that_stops_nothing_does_not_look_like_one_that_does() {
        home.firewallProblem = "The firewall's table is not there: run earmuff firewall apply";
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            assertThat(verdict(page, "kitchen")).hasText("not watched");

            button(page, "Mute everything for 15 minutes").click();

            assertThat(page.getByRole(AriaRole.STATUS)).containsText("but that stops nothing yet");
            assertThat(page.locator("#toast.good")).hasCount(0);
            assertThat(page.locator("#toast")).isInViewport();
            picture(page, "phone-blind-muted");
        }
    }

    @Test
    void what_comes_next_says_what_and_by_which_rule() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            home.closesAt("bedroom", Instant.parse("2026-11-22T22:30:00Z"));
            Page page = visit(phone);

            assertThat(verdict(page, "bedroom")).hasText("allowed");
            assertThat(page.locator("[data-speaker=bedroom] .next")).hasText("Next: withheld from 23:30 · day-time");
            assertThat(page.locator("[data-speaker=nursery] .next")).hasCount(0);
        }
    }

    @Test
    void without_javascript_the_buttons_work_too() {
        try (BrowserContext plain = browser.screen(390, 844, ColorScheme.LIGHT, false)) {
            Page page = visit(plain);

            button(page, "Mute everything for 1 hour").click();

            assertThat(verdict(page, "kitchen")).hasText("withheld until 14:00");
            button(page, "Unmute everything").click();
            assertThat(verdict(page, "kitchen")).hasText("allowed");
            assertThat(page.url()).isEqualTo(home.uri("/").toString());
        }
    }

    @Test
    void a_room_with_one_speaker_has_one_button_until_it_is_muted() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            assertThat(page.getByLabel("Mute room Kids room")).hasCount(0);
            home.desk
                    .order(new MuteOrder(
                            new Scope.Room("Kids room"),
                            MuteOrder.Style.WITHHOLD,
                            null,
                            "command",
                            "",
                            home.clock.now()))
                    .toCompletableFuture()
                    .join();
            button(page, "Unmute room Kids room").click();
            assertThat(page.getByLabel("Unmute room Kids room")).hasCount(0);
        }
    }

    @ParameterizedTest
    @CsvSource({"390, DARK", "1280, LIGHT"})
    void when_earmuff_is_gone_the_page_says_since_when_and_does_not_pretend_to_mute(int width, ColorScheme scheme) {
        try (BrowserContext screen = browser.screen(width, 844, scheme, true)) {
            Page page = visit(screen);
            assertThat(page.locator("#live-text")).hasText("live");
            assertThat(page.getByRole(AriaRole.ALERT)).isHidden();

            home.server.close();

            assertThat(page.locator("#gone"))
                    .hasText(Pattern.compile(
                            "Earmuff does not answer\\. What you see here is from \\d\\d:\\d\\d:\\d\\d .*"));
            assertThat(page.locator("#live-text")).hasText("not connected");
            assertThat(button(page, "Mute everything for 15 minutes")).isDisabled();
            assertThat(page.locator(".mute:not([inert])")).hasCount(0);
            picture(page, "gone-" + width + "-" + scheme);
        }
    }

    @Test
    void who_was_logged_out_is_told_so_and_comes_back_to_the_same_page() throws Exception {
        new PasswordFile(folder).set("four words in a row");
        await().until(() ->
                RawHttp.send("127.0.0.1", home.port(), "GET", "/", "").status() == 303);
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            page.getByLabel("Password").fill("four words in a row");
            button(page, "Log in").click();
            page.navigate(home.uri("/room?name=Kitchen").toString());
            assertThat(page.locator("#live-text")).hasText("live");

            RawHttp.send(
                    "127.0.0.1", home.port(), "DELETE", "/api/v1/sessions", "", "Authorization: Bearer " + home.token);

            assertThat(page.locator("#gone")).hasText("You were logged out. Log in");
            assertThat(page.locator(".mute:not([inert])")).hasCount(0);
            picture(page, "phone-logged-out");
            page.locator("#gone a").click();
            assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
            assertThat(Axe.violations(page)).isEmpty();
            page.getByLabel("Password").fill("four words in a row");
            button(page, "Log in").click();
            page.navigate(home.uri("/access").toString());
            assertThat(Axe.violations(page)).isEmpty();
        }
    }

    @Test
    void a_refused_order_says_why() throws Exception {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(phone);
            button(page, "Mute everything until lifted").click();
            assertThat(verdict(page, "kitchen")).hasText("withheld");
            java.nio.file.Files.createDirectories(folder.resolve("mutes.json.new/in-the-way"));

            button(page, "Unmute everything").click();

            assertThat(page.getByRole(AriaRole.STATUS)).containsText("That did not work: still muted");
            assertThat(verdict(page, "kitchen")).hasText("withheld");
            picture(page, "phone-refused");
        }
    }

    @ParameterizedTest
    @CsvSource({"320, LIGHT", "390, DARK", "768, LIGHT", "1280, LIGHT", "1280, DARK"})
    void it_fits_every_screen(int width, ColorScheme scheme) {
        home.kitchenTalks = true;
        home.configProblem =
                "/etc/earmuff/earmuff.yaml:31: rules[0].hours: \"mon-fri 7-22\" is no window; running with the last good one";
        MuteOrder order = new MuteOrder(
                new Scope.Room("Kids room"),
                MuteOrder.Style.WITHHOLD,
                home.clock.now().plusSeconds(1500),
                "command",
                "a nap",
                home.clock.now());
        home.desk.order(order).toCompletableFuture().join();
        try (BrowserContext screen = browser.screen(width, 900, scheme, true)) {
            Page page = visit(screen);
            assertThat(page.locator("#live-text")).hasText("live");

            int overflow = (int) page.evaluate("document.documentElement.scrollWidth - innerWidth");

            picture(page, "wide-" + width + "-" + scheme);
            assertThat(overflow).isLessThanOrEqualTo(0);
            List<?> small = (List<?>)
                    page.evaluate(
                            "[...document.querySelectorAll('button, summary')].filter(b => b.offsetHeight && b.offsetHeight < 44).map(b => b.textContent)");
            assertThat(small).isEmpty();
            assertThat(complaints).isEmpty();
        }
    }
}
