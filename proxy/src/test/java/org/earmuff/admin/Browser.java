package org.earmuff.admin;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The system's Chromium, steered by the system's Node; nothing is downloaded. */
public final class Browser implements AutoCloseable {

    private static final List<String> ARGUMENTS = List.of(
            "--no-sandbox",
            "--disable-gpu",
            "--disable-quic",
            "--no-first-run",
            "--disable-background-networking",
            "--disable-component-update",
            "--disable-sync");

    private final Playwright playwright;
    private final com.microsoft.playwright.Browser chromium;

    /** @param more arguments of Chromium's, after those that every test needs */
    public Browser(String... more) {
        playwright = Playwright.create(new Playwright.CreateOptions()
                .setEnv(Map.of(
                        "PLAYWRIGHT_NODEJS_PATH", onPath("node").toString(), "PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
        chromium = playwright
                .chromium()
                .launch(new BrowserType.LaunchOptions()
                        .setExecutablePath(onPath("chromium"))
                        .setArgs(Stream.concat(ARGUMENTS.stream(), Stream.of(more))
                                .toList()));
    }

    /** A fresh profile of a screen of this size. */
    public BrowserContext screen(int width, int height, ColorScheme scheme, boolean script) {
        return chromium.newContext(options(width, height, scheme, script));
    }

    /** The same in a time zone of its own. */
    public BrowserContext screen(int width, int height, ColorScheme scheme, boolean script, String zone) {
        return chromium.newContext(options(width, height, scheme, script).setTimezoneId(zone));
    }

    private static com.microsoft.playwright.Browser.NewContextOptions options(
            int width, int height, ColorScheme scheme, boolean script) {
        return new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setJavaScriptEnabled(script);
    }

    /** A fresh profile whose user clicks warnings of unknown certificates away. */
    public BrowserContext careless() {
        return chromium.newContext(new com.microsoft.playwright.Browser.NewContextOptions().setIgnoreHTTPSErrors(true));
    }

    private static Path onPath(String program) {
        return Stream.of(System.getenv("PATH").split(":", -1))
                .map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(program + " is not installed: apt install " + program));
    }

    @Override
    public void close() {
        chromium.close();
        playwright.close();
    }
}
