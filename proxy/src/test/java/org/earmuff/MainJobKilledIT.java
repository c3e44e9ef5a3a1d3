package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.earmuff.MainJobHouse.Line;
import org.earmuff.testing.Capture;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.Sounds;
import org.earmuff.testing.netns.Sounds.Sound;
import org.earmuff.testing.netns.Wiretap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Killed outright, the appliance lets nothing through; started again, it stands by its mutes. */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobKilledIT {

    private static final int PORT = 443;
    private static final int FULL = 444;
    private static final int OTHER = 8000;
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final Duration SHORT = Duration.ofMillis(1200);

    private MainJobHouse house;
    private Agent bystander;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("", "tcpdump");
        bystander = house.net.bystander().agent();
        house.cloud.listen(PORT);
        house.cloud.listen(OTHER);
        house.listenWithSmallWindow(FULL);
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void killed_in_the_middle_of_an_upload_nothing_passes_and_restarted_the_mute_holds() throws Exception {
        String filter = "tcp port " + PORT + " or ((src " + SPEAKER4 + " or src " + SPEAKER6 + ") and tcp)";
        try (Wiretap tap = new Wiretap(house.net.cloud(), filter)) {
            List<Line> lines = uploads(PORT);
            Line other = besides();

            long killed = kill();
            for (String host : List.of(CLOUD4, CLOUD6)) {
                assertThat(house.kitchen.tryConnect(host, PORT, SHORT)).isEqualTo("timeout");
            }
            other.speaker().send(50_000, 7);
            other.cloud().awaitReceived(150_000, SOON);
            assertThat(bystander.tryConnect(CLOUD6, OTHER, SHORT)).isEqualTo("connected");

            house.box.restart();
            long restarted = wallNanos();
            ended(lines);
            uploads(PORT);
            house.box.mute();
            kill();
            house.box.restart();
            long muted = wallNanos();

            assertThat(house.box.api("GET", "/api/v1/mutes/all", "").code()).isEqualTo(200);
            aRequestIsWithheld();

            judge(tap.stop(), killed, restarted, muted);
        }
        house.box.unmute();
    }

    /** The kernel would go on sending for a process that is no more. */
    @Test
    void what_waits_for_the_clouds_window_dies_with_it() throws Exception {
        try (Wiretap tap = new Wiretap(house.net.cloud(), "tcp port " + FULL)) {
            List<Line> lines = uploads(FULL);
            lines.forEach(line -> line.cloud().hold());
            long taken = sent(lines);
            Awaitility.await("more sound than the cloud takes")
                    .atMost(SOON)
                    .until(() -> sent(lines) > taken + lines.size() * 12_000L);

            long killed = kill();
            lines.forEach(line -> line.cloud().go());
            for (Line line : lines) {
                assertThat(line.cloud().awaitEnd(SOON).error()).isNotEmpty();
            }

            assertThat(tap.stop().stream()
                            .filter(s -> s.nanos() > killed && s.toPort() == FULL && s.payload().length > 0))
                    .isEmpty();
        } finally {
            house.box.restart();
        }
    }

    private static long sent(List<Line> lines) {
        return lines.stream().mapToLong(line -> line.speaker().stats().sent()).sum();
    }

    /** One of each shape, in the middle. */
    private List<Line> uploads(int port) {
        List<Line> lines = new ArrayList<>();
        for (Sound sound : Sounds.madeUp(20)) {
            Line line = house.line(sound.name(), house.kitchen, lines.size() % 2 == 0 ? CLOUD4 : CLOUD6, port);
            line.speaker().play(sound.after(Duration.ZERO));
            lines.add(line);
        }
        lines.forEach(line -> line.cloud().awaitReceived(2000, SOON));
        return lines;
    }

    private Line besides() {
        int before = house.cloud.accepted(OTHER).size();
        Agent.Connection near = bystander.connect(CLOUD4, OTHER);
        near.send(100_000, 6);
        Line line = new Line("bystander", near, house.cloud.awaitAccepted(OTHER, before));
        line.cloud().awaitReceived(100_000, SOON);
        return line;
    }

    private long kill() {
        house.box.kill();
        return wallNanos();
    }

    private static long wallNanos() {
        Instant now = Instant.now();
        return now.getEpochSecond() * 1_000_000_000L + now.getNano();
    }

    private static void ended(List<Line> lines) {
        for (Line line : lines) {
            assertThat(line.speaker().awaitEnd(Duration.ofSeconds(30)).error()).isNotEmpty();
        }
    }

    private void aRequestIsWithheld() {
        Line line = house.line("muted", house.kitchen, CLOUD4, PORT);
        line.speaker().play(Sounds.madeUp(3).get(0).after(Duration.ZERO));
        assertThat(line.speaker().awaitEnd(SOON).error()).isNotEmpty();
        assertThat(line.cloud().awaitEnd(SOON).received()).isZero();
    }

    private static void judge(List<Capture.Segment> seen, long killed, long restarted, long muted) {
        List<Capture.Segment> payload = seen.stream()
                .filter(s -> s.toPort() == PORT && s.payload().length > 0)
                .toList();
        assertThat(payload.stream().filter(s -> s.nanos() < killed)).hasSizeGreaterThan(50);
        assertThat(payload.stream().filter(s -> s.nanos() > killed && s.nanos() < restarted))
                .as("payload while it was dead")
                .isEmpty();
        assertThat(payload.stream().filter(s -> s.nanos() > muted))
                .as("payload after it came back muted")
                .isEmpty();
        assertThat(seen.stream()
                        .filter(s -> s.from().equals(SPEAKER4) || s.from().equals(SPEAKER6)))
                .as("packets of the speaker's own")
                .isEmpty();
    }
}
