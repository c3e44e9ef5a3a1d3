package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER_MAC;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.awaitility.Awaitility;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Something else flushes every table, ours with the others. */
@Tag("namespace")
class FirewallFlushedIT {

    private static final Path UNIT = Path.of("../systemd/earmuff-firewall-watch.service");
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final Duration SHORT = Duration.ofMillis(500);

    @TempDir
    private Path state;

    private HouseNet house;
    private Agent speaker;

    @BeforeEach
    void build() {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl");
        house = HouseNet.twoArmed();
        speaker = house.speaker().agent();
        house.cloud().agent().listen(443);
    }

    @AfterEach
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void the_appliance_puts_it_back_where_it_may_and_its_counts_never_go_back() throws Exception {
        try (BoxAppliance box = new BoxAppliance(
                house,
                "  - {name: kitchen, room: Kitchen, match: [\"" + SPEAKER_MAC + "\"], profile: amazon-echo}\n",
                "",
                SPEAKER_MAC)) {
            // The service may not touch the firewall; the unit of the next test does it there.
            box.restartAsRoot();
            assertThat(speaker.udp(CLOUD4, 443, 1200, SHORT)).isEqualTo("unreachable");
            await("counted").until(() -> refused(box) == 1);

            house.box().run("nft", "flush", "ruleset").ok();

            await("back").until(this::isThere);
            await("told").until(() -> box.logText().contains("it was put back"));
            assertThat(speaker.udp(CLOUD4, 443, 1200, SHORT)).isEqualTo("unreachable");
            await("counted on").until(() -> refused(box) == 2);
            assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
        }
    }

    @Test
    void what_is_taken_away_and_not_put_back_prometheus_sees() throws Exception {
        try (BoxAppliance box = new BoxAppliance(
                house,
                "  - {name: kitchen, room: Kitchen, match: [\"" + SPEAKER_MAC + "\"], profile: amazon-echo}\n",
                "",
                SPEAKER_MAC)) {
            assertThat(box.metricLines("earmuff_firewall_in_place")).containsExactly("earmuff_firewall_in_place 1.0");

            // What "firewall remove" takes away, too; the service may not look at the table.
            house.box().run("ip", "rule", "del", "priority", "1063").ok();

            await("told").until(() -> box.metric("earmuff_firewall_in_place") == 0);
        }
    }

    @Test
    void the_unit_puts_it_back_at_once_but_not_what_a_person_removed() throws Exception {
        Process firewall = house.box().java(FirewallProgram.class);
        order(firewall, "apply " + house.lanInterface() + " 15443 8480 " + SPEAKER_MAC);
        Files.writeString(
                state.resolve("last.nft"),
                Firewall.print(new FirewallSettings(
                        List.of(house.lanInterface()),
                        15443,
                        OptionalInt.of(8480),
                        new FirewallSettings.Udp(false, true),
                        List.of(new FirewallSettings.Speaker("kitchen", List.of(SPEAKER_MAC))))));
        watch();

        house.box().run("nft", "flush", "ruleset").ok();
        await("back").until(this::isThere);
        assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("timeout");

        order(firewall, "remove");
        assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
        // Another table's end wakes the watch once more.
        house.box()
                .feed("add table inet another\ndelete table inet another\n", "nft", "-f", "-")
                .ok();
        assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
        assertThat(isThere()).isFalse();
    }

    /** As systemd would run it, but for the program that needs the configuration. */
    private void watch() throws IOException {
        String line = Files.readAllLines(UNIT).stream()
                .filter(text -> text.startsWith("ExecStart="))
                .findFirst()
                .orElseThrow();
        String script = line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\''))
                .replaceAll("/usr/bin/earmuff [^;]*;", "true;");
        house.box()
                .start(
                        Map.of("STATE_DIRECTORY", state.toString()),
                        ProcessBuilder.Redirect.INHERIT,
                        List.of("sh", "-c", script));
    }

    private static void order(Process firewall, String words) throws IOException {
        firewall.outputWriter().append(words).append('\n').flush();
        assertThat(firewall.inputReader().readLine()).startsWith("done");
    }

    private boolean isThere() {
        return house.box().run("nft", "list", "table", "inet", "earmuff").code() == 0;
    }

    private static double refused(BoxAppliance box) {
        return box.metric("earmuff_refused_packets_total", "speaker=\"kitchen\"", "kind=\"quic\"");
    }

    private static org.awaitility.core.ConditionFactory await(String what) {
        return Awaitility.await(what).atMost(SOON).pollInterval(Duration.ofMillis(100));
    }
}
