package org.earmuff.admin;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.earmuff.admin.setup.Setup;
import org.earmuff.admin.setup.SetupServer;
import org.earmuff.home.Device;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.home.Mac;
import org.earmuff.testing.HandClock;

/** The first start, page after page, as somebody answers it whose box has seen four devices. */
final class SetupShots {

    private SetupShots() {}

    static void shoot(Browser browser, Screenshots.Shot shot, Path folder) throws IOException {
        Path state = Files.createDirectories(folder.resolve("state"));
        Setup plan = new Setup(
                Path.of("/etc/earmuff/earmuff.yaml"),
                state,
                new InetSocketAddress("127.0.0.1", 8480),
                file -> List.of(),
                SetupShots::devices,
                () -> List.of("br-lan"),
                () -> {});
        try (SetupServer server = new SetupServer(plan, new HandClock("2026-11-22T12:00:00Z"));
                BrowserContext screen = shot.screen(browser)) {
            Page page = screen.newPage();
            page.navigate("http://127.0.0.1:" + server.address().getPort() + "/");
            shot.take(page, "set-up-code");
            page.getByLabel("Code").fill(server.code());
            go(page, "Begin");
            shot.take(page, "set-up-password");
            page.locator("#password").fill(Screenshots.PASSWORD);
            page.locator("#again").fill(Screenshots.PASSWORD);
            go(page, "Go on");
            page.locator("#room0").fill("Kitchen");
            shot.take(page, "set-up-speakers");
            go(page, "Go on");
            page.locator("#zone").selectOption("Europe/Berlin");
            shot.take(page, "set-up-hours");
            go(page, "Go on");
            shot.take(page, "set-up-look");
        }
    }

    private static void go(Page page, String button) {
        page.getByRole(
                        AriaRole.BUTTON,
                        new Page.GetByRoleOptions().setName(button).setExact(true))
                .click();
    }

    private static Discovery devices() throws IOException {
        return new Discovery(
                List.of(
                        finding("44:65:0d:12:34:56", "", "192.168.1.23"),
                        finding("3c:22:fb:00:00:01", "laptop", "192.168.1.30"),
                        finding("02:22:fb:00:00:05", "", "192.168.1.50"),
                        finding("00:11:32:00:00:07", "", "192.168.1.51")),
                List.of("a made-up table"));
    }

    private static Finding finding(String mac, String name, String address) throws IOException {
        Device device = new Device(Mac.parse(mac), "br-lan", List.of(InetAddress.getByName(address)), 1);
        return Finding.of(device, name, Set.of(), List.of());
    }
}
