package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.earmuff.MainJobHouse.Line;
import org.earmuff.testing.Capture;
import org.earmuff.testing.Captures;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.Payload;
import org.earmuff.testing.netns.Script;
import org.earmuff.testing.netns.Sounds;
import org.earmuff.testing.netns.Sounds.Sound;
import org.earmuff.testing.netns.Wiretap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * From the answer to a mute on, no byte of sound reaches the cloud: not from the box's queues, not from the kernel's, not after the unmute.
 * Judged by every packet that comes in at the cloud.
 */
@Tag("namespace")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobMuteIT {

    private static final int CLEAN = 443;
    /** From shortly before the mute on nothing sent to this port comes in; later it does again. */
    private static final int BLACKOUT = 4431;
    /** Every third packet to this port is lost. */
    private static final int LOSSY = 4432;
    /** Most acknowledgements of this port are lost. */
    private static final int DEAF = 4433;
    /** The cloud stops reading, and its window is small. */
    private static final int FULL = 4434;

    private static final int HOUSEKEEPING = 4450;
    private static final int SECONDS = 5;
    private static final Duration SOON = Duration.ofSeconds(5);

    private static final String PATH = """
            table inet path {
            	chain in {
            		type filter hook input priority 0;
            		%s
            	}
            	chain out {
            		type filter hook output priority 0;
            		%s
            	}
            }
            """;

    private MainJobHouse house;
    private List<Sound> sounds;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("", "tcpdump");
        for (int port : List.of(CLEAN, BLACKOUT, LOSSY, DEAF, HOUSEKEEPING)) {
            house.cloud.listen(port);
        }
        house.listenWithSmallWindow(FULL);
        sounds = new ArrayList<>(Sounds.madeUp(SECONDS));
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void no_shape_of_sound_gets_past_a_mute() throws Exception {
        judge(CLEAN, sounds, () -> {}, () -> {});
    }

    @Test
    void no_captured_request_gets_past_a_mute() throws Exception {
        List<Sound> captured = new ArrayList<>();
        for (String name : List.of("home-a/alexa_5_30s.pcap", "home-b/what_is_gluten_5.pcap")) {
            var labelled = Captures.named(name);
            captured.add(Sounds.captured(Capture.read(labelled.file()), labelled.speaker()));
        }
        judge(CLEAN, captured, () -> {}, () -> {});
    }

    @Test
    void nothing_that_the_kernel_would_send_again_gets_past_a_mute() throws Exception {
        judge(BLACKOUT, sounds, () -> path("tcp dport " + BLACKOUT + " drop", ""), this::pathMended);
    }

    @Test
    void nothing_gets_past_a_mute_on_a_line_that_loses_packets() throws Exception {
        judge(LOSSY, sounds, () -> path("tcp dport " + LOSSY + " numgen random mod 3 == 0 drop", ""), this::pathMended);
    }

    @Test
    void nothing_gets_past_a_mute_on_a_line_that_loses_acknowledgements() throws Exception {
        judge(
                DEAF,
                sounds,
                () -> path(
                        "", "tcp sport " + DEAF + " tcp flags & (syn | rst | fin) == 0 numgen random mod 10 < 8 drop"),
                this::pathMended);
    }

    @Test
    void nothing_that_waits_for_the_clouds_window_gets_past_a_mute() throws Exception {
        List<Line> lines = new ArrayList<>();
        judge(FULL, sounds, () -> {}, () -> lines.forEach(line -> line.cloud().go()), lines);
    }

    /** Its burst began, by its header, more than a second before; what comes of it now is the same request. */
    @Test
    void a_long_record_that_trickles_in_is_the_request_that_it_began_as() throws Exception {
        byte[] record = Payload.tls(23, 16_000, 1);
        Script crumbs = new Script();
        for (int at = 0; at < record.length; at += 400) {
            // Slow enough for each to be acknowledged before the next.
            crumbs.bytes(Duration.ofMillis(120), Arrays.copyOfRange(record, at, Math.min(at + 400, record.length)));
        }
        try (Wiretap tap = new Wiretap(house.net.cloud(), "tcp port " + BLACKOUT)) {
            Line line = house.line("crumbs", house.kitchen, CLOUD4, BLACKOUT);
            line.speaker().play(Sounds.opening());
            line.speaker().play(crumbs);
            line.cloud().awaitReceived(Sounds.opening().size() + 6_000, Duration.ofSeconds(20));
            path("tcp dport " + BLACKOUT + " drop", "");
            long sent = line.speaker().stats().sent();
            Awaitility.await("more of it")
                    .atMost(SOON)
                    .until(() -> line.speaker().stats().sent() > sent + 400);

            BoxAppliance.Answer answer = house.box.mute();

            assertThat(line.speaker().awaitEnd(SOON).error()).isNotEmpty();
            pathMended();
            house.box.unmute();
            judge(tap.stop(), answer, BLACKOUT);
        }
    }

    /** The mute's whole minute, because a keep-alive's period is as long as that. */
    @Test
    void a_connection_with_only_housekeeping_outlives_a_mute_of_a_minute() {
        Line quiet = house.line("keep-alives", house.nursery, CLOUD4, HOUSEKEEPING);
        Line six = house.line("state notes", house.nursery, CLOUD6, HOUSEKEEPING);
        quiet.speaker().play(Sounds.opening());
        six.speaker().play(Sounds.opening());
        quiet.speaker().awaitSent(SOON);
        six.speaker().awaitSent(SOON);
        Script keepAlives = new Script();
        Script notes = new Script();
        for (int i = 0; i < 7; i++) {
            keepAlives.tls(Duration.ofSeconds(i == 0 ? 1 : 10), 23, 33, i);
            notes.tls(Duration.ofSeconds(i == 0 ? 2 : 9), 23, 229, i).tls(Duration.ofMillis(100), 23, 131, i);
        }
        house.box.mute();

        quiet.speaker().play(keepAlives);
        six.speaker().play(notes);
        quiet.cloud().play(keepAlives);
        quiet.speaker().awaitSent(Duration.ofSeconds(70));
        six.speaker().awaitSent(Duration.ofSeconds(70));

        long opening = Sounds.opening().size();
        quiet.cloud().awaitReceived(opening + keepAlives.size(), SOON);
        six.cloud().awaitReceived(opening + notes.size(), SOON);
        quiet.speaker().awaitReceived(keepAlives.size(), SOON);
        house.box.unmute();
        assertThat(quiet.speaker().stats().error() + six.speaker().stats().error())
                .isEmpty();
        quiet.speaker().send(100, 1);
        quiet.cloud().awaitReceived(opening + keepAlives.size() + 100, SOON);
    }

    private void path(String in, String out) {
        house.net.cloud().feed(PATH.formatted(in, out), "nft", "-f", "-").ok();
    }

    private void pathMended() {
        house.net.cloud().run("nft", "delete", "table", "inet", "path").ok();
    }

    private interface Step {
        void run();
    }

    private void judge(int port, List<Sound> shapes, Step before, Step after) throws IOException {
        judge(port, shapes, before, after, new ArrayList<>());
    }

    /**
     * Requests that are under way at the mute, that have just been said, that begin around it, and that begin after it on old and on new
     * connections; of every shape, over both families.
     */
    private void judge(int port, List<Sound> shapes, Step impair, Step mend, List<Line> lines) throws IOException {
        try (Wiretap tap =
                new Wiretap(house.net.cloud(), "tcp port " + port + " or src " + SPEAKER4 + " or src " + SPEAKER6)) {
            Round round = new Round(port, lines);
            shapes.forEach(round::open);
            Sounds.madeUp(1).forEach(round::openForAShortOne);
            round.openingsSettle();
            round.middle();
            impair.run();
            if (port == FULL) {
                lines.forEach(line -> line.cloud().hold());
            }
            round.shortOnes();
            round.start();

            withoutOpening.clear();

            BoxAppliance.Answer answer = house.box.mute();

            if (port == FULL) {
                mend.run();
            }
            round.whileMuted();
            if (port != FULL) {
                mend.run();
            }
            house.box.unmute();
            round.afterwards();
            judge(tap.stop(), answer, port);
            round.ended();
        }
    }

    private void judge(List<Capture.Segment> seen, BoxAppliance.Answer answer, int port) {
        Map<Integer, Long> firstByte = new HashMap<>();
        seen.stream().filter(Capture.Segment::syn).forEach(s -> firstByte.put(s.fromPort(), s.sequence() + 1));
        List<Capture.Segment> sound = seen.stream()
                .filter(s -> s.toPort() == port && s.payload().length > 0 && firstByte.containsKey(s.fromPort()))
                .filter(s -> (int) (s.sequence() - firstByte.get(s.fromPort())) >= openingOf(s))
                .toList();
        assertThat(sound.stream().filter(s -> s.nanos() < answer.wall()).count())
                .as("segments of sound before the mute, or nothing is proven")
                .isGreaterThan(10);
        assertThat(sound.stream().filter(s -> s.nanos() > answer.wall() && !afresh.contains(s.fromPort())))
                .as("payload that came to the cloud after the mute's answer")
                .map(s -> "%d ms after, from port %d, byte %d of the connection"
                        .formatted((s.nanos() - answer.wall()) / 1_000_000, s.fromPort(), (int)
                                (s.sequence() - firstByte.get(s.fromPort()))))
                .isEmpty();
        assertThat(seen.stream()
                        .filter(s -> s.from().equals(SPEAKER4) || s.from().equals(SPEAKER6)))
                .as("packets of the speaker's own")
                .isEmpty();
    }

    private long openingOf(Capture.Segment segment) {
        return withoutOpening.contains(segment.fromPort())
                ? 0
                : Sounds.opening().size();
    }

    private static int boxPort(Line line) {
        String remote = line.cloud().stats().remote();
        return Integer.parseInt(remote.substring(remote.lastIndexOf(':') + 1));
    }

    /** The box's ports of connections that a request was the first thing on. */
    private final Set<Integer> withoutOpening = new HashSet<>();

    /** The box's ports of connections that were made after the unmute. */
    private final Set<Integer> afresh = new HashSet<>();

    private final class Round {

        private final int port;
        private final List<Line> all;
        private final List<Runnable> middle = new ArrayList<>();
        private final List<Runnable> start = new ArrayList<>();
        private final List<Runnable> muted = new ArrayList<>();
        private final List<Runnable> over = new ArrayList<>();
        private final List<Line> shortOnes = new ArrayList<>();
        private final List<Line> carryingSound = new ArrayList<>();

        Round(int port, List<Line> all) {
            this.port = port;
            this.all = all;
        }

        void open(Sound sound) {
            Line one = line(sound, "middle");
            middle.add(() -> one.speaker().play(sound.after(Duration.ZERO)));
            // The order takes a moment: some of these begin before it, some after.
            for (int delay = 0; delay < 40; delay += 8) {
                Line two = line(sound, "start+" + delay);
                Script script = sound.after(Duration.ofMillis(delay));
                start.add(() -> two.speaker().play(script));
            }
            Line three = line(sound, "before");
            muted.add(() -> three.speaker().play(sound.after(Duration.ZERO)));
            if (port == CLEAN) {
                muted.add(() -> {
                    Line fresh = line(sound, "new");
                    withoutOpening.add(boxPort(fresh));
                    fresh.speaker().play(sound.after(Duration.ZERO));
                });
            }
        }

        /** One that has been said before the mute, and lies in the kernel's queue where the line is bad. */
        void openForAShortOne(Sound sound) {
            Line line = house.line(sound.name() + " over", house.kitchen, all.size() % 2 == 0 ? CLOUD4 : CLOUD6, port);
            all.add(line);
            shortOnes.add(line);
            over.add(() -> line.speaker().play(sound.after(Duration.ZERO)));
        }

        void shortOnes() {
            over.forEach(Runnable::run);
            shortOnes.forEach(line -> line.speaker().awaitSent(SOON));
        }

        private Line line(Sound sound, String when) {
            String host = all.size() % 2 == 0 ? CLOUD4 : CLOUD6;
            Line line = house.line(sound.name() + " " + when, house.kitchen, host, port);
            all.add(line);
            carryingSound.add(line);
            return line;
        }

        void openingsSettle() {
            all.forEach(line -> line.speaker().play(Sounds.opening()));
            long opening = Sounds.opening().size();
            all.forEach(line -> line.cloud().awaitReceived(opening, Duration.ofSeconds(20)));
            all.forEach(line -> line.speaker().awaitSent(SOON));
        }

        void middle() {
            middle.forEach(Runnable::run);
            all.get(0).cloud().awaitReceived(Sounds.opening().size() + 5_000, Duration.ofSeconds(20));
        }

        void start() {
            start.forEach(Runnable::run);
        }

        void whileMuted() {
            muted.forEach(Runnable::run);
            for (Line line : carryingSound) {
                Awaitility.await("end of " + line)
                        .atMost(Duration.ofSeconds(SECONDS + 20))
                        .until(() -> !line.speaker().stats().error().isEmpty());
            }
        }

        void afterwards() {
            Line again = house.line("after", house.kitchen, CLOUD4, port);
            afresh.add(boxPort(again));
            again.speaker().play(Sounds.madeUp(2).get(0).after(Duration.ZERO));
            again.cloud().awaitReceived(10_000, Duration.ofSeconds(20));
            again.speaker().reset();
        }

        void ended() {
            assertThat(carryingSound.stream()
                            .map(line ->
                                    line.name() + ": " + line.speaker().stats().error())
                            .filter(text -> !text.matches(".*: (reset|broken-pipe)"))
                            .collect(Collectors.toList()))
                    .as("connections not aborted")
                    .isEmpty();
        }
    }
}
