package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.BOX4;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.awaitility.Awaitility;
import org.earmuff.MainJobHouse.Line;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.Payload;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Whatever a device sends or asks for costs bounded memory, ends with a cause, and leaves no stack trace in the log. */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class MainJobBadInputIT {

    private static final int PORT = 443;
    private static final int NOBODY = 444;
    private static final int SILENT = 445;
    private static final int SOCKS = 1080;
    private static final int CONNECT = 3128;
    private static final Duration SOON = Duration.ofSeconds(20);
    /** What the JVM may grow by over all of this: its heap is bounded anyway, its buffers are outside of it. */
    private static final long MOST_GROWTH_KIB = 128 * 1024;

    private static final int MIB = 1024 * 1024;

    private MainJobHouse house;
    private long residentBefore;

    @BeforeAll
    void open() throws IOException {
        house = MainJobHouse.open("");
        house.cloud.listen(PORT);
        house.net
                .cloud()
                .feed(
                        "table inet silent { chain in { type filter hook input priority 0; tcp dport " + SILENT
                                + " drop; }; }\n",
                        "nft",
                        "-f",
                        "-")
                .ok();
        residentBefore = house.box.residentKib();
    }

    @AfterAll
    void close() throws IOException {
        if (house != null) {
            house.close();
        }
    }

    @AfterEach
    void nothingIsLeftOver() {
        Awaitility.await("all flows are over")
                .atMost(Duration.ofSeconds(30))
                .until(() -> house.box.metric("earmuff_flows") == 0);
        assertThat(house.box.metric("earmuff_held_bytes")).isZero();
        assertThat(house.box.residentKib() - residentBefore)
                .as("KiB more than at the start")
                .isLessThan(MOST_GROWTH_KIB);
        assertThat(house.box.logText().lines().filter(line -> line.matches("\\s+at .*|.*(Exception|Error)\\b.*")))
                .as("stack traces in the log")
                .isEmpty();
        assertThat(house.box.metric("earmuff_flows_closed_total", "cause=\"internal\""))
                .isZero();
    }

    private double closed(String cause) {
        return house.box.metric("earmuff_flows_closed_total", "cause=\"" + cause + "\"");
    }

    private void awaitClosed(String cause, double atLeast) {
        Awaitility.await(atLeast + " flows closed by " + cause)
                .atMost(SOON)
                .untilAsserted(() -> assertThat(closed(cause)).isGreaterThanOrEqualTo(atLeast));
    }

    /** Under allow it is the cloud's business what it makes of it. */
    @Test
    void garbage_passes_under_allow_as_it_came() {
        double finished = closed("finished");
        for (String host : List.of(CLOUD4, CLOUD6)) {
            Line line = house.line("garbage", house.kitchen, host, PORT);
            line.speaker().send(MIB, 5);
            line.speaker().fin();
            line.cloud().fin();
            assertThat(line.cloud().awaitEnd(SOON).sha256()).isEqualTo(Payload.sha256(Payload.random(MIB, 5)));
        }
        awaitClosed("finished", finished + 2);
    }

    @Test
    void withheld_nothing_large_passes_whatever_it_says_it_is() {
        double withheld = closed("withheld");
        house.box.mute();
        try {
            List<byte[]> all = List.of(
                    Payload.random(64, 1),
                    // A record that announces 65,535 bytes, more than TLS allows.
                    header(23, 3, 3, 0xFFFF),
                    // Versions and types that there are not.
                    header(23, 9, 9, 400),
                    header(99, 3, 3, 400),
                    // one by its header.
                    "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            List<Line> lines = new ArrayList<>();
            for (byte[] beginning : all) {
                Line line = house.line("bad", house.kitchen, CLOUD4, PORT);
                line.speaker().send(beginning);
                line.speaker().send(16 * MIB, 9);
                lines.add(line);
            }
            for (Line line : lines) {
                assertThat(line.speaker().awaitEnd(SOON).error()).isNotEmpty();
                assertThat(line.cloud().awaitEnd(SOON).received()).isZero();
            }
            awaitClosed("withheld", withheld + all.size());
        } finally {
            house.box.unmute();
        }
    }

    /** Handshake records pass while withheld; what they may carry is bounded. */
    @Test
    void withheld_sixteen_mebibytes_of_handshake_meet_the_cap() {
        double capped = closed("housekeeping-cap");
        house.box.mute();
        try {
            Line line = house.line("handshakes", house.nursery, CLOUD4, PORT);
            for (int i = 0; i < 64; i++) {
                line.speaker().send(Payload.tls(22, 16_000, i));
            }
            assertThat(line.speaker().awaitEnd(SOON).error()).isNotEmpty();
            assertThat(line.cloud().awaitEnd(SOON).received()).isLessThan(140_000);
            awaitClosed("housekeeping-cap", capped + 1);
        } finally {
            house.box.unmute();
        }
    }

    @Test
    void a_thousand_half_client_hellos_and_then_silence() {
        double ended = closed("speaker-reset");
        byte[] hello = Payload.tls(22, 512, 3);
        List<Agent.Connection> all = new ArrayList<>();
        for (int i = 0; i < 1000; i++) {
            Agent.Connection half = house.kitchen.connect(i % 2 == 0 ? CLOUD4 : CLOUD6, PORT);
            half.send(Arrays.copyOf(hello, 5 + i % 400));
            all.add(half);
        }
        Awaitility.await("a thousand open flows")
                .atMost(SOON)
                .until(() -> house.box.metric("earmuff_flows", "kitchen") >= 1000);
        long resident = house.box.residentKib() - residentBefore;

        Line neighbour = house.line("neighbour", house.nursery, CLOUD4, PORT);
        neighbour.speaker().send(1000, 1);
        neighbour.cloud().awaitReceived(1000, SOON);
        neighbour.speaker().reset();
        all.forEach(Agent.Connection::reset);

        awaitClosed("speaker-reset", ended + 1000);
        System.out.printf("1,000 half-open flows: %.1f MiB more resident memory%n", resident / 1024.0);
    }

    @Test
    void destinations_that_refuse_or_never_answer_have_their_causes() {
        double refused = closed("connect-refused");
        double silent = closed("connect-timeout");
        double unreachable = closed("unreachable");

        List<Agent.Connection> waiting = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            waiting.add(house.kitchen.connect(i % 2 == 0 ? CLOUD4 : CLOUD6, SILENT));
            waiting.get(i).send(1000, i);
        }
        for (String host : List.of(CLOUD4, CLOUD6)) {
            assertThat(house.nursery.awaitEndOfConnection(host, NOBODY, SOON)).isEqualTo("reset");
        }
        // No such host there, and no route: the box's own answer.
        house.net
                .box()
                .run("ip", "route", "add", "unreachable", "198.51.100.0/24")
                .ok();
        assertThat(house.nursery.awaitEndOfConnection("198.51.100.7", PORT, SOON))
                .isEqualTo("reset");

        awaitClosed("connect-refused", refused + 2);
        awaitClosed("unreachable", unreachable + 1);
        awaitClosed("connect-timeout", silent + 200);
        for (Agent.Connection one : waiting) {
            assertThat(one.awaitEnd(SOON).error()).isEqualTo("reset");
        }
    }

    @Test
    void front_doors_turn_garbage_away() {
        double bad = closed("bad-request");
        List<byte[]> all = List.of(
                Payload.random(600, 1),
                new byte[] {4, 1, 0, 80, 1, 1, 1, 1, 0},
                new byte[] {5, (byte) 255},
                new byte[] {5, 1, 0, 5, 2, 0, 1, 127, 0, 0, 1, 0, 80},
                "GET http://example.org/ HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                "CONNECT nowhere HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                ("CONNECT a:1 HTTP/1.1\r\nX: " + "x".repeat(100_000)).getBytes(StandardCharsets.US_ASCII));
        List<Agent.Connection> open = new ArrayList<>();
        for (int door : List.of(SOCKS, CONNECT)) {
            for (byte[] what : all) {
                Agent.Connection one = house.kitchen.connect(BOX4, door);
                one.send(Arrays.copyOf(what, Math.min(what.length, 50_000)));
                open.add(one);
            }
        }
        for (Agent.Connection one : open) {
            one.awaitEnd(SOON);
        }
        awaitClosed("bad-request", bad + open.size());
    }

    private static byte[] header(int type, int major, int minor, int length) {
        return new byte[] {(byte) type, (byte) major, (byte) minor, (byte) (length >> 8), (byte) length};
    }
}
