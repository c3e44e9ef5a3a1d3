package org.earmuff.admin;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.earmuff.flow.Upload;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every page of the dashboard in a browser, in a home that has been lived in for two weeks. */
@Tag("browser")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class PagesIT {

    private static final String NOT_A_NAME = "<script>document.title='owned'</script>.example.com";

    @TempDir
    static Path folder;

    private static Browser browser;
    private static ShownHome shown;
    private static SmallHome home;

    private final List<String> complaints = Collections.synchronizedList(new ArrayList<>());

    @BeforeAll
    static void open() throws IOException {
        browser = new Browser();
        shown = new ShownHome(folder, 14, 12);
        home = shown.home;
    }

    @AfterAll
    static void close() {
        shown.close();
        browser.close();
    }

    private Page visit(BrowserContext screen, String path) {
        Page page = screen.newPage();
        page.onConsoleMessage(message -> complaints.add(path + ": " + message.text()));
        page.onPageError(error -> complaints.add(path + ": " + error));
        page.navigate(home.uri(path).toString());
        return page;
    }

    @ParameterizedTest
    @Order(1)
    @CsvSource({"320, LIGHT", "390, DARK", "1280, LIGHT"})
    void every_page_reads_well_fits_and_keeps_the_rules_of_accessibility_and_content(int width, ColorScheme scheme) {
        try (BrowserContext screen = browser.screen(width, 844, scheme, true)) {
            List<String> violations = new ArrayList<>();
            for (String path : Screenshots.pages().values()) {
                Page page = visit(screen, path);
                assertThat(page.locator("footer")).containsText("Europe/Berlin");

                Axe.violations(page).forEach(found -> violations.add(path + ": " + found));
                Object overflow = page.evaluate("document.documentElement.scrollWidth - innerWidth");

                assertThat((int) overflow).as(path).isLessThanOrEqualTo(0);
                page.close();
            }
            assertThat(violations).isEmpty();
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @Order(2)
    void the_figures_read_without_javascript() {
        try (BrowserContext plain = browser.screen(390, 844, ColorScheme.LIGHT, false)) {
            Page page = visit(plain, "/");
            assertThat(page.locator(".hero .first dd")).hasText(Pattern.compile("\\d.* s"));
            assertThat(page.locator(".day rect.left").first()).isAttached();
            assertThat(page.getByText("2 min 32 s of 3 min a day used")).isVisible();
            page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("All uploads"))
                    .click();
            page.locator("select[name=speaker]").selectOption("nursery");
            page.locator("select[name=verdict]").selectOption("withhold");
            page.locator(".filter button").click();

            assertThat(page.locator(".rows li").first()).containsText("hours · day-time (earmuff.yaml:9)");
            assertThat(page.locator(".rows .who").first()).containsText("nursery");
            page.navigate(home.uri("/room?name=Kids+room").toString());
            assertThat(page.locator(".heat tbody tr")).hasCount(14);
            assertThat(page.locator(".heat td.h2 .vh").first()).containsText(" left, 0 withheld");
            assertThat(page.getByText("clients4.google.com").first()).isVisible();
        }
    }

    @Test
    @Order(3)
    void a_room_s_weeks_are_a_chart_that_tells_each_day_s_figures_and_stays_while_the_page_is_fresh() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.DARK, true)) {
            Page page = visit(phone, "/room?name=Kids+room");
            Locator chart = page.locator(".history canvas");
            assertThat(chart).isVisible();
            assertThat(page.locator(".history .sub"))
                    .hasText(Pattern.compile("\\d+ min \\d\\d s of sound left in 13 weeks; \\d+ withheld\\."));

            page.locator(".history .u-over").hover(new Locator.HoverOptions().setPosition(200, 60));

            assertThat(page.locator(".history .u-legend"))
                    .containsText(Pattern.compile("sound that left:?\\s*[\\d.]+ (s|min)"));
            home.server.changed();
            assertThat(chart).hasCount(1);
            assertThat((int) page.evaluate("document.documentElement.scrollWidth - innerWidth"))
                    .isLessThanOrEqualTo(0);
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @Order(3)
    void on_a_phone_a_room_is_muted_until_morning() {
        try (BrowserContext phone = browser.screen(390, 844, ColorScheme.DARK, true)) {
            Page page = visit(phone, "/");
            assertThat(page.locator("#live-text")).hasText("live");
            page.getByLabel("Mute speaker kitchen", new Page.GetByLabelOptions().setExact(true))
                    .first()
                    .click();
            page.getByLabel("Mute speaker kitchen until morning").click();

            assertThat(page.locator("[data-speaker=kitchen] .verdict")).hasText("withheld until 07:00");
            assertThat(home.desk.state().on(new Scope.Speaker("kitchen"))).isPresent();
            page.getByLabel("Unmute speaker kitchen").last().click();
            assertThat(page.locator("[data-speaker=kitchen] .verdict")).hasText("allowed");
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @Order(4)
    void an_upload_shows_within_a_second_while_it_goes_on() {
        try (BrowserContext desk = browser.screen(1280, 800, ColorScheme.LIGHT, true)) {
            Page page = visit(desk, "/");
            assertThat(page.locator("#live-text")).hasText("live");

            home.kitchenTalks = true;
            home.server.changed();

            assertThat(page.locator("#headline"))
                    .hasText("Sound is leaving now: Kitchen", new LocatorAssertions.HasTextOptions().setTimeout(1_000));
            home.kitchenTalks = false;
        }
    }

    @Test
    @Order(5)
    void what_a_speaker_calls_itself_is_text_and_nothing_else() {
        Upload upload = Uploads.left("kitchen", "Kitchen", home.clock.now(), 3);
        home.ledger.uploaded(new Upload(
                upload.flow(), NOT_A_NAME, upload.start(), upload.end(), upload.burst(), 65154, upload.decision()));
        try (BrowserContext desk = browser.screen(1280, 800, ColorScheme.LIGHT, true)) {
            for (String path : List.of("/", "/uploads", "/room?name=Kitchen")) {
                Page page = visit(desk, path);

                assertThat(page.getByText(NOT_A_NAME).first()).isVisible();
                assertThat(page.locator("script")).hasCount(1);
            }
            assertThat(complaints).isEmpty();
        }
    }

    @Test
    @Order(6)
    void where_nothing_comes_through_it_does_not_look_quiet() {
        home.firewallProblem = "The firewall's table is not there: run earmuff firewall apply";
        try (BrowserContext desk = browser.screen(390, 844, ColorScheme.LIGHT, true)) {
            Page page = visit(desk, "/");

            assertThat(page.locator("#headline")).hasText("Nothing is watched");
            assertThat(page.locator("footer")).containsText("speakers go past it");
        }
        home.firewallProblem = "";
    }
}
