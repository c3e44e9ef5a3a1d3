package org.earmuff;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.TimeZone;
import org.earmuff.admin.Axe;
import org.earmuff.admin.Browser;
import org.earmuff.admin.setup.Setup;
import org.earmuff.admin.setup.SetupServer;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.home.Device;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.home.Mac;
import org.earmuff.testing.FreePort;
import org.earmuff.testing.TestClock;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From nothing to a muted room, as somebody does it who knows only the address. */
@Tag("browser")
class FirstRunIT {

    private static final String ROOM = "Küche \"am Herd\": #1 ${env:HOME} - {a}";
    private static final String PASSWORD = "four words in a row";

    @TempDir
    Path folder;

    private final TestClock clock = new TestClock();

    private Setup plan(Path file) throws Exception {
        int port = FreePort.find();
        Path state = Files.createDirectories(folder.resolve("state"));
        Setup real = FirstRun.plan(file, state, new InetSocketAddress("127.0.0.1", port), clock);
        Discovery found = new Discovery(
                List.of(
                        finding("44:65:0d:12:34:56", "", "192.168.1.23"),
                        finding("3c:22:fb:00:00:01", "laptop", "192.168.1.30"),
                        finding("02:22:fb:00:00:05", "", "192.168.1.50"),
                        finding("00:11:32:00:00:07", "", "192.168.1.51")),
                List.of("a made-up table"));
        return new Setup(file, state, real.listen(), real.check(), () -> found, () -> List.of("br-lan"), real.over());
    }

    private static Finding finding(String mac, String name, String address) throws Exception {
        Device device = new Device(Mac.parse(mac), "br-lan", List.of(InetAddress.getByName(address)), 1);
        return Finding.of(device, name, Set.of(), List.of());
    }

    private static Locator button(Page page, String name) {
        return page.getByRole(
                AriaRole.BUTTON, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    private static void picture(Page page, String name) {
        page.screenshot(new Page.ScreenshotOptions()
                .setPath(Path.of("target", "setup", name + ".png"))
                .setFullPage(true));
        int overflow = (int) page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assertThat(overflow).as(name).isLessThanOrEqualTo(0);
        // Axe is a script, too, and the phone has none.
        if (name.contains("desk")) {
            assertThat(Axe.violations(page)).as(name).isEmpty();
        }
    }

    private static void field(Page page, String label, String text) {
        page.getByLabel(label, new Page.GetByLabelOptions().setExact(true))
                .first()
                .fill(text);
    }

    @Test
    void set_up_on_a_phone_without_javascript_from_nothing_to_a_muted_room() throws Exception {
        Path file = folder.resolve("etc/earmuff.yaml");
        assertThat(FirstRun.isDue(file)).isTrue();
        Setup plan = plan(file);
        String base = "http://127.0.0.1:" + plan.listen().getPort();
        try (Browser browser = new Browser();
                BrowserContext phone = browser.screen(390, 844, ColorScheme.LIGHT, false);
                BrowserContext stranger = browser.screen(1280, 800, ColorScheme.DARK, true)) {
            Page page = phone.newPage();
            try (SetupServer server = new SetupServer(plan, clock)) {
                answer(page, base, server.code());
                Page other = stranger.newPage();
                other.navigate(base + "/setup/speakers");
                assertThat(other.getByLabel("Code")).isVisible();
                picture(other, "code-desk-dark");
                field(other, "Code", "AAAA-AAAA");
                button(other, "Begin").click();
                assertThat(other.getByRole(AriaRole.ALERT)).containsText("That is not the code.");

                button(page, "Write it and start").click();

                assertThat(page.getByRole(AriaRole.HEADING)).hasText("Earmuff is starting");
                picture(page, "done-phone-light");
                await().until(server.over()::isDone);
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-r-----");
            Configuration written = ConfigLoader.load(file, clock.now());
            assertThat(written.speakers()).singleElement().satisfies(s -> {
                assertThat(s.room()).isEqualTo(ROOM.replace("${env:HOME}", "$env:HOME"));
                assertThat(s.profile()).isEqualTo("amazon-echo");
            });
            try (Appliance appliance = Appliance.start(written, clock, List.of())) {
                // The last page of the set-up turns to the dashboard by itself; a fresh one does not race with it.
                mute(phone.newPage(), base, appliance);
            }
        }
    }

    @Test
    void with_javascript_the_browser_s_zone_is_proposed_and_the_last_page_goes_on_by_itself() throws Exception {
        Path file = folder.resolve("etc/earmuff.yaml");
        TimeZone own = TimeZone.getDefault();
        TimeZone.setDefault(TimeZone.getTimeZone("Etc/UTC"));
        try (Browser browser = new Browser();
                BrowserContext desk = browser.screen(1280, 800, ColorScheme.DARK, true, "Europe/Lisbon")) {
            Setup plan = plan(file);
            Page page = desk.newPage();
            try (SetupServer server = new SetupServer(plan, clock)) {
                answerAtDesk(page, "http://127.0.0.1:" + plan.listen().getPort(), server.code());
                button(page, "Write it and start").click();
                assertThat(page.getByText("As soon as it answers")).isVisible();
                picture(page, "done-desk-dark");
                await().until(server.over()::isDone);
            }
            Configuration written = ConfigLoader.load(file, clock.now());
            assertThat(written.rules().zone()).isEqualTo(ZoneId.of("Europe/Lisbon"));
            try (Appliance appliance = Appliance.start(written, clock, List.of())) {
                assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
                assertThat(appliance.house().mutes().orders()).isEmpty();
            }
        } finally {
            TimeZone.setDefault(own);
        }
    }

    private static void answerAtDesk(Page page, String base, String code) {
        page.navigate(base + "/");
        field(page, "Code", code);
        button(page, "Begin").click();
        picture(page, "password-desk-dark");
        field(page, "Password", PASSWORD);
        field(page, "The same again", PASSWORD);
        button(page, "Go on").click();
        page.getByText("A speaker is missing").click();
        page.locator("#match4").fill("44:65:0D");
        page.locator("#room4").fill("Attic");
        button(page, "Go on").click();
        assertThat(page.locator("#match4")).hasAttribute("aria-invalid", "true");
        picture(page, "speakers-wrong-desk-dark");
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("In which room is"))
                .click();
        assertThat(page.locator("#room0")).isInViewport();
        page.locator("#room0").fill("Kitchen");
        page.locator("#match4").fill("44:65:0D:00:00:09");
        page.getByLabel("Not through this machine yet").check();
        button(page, "Go on").click();
        assertThat(page.locator("#zone")).hasValue("Europe/Lisbon");
        picture(page, "hours-desk-dark");
        button(page, "Go on").click();
        picture(page, "look-desk-dark");
    }

    private static void answer(Page page, String base, String code) {
        page.navigate(base + "/");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Set up Earmuff");
        picture(page, "code-phone-light");
        field(page, "Code", code.toLowerCase(java.util.Locale.ROOT).replace("-", " "));
        button(page, "Begin").click();
        field(page, "Password", PASSWORD);
        field(page, "The same again", "four words in a raw");
        button(page, "Go on").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("not the same");
        picture(page, "password-phone-light");
        field(page, "Password", PASSWORD);
        field(page, "The same again", PASSWORD);
        button(page, "Go on").click();
        assertThat(page.getByRole(AriaRole.MAIN)).containsText("4 devices were seen; one looks like a speaker.");
        int tall = (int) page.evaluate("document.documentElement.scrollHeight");
        assertThat(tall).isLessThan(1700);
        assertThat(page.getByText("laptop").first()).isHidden();
        page.getByText("3 more devices").click();
        assertThat(page.getByText("laptop").first()).isVisible();
        page.getByLabel("Not through this machine yet").check();
        button(page, "Go on").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("In which room is Amazon device (44:65:0D:12:34:56)?");
        picture(page, "speakers-wrong-phone-light");
        field(page, "Room", ROOM.replace("${env:HOME}", "$env:HOME"));
        picture(page, "speakers-phone-light");
        button(page, "Go on").click();
        field(page, "This home is called", "Zuhause: \"bei uns\" #3");
        button(page, "Go on").click();
        page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName("back"))
                .click();
        page.locator("#weekTo").fill("07:00");
        button(page, "Go on").click();
        assertThat(page.getByRole(AriaRole.ALERT)).containsText("start and end are both 07:00");
        picture(page, "hours-wrong-phone-light");
        page.getByLabel("At any time, unless I mute").check();
        picture(page, "hours-phone-light");
        button(page, "Go on").click();
        assertThat(page.getByRole(AriaRole.ALERT)).hasCount(0);
        picture(page, "look-phone-light");
    }

    private static void mute(Page page, String base, Appliance appliance) {
        page.navigate(base + "/");
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Log in");
        picture(page, "login-phone-light");
        field(page, "Password", "four words in a raw");
        button(page, "Log in").click();
        assertThat(page.getByRole(AriaRole.ALERT)).hasText("That is not the password.");
        field(page, "Password", PASSWORD);
        button(page, "Log in").click();
        button(page, "Mute everything for 1 hour").click();
        assertThat(appliance.house().mutes().orders()).hasSize(1);
        assertThat(page.getByRole(AriaRole.MAIN)).containsText("Everything is muted");
        picture(page, "muted-phone-light");
        page.navigate(base + "/access");
        field(page, "For whom", "Grandma");
        button(page, "Make a link").click();
        picture(page, "access-phone-light");
        page.locator(".notice a").click();
        assertThat(page.getByRole(AriaRole.HEADING)).hasText("Hello, Grandma");
        picture(page, "guest-phone-light");
    }
}
