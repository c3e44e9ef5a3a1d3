package org.earmuff.cli;

import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.earmuff.demo.Appliance;
import org.earmuff.demo.DemoException;
import org.earmuff.demo.DemoHome;
import org.earmuff.demo.DemoShow;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code earmuff demo}. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        description = {
            "Run the appliance on loopback with a small made-up home: three speakers of different vendors,"
                    + " a cloud that counts what reaches it.",
            "Nothing outside loopback is touched, and nothing is left behind."
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int FAILED = 1;
    private static final long CLEAN_UP_SECONDS = 10;

    private final Appliance appliance;
    private final HouseClock clock;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            converter = Port.class,
            description = "the dashboard's port on 127.0.0.1; default: 8480, or any free one where that is taken")
    private @Nullable Integer port;

    @Option(
            names = "--for",
            paramLabel = "TIME",
            converter = Time.class,
            description = "stop by itself after this long, such as 30s or 5m; default: runs until Ctrl-C")
    private @Nullable Duration limit;

    @Option(names = "--quiet", description = "print only where the dashboard is, and the sum at the end")
    private boolean quiet;

    @Option(
            names = "--base",
            paramLabel = "FOLDER",
            description = "where to make the demo's folder, which is removed at the end; default: ${DEFAULT-VALUE}",
            defaultValue = "${sys:java.io.tmpdir}")
    private Path base = Path.of("/tmp");

    public DemoCommand(Appliance appliance, HouseClock clock) {
        this.appliance = appliance;
        this.clock = clock;
    }

    @Override
    public Integer call() throws InterruptedException {
        OptionalInt asked = port == null ? OptionalInt.empty() : OptionalInt.of(port);
        PrintStream out = new PrintStream(System.out, true, Charset.defaultCharset());
        CountDownLatch stop = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Thread onSignal = new Thread(() -> stopAndWait(stop, done), "demo-signal");
        Runtime.getRuntime().addShutdownHook(onSignal);
        try {
            run(asked, out, stop);
            return 0;
        } catch (DemoException e) {
            System.err.println("earmuff demo: " + e.getMessage());
            return FAILED;
        } finally {
            done.countDown();
            removeHook(onSignal);
        }
    }

    private void run(OptionalInt asked, PrintStream out, CountDownLatch stop)
            throws DemoException, InterruptedException {
        DemoShow show;
        try (DemoHome home = DemoHome.open(appliance, base, asked)) {
            show = new DemoShow(home, clock, out, quiet);
            show.begin(asked);
            show.run(stop, limit);
        }
        show.end();
    }

    private static void stopAndWait(CountDownLatch stop, CountDownLatch done) {
        stop.countDown();
        try {
            if (!done.await(CLEAN_UP_SECONDS, TimeUnit.SECONDS)) {
                System.err.println("earmuff demo: still cleaning up after " + CLEAN_UP_SECONDS + " s; leaving it");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void removeHook(Thread hook) {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The hook is what ended us: it has run, and nothing is left to remove.
        }
    }

    /** Reads a port that can be listened on. */
    static final class Port implements ITypeConverter<Integer> {

        private static final Pattern FORM = Pattern.compile("[1-9][0-9]{0,4}");
        private static final int MOST = 65_535;

        @Override
        public Integer convert(String text) {
            if (!FORM.matcher(text).matches() || Integer.parseInt(text) > MOST) {
                throw new TypeConversionException("\"" + text + "\" is no port; write one of 1 to " + MOST);
            }
            return Integer.valueOf(text);
        }
    }

    /** Reads {@code 30s}, {@code 5m}, {@code 5 min}, {@code 1h}. */
    static final class Time implements ITypeConverter<Duration> {

        private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,5}) ?(s|m|min|h)");

        @Override
        public Duration convert(String text) {
            Matcher m = FORM.matcher(text.strip());
            if (!m.matches()) {
                throw new TypeConversionException("\"" + text + "\" is no time; write one like 30s, 5m or 1h");
            }
            long n = Long.parseLong(m.group(1));
            return switch (m.group(2)) {
                case "s" -> Duration.ofSeconds(n);
                case "h" -> Duration.ofHours(n);
                default -> Duration.ofMinutes(n);
            };
        }
    }
}
