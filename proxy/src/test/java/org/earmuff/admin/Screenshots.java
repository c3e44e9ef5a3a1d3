package org.earmuff.admin;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** Every page of a home that has been lived in, as pictures: {@code bin/screenshots}. */
public final class Screenshots {

    private static final int PHONE = 390;
    private static final int DESK = 1200;

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
                    shoot(shown.home, browser, into, scheme, width);
                }
            }
        }
    }

    private static void shoot(SmallHome home, Browser browser, Path into, ColorScheme scheme, int width) {
        try (BrowserContext screen = browser.screen(width, 844, scheme, true)) {
            Page page = screen.newPage();
            pages().forEach((name, path) -> {
                page.navigate(home.uri(path).toString());
                String size = width == PHONE ? "phone" : "desktop";
                String file = name + "-" + size + "-" + scheme.name().toLowerCase(Locale.ROOT) + ".png";
                page.screenshot(
                        new Page.ScreenshotOptions().setPath(into.resolve(file)).setFullPage(true));
            });
        }
    }
}
