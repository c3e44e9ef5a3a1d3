package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.BOX4;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.earmuff.testing.Capture;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Sounds;
import org.earmuff.testing.netns.Wiretap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;

/** Speakers known by their MAC address alone, whose addresses change; what is let out is judged by every packet that reaches the cloud. */
@Tag("namespace")
@Timeout(180)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class IdentityIT {

    private static final int CLEAN = 443;
    private static final int MOVED = 4431;
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String REPEATER_MAC = "44:65:0d:00:00:77";
    private static final String SPEAKERS = """
              - {name: kitchen, room: Kitchen, match: ["%s"], profile: amazon-echo}
              - {name: nursery, room: Nursery, match: ["%s"], profile: google-nest}
              - {name: behind, match: ["%s"]}
            """.formatted(HouseNet.SPEAKER_MAC, HouseNet.SPEAKER2_MAC, REPEATER_MAC);

    private HouseNet net;
    private BoxAppliance box;
    private Agent kitchen;
    private Agent nursery;
    private Agent cloud;

    @BeforeAll
    void open() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "tcpdump", "ping");
        net = HouseNet.twoArmed();
        box = new BoxAppliance(net, SPEAKERS, "unknown-devices: allow", HouseNet.SPEAKER_MAC, HouseNet.SPEAKER2_MAC);
        kitchen = net.speaker().agent();
        nursery = net.speaker2().agent();
        cloud = net.cloud().agent();
        cloud.listen(CLEAN);
        cloud.listen(MOVED);
    }

    @AfterAll
    void close() throws IOException {
        try {
            if (box != null) {
                box.close();
            }
        } finally {
            if (net != null) {
                net.close();
            }
        }
    }

    @Test
    void a_speaker_that_changes_both_addresses_while_it_is_muted_stays_muted() throws Exception {
        play(kitchen.connect(CLOUD4, CLEAN));
        cloud.awaitAccepted(CLEAN, 0).awaitReceived(10_000, SOON);
        BoxAppliance.Answer muted = box.api("PUT", "/api/v1/mutes/speaker:kitchen", "{\"reason\":\"test\"}")
                .ok();

        try (Wiretap tap = new Wiretap(net.cloud(), "tcp port " + CLEAN + " or src net 192.168.77.0/24")) {
            for (int i = 0; i < 4; i++) {
                String four = "192.168.77." + (130 + i);
                String six = "2001:db8:77::a" + i;
                net.speaker().ip("""
                        address flush dev eth0 scope global
                        address add %s/24 dev eth0
                        address add %s/64 dev eth0 nodad
                        route replace 0.0.0.0/0 via %s
                        route replace ::/0 via %s
                        """.formatted(four, six, BOX4, HouseNet.BOX6));
                for (String host : List.of(CLOUD4, CLOUD6)) {
                    Agent.Connection line = kitchen.connect(host, CLEAN);
                    assertThat(line.stats().local()).contains(host.equals(CLOUD4) ? four : six.substring(0, 12));
                    play(line);
                    assertThat(line.awaitEnd(SOON).error())
                            .as("broken off, from " + line.stats().local())
                            .isNotEmpty();
                }
            }
            List<Capture.Segment> seen = tap.stop();
            assertThat(seen.stream().filter(s -> s.toPort() == CLEAN && s.syn()))
                    .as("it came")
                    .isNotEmpty();
            assertThat(seen.stream()
                            .filter(s -> s.toPort() == CLEAN && s.nanos() > muted.wall() && s.payload().length > 0))
                    .as("payload")
                    .isEmpty();
            assertThat(seen.stream().filter(s -> s.from().startsWith("192.168.77.")))
                    .as("packets of the speaker's own")
                    .isEmpty();
        } finally {
            box.api("DELETE", "/api/v1/mutes/speaker:kitchen", "").ok();
            original(net.speaker(), SPEAKER4, SPEAKER6);
        }
        assertThat(box.metric("earmuff_uploads_total", "speaker=\"unknown\"")).isZero();
    }

    private static void play(Agent.Connection line) {
        line.play(Sounds.madeUp(4).get(0).after(Duration.ZERO));
    }

    private static void original(org.earmuff.testing.netns.NetworkNamespace speaker, String four, String six) {
        speaker.ip("""
                address flush dev eth0 scope global
                address add %s/24 dev eth0
                address add %s/64 dev eth0 nodad
                route replace 0.0.0.0/0 via %s
                route replace ::/0 via %s
                """.formatted(four, six, BOX4, HouseNet.BOX6));
    }

    @Test
    void what_a_speaker_had_open_from_an_address_that_goes_to_another_is_over() {
        String shared = "192.168.77.150";
        net.speaker()
                .ip("address add " + shared + "/24 dev eth0\nroute add " + CLOUD4 + " via " + BOX4 + " src " + shared
                        + "\n");
        Agent.Connection line = kitchen.connect(CLOUD4, MOVED);
        assertThat(line.stats().local()).contains(shared);
        Agent.Connection there = cloud.awaitAccepted(MOVED, 0);
        line.send(100, 1);
        there.awaitReceived(100, SOON);

        net.speaker().ip("route del " + CLOUD4 + "\naddress del " + shared + "/24 dev eth0\n");
        net.speaker2().ip("address add " + shared + "/24 dev eth0\n");
        net.speaker2().run("ping", "-c", "1", "-W", "2", "-I", shared, BOX4);

        assertThat(there.awaitEnd(SOON).error()).isNotEmpty();
        assertThat(box.metric("earmuff_flows_closed_total", "speaker=\"kitchen\"", "cause=\"moved\""))
                .isEqualTo(1);
        assertThat(nursery.tryConnect(CLOUD4, MOVED, SOON)).isEqualTo("connected");
        net.speaker2().ip("address del " + shared + "/24 dev eth0\n");
    }

    @Test
    void several_devices_behind_one_hardware_address_are_told() {
        net.bystander().ip("link set eth0 address " + REPEATER_MAC + "\n");
        for (int i = 0; i < 5; i++) {
            String address = "192.168.77." + (200 + i);
            net.bystander().ip("address add " + address + "/24 dev eth0\n");
            net.bystander().run("ping", "-c", "1", "-W", "2", "-I", address, BOX4);
        }

        Awaitility.await("told").atMost(Duration.ofSeconds(60)).until(() -> status().contains("44:65:0D:00:00:77"));

        assertThat(status()).contains("all of them are taken for the speaker behind");
        assertThat(box.logText()).contains("Several devices share the hardware address 44:65:0D:00:00:77");
        Awaitility.await("in the account")
                .atMost(SOON)
                .until(() -> box.metric("earmuff_ledger_rows_total", "kind=\"device\"") >= 2);
        assertThat(box.run("status").out().replaceAll("\\s+", " ")).contains("Several devices share");
    }

    @Test
    void the_table_is_fed_by_the_kernel_and_fed_again_when_that_ends() {
        Awaitility.await("fed").atMost(SOON).until(() -> feeds().size() == 1);
        String first = feeds().get(0);

        assertThat(ProcessHandle.of(Long.parseLong(first)).orElseThrow().destroyForcibly())
                .isTrue();

        Awaitility.await("fed again")
                .atMost(SOON)
                .until(() -> feeds().size() == 1 && !feeds().get(0).equals(first));
        assertThat(box.logText()).contains("\"ip monitor neigh\" ended");
    }

    private List<String> feeds() {
        return net.box()
                .run("ip", "netns", "pids", net.box().name())
                .out()
                .lines()
                .filter(pid -> ProcessHandle.of(Long.parseLong(pid.strip()))
                        .flatMap(p -> p.info().commandLine())
                        .filter(line -> line.endsWith("monitor neigh"))
                        .isPresent())
                .toList();
    }

    private String status() {
        return box.api("GET", "/api/v1/status", "")
                .ok()
                .json()
                .get("device_problems")
                .toString();
    }
}
