package org.earmuff.admin;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Page;
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

/** Every page of a home that has been lived in, as pictures: {@code bin/screenshots}. */
public final class Screenshots {

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
                int height = (int) page.evaluate("document.documentElement.scrollHeight");
                byte[] png = page.screenshot(
                        new Page.ScreenshotOptions().setFullPage(true).setClip(0, 0, width, Math.min(height, TALLEST)));
                write(png, into.resolve(file));
            });
        }
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
