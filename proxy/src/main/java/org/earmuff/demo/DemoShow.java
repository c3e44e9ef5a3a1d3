package org.earmuff.demo;

import java.io.PrintStream;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;

/**
 * Tells a person in front of a terminal, or a log, what happens in the made-up home: plain lines of at most 80 columns,
 * never taken back.
 */
public final class DemoShow {

    private static final long LOOK_SECONDS = 1;
    private static final int LOOKS_PER_LINE = 5;

    private final DemoHome home;
    private final HouseClock clock;
    private final PrintStream out;
    private final boolean quiet;
    private final List<Silence> silences;

    /**
     * @param quiet print nothing but where the dashboard is, and the sum at the end
     */
    public DemoShow(DemoHome home, HouseClock clock, PrintStream out, boolean quiet) {
        this.home = home;
        this.clock = clock;
        this.out = out;
        this.quiet = quiet;
        this.silences = home.speakers().stream()
                .map(speaker -> new Silence(speaker, home.cloud()))
                .toList();
    }

    /**
     * Says where everything is, and what to try.
     *
     * @param askedPort the port that the user asked for
     */
    public void begin(OptionalInt askedPort) {
        String admin = "http://127.0.0.1:" + home.appliance().admin().getPort();
        if (home.usualPortTaken(askedPort)) {
            out.println("NOTE: port " + DemoPorts.USUAL_ADMIN + " is taken; the dashboard is on another one:");
        }
        out.println("Dashboard: " + admin + "/");
        if (quiet) {
            return;
        }
        String config = " --config " + home.config();
        out.println();
        out.println("A made-up home: three speakers, a cloud that counts what reaches it,");
        out.println("and this appliance between them; nothing outside loopback is touched.");
        out.println("Try, in another terminal:");
        out.println();
        out.println("  bin/earmuff status" + config);
        out.println("  bin/earmuff mute room:Kitchen --for 1m" + config);
        out.println("  bin/earmuff unmute room:Kitchen" + config);
        out.println("  curl -s " + admin + "/metrics | grep audio_seconds");
        out.println();
        out.println("Seconds of sound that reached the cloud, as the cloud counts them");
        out.println("(* speaking now, m muted, w withheld for another reason). Ctrl-C ends it.");
        out.println();
    }

    /**
     * Looks and tells until it is stopped.
     *
     * @param stop counted down by whoever wants the demo to end
     * @param limit how long at most; null for no limit
     */
    public void run(CountDownLatch stop, @Nullable Duration limit) throws InterruptedException {
        long began = clock.nanos();
        for (int look = 1; !stop.await(nextLook(began, limit), TimeUnit.NANOSECONDS); look++) {
            if (!quiet) {
                tellOfSilences();
                if (look % LOOKS_PER_LINE == 0) {
                    out.println(time() + sums());
                }
            }
            if (limit != null && clock.nanos() - began >= limit.toNanos()) {
                return;
            }
        }
    }

    private long nextLook(long began, @Nullable Duration limit) {
        long look = TimeUnit.SECONDS.toNanos(LOOK_SECONDS);
        return limit == null ? look : Math.min(look, Math.max(1, limit.toNanos() - (clock.nanos() - began)));
    }

    /** The last lines, once the home is closed. */
    public void end() {
        out.println("Stopped; " + home.folder() + " is removed. Sound that reached the cloud:");
        silences.forEach(s -> {
            Tally tally = home.cloud().tally(s.speaker().plan().name());
            out.println(String.format(
                    Locale.ROOT,
                    "  %-12s %7.1f s %,12d bytes %4d requests",
                    s.speaker().plan().name(),
                    tally.soundSeconds(),
                    tally.soundBytes(),
                    tally.requests()));
        });
        out.flush();
    }

    private void tellOfSilences() {
        var views = home.appliance().house().speakers();
        for (Silence silence : silences) {
            views.stream()
                    .filter(view -> view.name().equals(silence.speaker().plan().name()))
                    .findFirst()
                    .ifPresent(view -> silence.look(view.decision()).forEach(this::say));
        }
    }

    /** One thing said: a time, and further lines under it. */
    private void say(String text) {
        String time = time();
        out.println(time + text.replace("\n", "\n" + " ".repeat(time.length())));
    }

    private String sums() {
        return silences.stream()
                .map(this::sum)
                .collect(Collectors.joining("  "))
                .stripTrailing();
    }

    private String sum(Silence silence) {
        DemoSpeaker speaker = silence.speaker();
        String marks = silence.mark() + (speaker.speaking() ? "*" : "");
        String name = speaker.plan().name();
        return String.format(
                Locale.ROOT, "%s %5.1f s %-2s", name, home.cloud().tally(name).soundSeconds(), marks);
    }

    private String time() {
        return LocalTime.ofInstant(clock.now(), ZoneId.systemDefault())
                        .truncatedTo(ChronoUnit.SECONDS)
                        .format(DateTimeFormatter.ISO_LOCAL_TIME)
                + "  ";
    }
}
