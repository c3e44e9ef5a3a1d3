package org.earmuff.admin;

import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.awt.image.BufferedImage;
import java.awt.image.DataBuffer;
import java.awt.image.IndexColorModel;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import javax.imageio.ImageIO;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.UploadQuery;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;

/** Every page of a home that has been lived in, as pictures: {@code bin/screenshots}. */
public final class Screenshots {

    static final String PASSWORD = "four words in a row";
    private static final int PHONE = 390;
    private static final int DESK = 1200;
    private static final int TALLEST = 1900;
    private static final int COLOURS = 256;
    /** Six bits of each colour. */
    private static final int COARSE = 0xfcfcfc;

    private Screenshots() {}

    static Map<String, String> pages() {
        Map<String, String> pages = new LinkedHashMap<>();
        pages.put("first-page", "/");
        pages.put("uploads", "/uploads");
        pages.put("room", "/room?name=Kids+room");
        pages.put("rules", "/rules");
        pages.put("reconcile", "/reconcile");
        pages.put("system", "/system");
        return pages;
    }

    /** Makes them; the one argument is the folder that they are put into. */
    public static void main(String[] arguments) throws IOException {
        Path into = Files.createDirectories(Path.of(arguments[0]));
        Path folder = Files.createTempDirectory("screenshots");
        try (ShownHome shown = new ShownHome(folder, 14, 40);
                Browser browser = new Browser()) {
            for (ColorScheme scheme : new ColorScheme[] {ColorScheme.LIGHT, ColorScheme.DARK}) {
                for (int width : new int[] {PHONE, DESK}) {
                    Shot shot = new Shot(into, scheme, width);
                    shoot(shown.home, browser, shot);
                    SetupShots.shoot(browser, shot, Files.createTempDirectory("first-start"));
                }
            }
        }
    }

    /** One kind of picture: where it goes, and on which screen it is taken. */
    record Shot(Path into, ColorScheme scheme, int width) {
        BrowserContext screen(Browser browser) {
            return browser.screen(width, 844, scheme, true);
        }

        void take(Page page, String name) {
            String size = width == PHONE ? "phone" : "desktop";
            String file = name + "-" + size + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
            int height = (int) page.evaluate("document.documentElement.scrollHeight");
            byte[] png = page.screenshot(
                    new Page.ScreenshotOptions().setFullPage(true).setClip(0, 0, width, Math.min(height, TALLEST)));
            write(png, into.resolve(file));
        }
    }

    private static void shoot(SmallHome home, Browser browser, Shot shot) throws IOException {
        try (BrowserContext screen = shot.screen(browser)) {
            Page page = screen.newPage();
            pages().forEach((name, path) -> {
                page.navigate(home.uri(path).toString());
                if (name.equals("room")) {
                    page.locator(".history canvas").waitFor();
                }
                shot.take(page, name);
            });
            page.navigate(home.uri("/reconcile").toString());
            page.locator("input[type=file]").setInputFiles(archive(home));
            page.getByText("Compare", new Page.GetByTextOptions().setExact(true))
                    .click();
            page.locator("#report").waitFor();
            shot.take(page, "reconcile-report");
            home.desk
                    .order(new MuteOrder(
                            Scope.ALL,
                            MuteOrder.Style.WITHHOLD,
                            home.clock.now().plusSeconds(3600),
                            "dashboard",
                            "",
                            home.clock.now()))
                    .toCompletableFuture()
                    .join();
            page.navigate(home.uri("/").toString());
            page.locator("time[data-countdown]").first().waitFor();
            shot.take(page, "first-page-muted");
            home.desk.lift(Scope.ALL, "dashboard", "").toCompletableFuture().join();
        }
        withPassword(home, browser, shot);
    }

    /** Log-in, access and a guest's welcome, which are there only with a password; it is gone again afterwards. */
    private static void withPassword(SmallHome home, Browser browser, Shot shot) throws IOException {
        new PasswordFile(home.state).set(PASSWORD);
        try (BrowserContext screen = shot.screen(browser)) {
            Page page = screen.newPage();
            await().until(() -> page.navigate(home.uri("/").toString()).url().endsWith("/login"));
            shot.take(page, "log-in");
            page.getByLabel("Password").fill(PASSWORD);
            page.getByRole(AriaRole.BUTTON).click();
            page.navigate(home.uri("/access").toString());
            page.getByLabel("For whom").fill("Grandma");
            page.getByText("Make a link").click();
            shot.take(page, "access");
            page.locator(".notice a").click();
            shot.take(page, "guest");
            page.navigate(home.uri("/access").toString());
            page.getByLabel("Revoke the link of Grandma").click();
        }
        Files.delete(home.state.resolve("admin.password"));
        try (BrowserContext screen = shot.screen(browser)) {
            Page page = screen.newPage();
            await().until(() -> !page.navigate(home.uri("/").toString()).url().endsWith("/login"));
        }
    }

    /** What a vendor might have sent: all but a few of a speaker's uploads, and two that were never sent. */
    private static Path archive(SmallHome home) throws IOException {
        StringBuilder text = new StringBuilder("Timestamp,Device\n");
        int number = 0;
        try {
            for (LedgerRow row : home.ledger.reader().uploads(new UploadQuery(null, null, "kitchen", 120, null))) {
                if (++number % 40 != 0) {
                    text.append(row.at().plusSeconds(2)).append(",Kitchen Echo\n");
                }
            }
        } catch (LedgerUnavailableException e) {
            throw new IOException(e);
        }
        text.append("2026-11-21T02:12:41Z,Kitchen Echo\n2026-11-21T02:14:07Z,Kitchen Echo\n");
        return Files.writeString(Files.createTempDirectory("archive").resolve("alexa.csv"), text);
    }

    /** With a palette: a page has few colours, and its picture is a third as large. */
    private static void write(byte[] png, Path file) {
        try {
            BufferedImage full = ImageIO.read(new ByteArrayInputStream(png));
            Map<Integer, Integer> often = new HashMap<>();
            for (int y = 0; y < full.getHeight(); y++) {
                for (int x = 0; x < full.getWidth(); x++) {
                    often.merge(full.getRGB(x, y) & COARSE, 1, Integer::sum);
                }
            }
            int[] palette = often.entrySet().stream()
                    .sorted(Map.Entry.<Integer, Integer>comparingByValue().reversed())
                    .limit(COLOURS)
                    .mapToInt(e -> e.getKey() | 0x030303)
                    .toArray();
            IndexColorModel model = new IndexColorModel(8, palette.length, palette, 0, false, -1, DataBuffer.TYPE_BYTE);
            BufferedImage few =
                    new BufferedImage(full.getWidth(), full.getHeight(), BufferedImage.TYPE_BYTE_INDEXED, model);
            Map<Integer, byte[]> nearest = new HashMap<>();
            for (int y = 0; y < full.getHeight(); y++) {
                for (int x = 0; x < full.getWidth(); x++) {
                    int colour = full.getRGB(x, y) & COARSE;
                    few.getRaster().setDataElements(x, y, nearest.computeIfAbsent(colour, c ->
                            (byte[]) model.getDataElements(c | 0xff030303, null)));
                }
            }
            ImageIO.write(few, "png", file.toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
