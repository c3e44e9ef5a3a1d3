package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Sounds;
import org.earmuff.wire.QuicSeal;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A speaker's UDP through the real appliance, behind the real firewall rules, in both families. */
@Tag("namespace")
@Tag("alone")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DatagramsIT {

    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int CALL = 5004;
    private static final int FRAMES = 150;
    private static final String OPEN_DNS = "8.8.8.8";
    private static final String OPEN_DNS6 = "2001:db8:8888::8888";
    private static final String WATCH = """
            table inet watch {
            	chain input {
            		type filter hook input priority 0;
            		udp dport { 443, %d } counter
            	}
            }
            """.formatted(CALL);

    private HouseNet house;
    private BoxAppliance box;
    private Agent kitchen;
    private Agent cloud;
    private final List<String> got = new CopyOnWriteArrayList<>();

    @BeforeAll
    void open() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "python3");
        house = HouseNet.twoArmed();
        house.cloud()
                .ip("address add %s/32 dev eth0\naddress add %s/128 dev eth0 nodad\n".formatted(OPEN_DNS, OPEN_DNS6));
        house.box()
                .ip("route add %s/32 via %s\nroute add %s/128 via %s\n".formatted(OPEN_DNS, CLOUD4, OPEN_DNS6, CLOUD6));
        box = new BoxAppliance(house, """
                  - {name: kitchen, room: Kitchen, match: ["%s"], profile: amazon-echo}
                """.formatted(HouseNet.SPEAKER_MAC), """
                calls: allow
                quic: relay
                rules:
                  - {name: no-example, refuse-names: [example.com]}
                """, HouseNet.SPEAKER_MAC, "quic=relay");
        kitchen = house.speaker().agent();
        cloud = house.cloud().agent();
        cloud.listen(8443);
        Process sink = house.cloud()
                .start(
                        Map.of(),
                        ProcessBuilder.Redirect.INHERIT,
                        python("cloud", "443", String.valueOf(CALL), "5005", "5006"));
        BufferedReader said = sink.inputReader();
        assertThat(said.readLine()).isEqualTo("ready");
        Thread reader = new Thread(() -> said.lines().forEach(got::add), "sink");
        reader.setDaemon(true);
        reader.start();
    }

    @AfterAll
    void close() throws IOException {
        if (box != null) {
            box.close();
        }
        if (house != null) {
            house.close();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {OPEN_DNS, OPEN_DNS6})
    void dns_is_answered_from_where_it_was_asked_and_names_what_follows(String server) {
        String name = server.contains(":") ? "six.example.org" : "alexa.example.org";

        assertThat(speaker("ask", server, name)).isEqualTo(server + " 53 " + CLOUD4);

        Agent.Connection voice = kitchen.connect(CLOUD4, 8443);
        voice.play(Sounds.madeUp(2).get(0).after(Duration.ZERO));
        voice.awaitSent(SOON);
        Awaitility.await()
                .atMost(SOON)
                .until(() -> uploads().stream()
                        .anyMatch(u -> u.path("name").asText().equals(name)
                                && u.path("transport").asText().equals("tcp")));
        voice.close();
    }

    /** As some DNS servers do, which share the port with nobody. */
    @Test
    void dns_is_answered_too_where_the_box_has_a_server_of_its_own_on_every_address() throws IOException {
        Process server = house.box().start(Map.of(), ProcessBuilder.Redirect.INHERIT, List.of("python3", "-c", """
                import socket, sys
                s = socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)
                s.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 0)
                s.bind(("::", 53))
                print("ready", flush=True)
                sys.stdin.read()
                """));
        try {
            assertThat(server.inputReader().readLine()).isEqualTo("ready");
            for (String at : List.of(OPEN_DNS, OPEN_DNS6)) {
                assertThat(speaker("ask", at, "busy.example.org")).isEqualTo(at + " 53 " + CLOUD4);
            }
        } finally {
            server.destroyForcibly().onExit().join();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_call_passes_where_calls_are_allowed_and_is_told(String host) throws IOException {
        int answers = Integer.parseInt(speaker("talk", host, String.valueOf(CALL), String.valueOf(FRAMES), "172"));

        assertThat(answers).isGreaterThanOrEqualTo(FRAMES - 2);
        Awaitility.await()
                .atMost(SOON)
                .untilAsserted(() -> assertThat(uploads().stream()
                                .filter(u -> u.path("transport").asText().equals("udp"))
                                .map(u -> u.path("destination").asText() + " " + u.path("forwarded_bytes") + " "
                                        + Math.round(u.path("audio_seconds").asDouble())))
                        .contains(written(host) + ":" + CALL + " " + FRAMES * 172 + " 3"));
        assertThat(box.metric("earmuff_uploads_total", "kind=\"call\"", "verdict=\"allow\""))
                .isPositive();
    }

    /** Beside the same from a device that is no speaker, so that a busy machine is late for both; and not at its busiest alone. */
    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_call_is_less_than_two_milliseconds_later_for_passing(String host) throws Exception {
        List<Long> later = new ArrayList<>();
        for (int round = 0; round < 4 && later.stream().noneMatch(l -> l < 2000); round++) {
            got.clear();
            Process beside = house.bystander()
                    .start(
                            Map.of(),
                            ProcessBuilder.Redirect.INHERIT,
                            python("talk", host, "5006", String.valueOf(FRAMES), "172"));
            speaker("talk", host, "5005", String.valueOf(FRAMES), "172");
            beside.waitFor();
            later.add(late(5005) - late(5006));
        }
        assertThat(later).as("microseconds, at the 99th percentile").anyMatch(l -> l < 2000);
    }

    private static String written(String host) throws IOException {
        String address = InetAddress.getByName(host).getHostAddress();
        return address.contains(":") ? "[" + address + "]" : address;
    }

    /** Microseconds on the way to a port, at the 99th percentile. */
    private long late(int port) {
        List<Long> late = got.stream()
                .filter(line -> line.startsWith(port + " "))
                .map(line -> Long.parseLong(line.split(" ", -1)[2]))
                .sorted()
                .toList();
        assertThat(late).hasSize(FRAMES);
        return late.get(FRAMES * 99 / 100);
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void of_a_call_while_muted_no_packet_arrives(String host) {
        box.mute();
        try {
            long before = seenInTheCloud();

            assertThat(speaker("talk", host, String.valueOf(CALL), "150", "172"))
                    .isEqualTo("0");

            assertThat(seenInTheCloud()).isEqualTo(before);
            assertThat(box.metric("earmuff_refused_packets_total", "kind=\"udp\""))
                    .isGreaterThan(50);
            assertThat(speaker("ask", OPEN_DNS, "while.example.org")).startsWith(OPEN_DNS);
        } finally {
            box.unmute();
        }
    }

    @ParameterizedTest
    @CsvSource({CLOUD4 + ",5004", CLOUD6 + ",5004"})
    void a_lone_small_packet_while_muted_passes_after_its_second(String host, int port) {
        box.mute();
        try {
            long sent = System.nanoTime();
            assertThat(speaker("send", host, String.valueOf(port), "00".repeat(40)))
                    .isEqualTo("reply");
            assertThat(System.nanoTime() - sent).isGreaterThan(1_000_000_000L);
        } finally {
            box.unmute();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_quic_connection_to_a_refused_name_sends_nothing_and_another_does(String host) {
        String refused = hex(QuicSeal.version1().initial(0, QuicSeal.HELLO, 1162));
        long before = seenInTheCloud();

        assertThat(speaker("send", host, "443", refused)).isEqualTo("refused");
        assertThat(seenInTheCloud()).isEqualTo(before);

        byte[] other = QuicSeal.HELLO.clone();
        String hello = new String(other, StandardCharsets.ISO_8859_1).replace("example.com", "example.net");
        byte[] frames = hello.getBytes(StandardCharsets.ISO_8859_1);
        assertThat(speaker("send", host, "443", hex(QuicSeal.version2().initial(0, frames, 1162))))
                .isEqualTo("reply");
    }

    @Test
    void killed_it_lets_nothing_by() {
        box.kill();
        try {
            long before = seenInTheCloud();
            for (String host : List.of(CLOUD4, CLOUD6)) {
                assertThat(speaker("talk", host, String.valueOf(CALL), "20", "172"))
                        .isEqualTo("0");
                assertThat(speaker("send", host, "443", "c0")).isNotEqualTo("reply");
            }
            assertThat(speaker("ask", OPEN_DNS, "dead.example.org")).isEqualTo("timeout");
            assertThat(seenInTheCloud()).isEqualTo(before);
        } finally {
            box.restart();
        }
    }

    private List<JsonNode> uploads() {
        JsonNode all = box.api("GET", "/api/v1/uploads?limit=100", "").ok().json();
        JsonNode list = all.isArray() ? all : all.path("uploads");
        return List.of(list.findParents("destination").toArray(new JsonNode[0]));
    }

    private long seenInTheCloud() {
        NetworkNamespace where = house.cloud();
        if (where.run("nft", "list", "table", "inet", "watch").code() != 0) {
            where.feed(WATCH, "nft", "-f", "-").ok();
        }
        return where.run("nft", "list", "table", "inet", "watch")
                .ok()
                .out()
                .lines()
                .filter(line -> line.contains("packets"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*packets ([0-9]+).*", "$1")))
                .sum();
    }

    private String speaker(String... arguments) {
        return house.speaker()
                .run(python(arguments).toArray(String[]::new))
                .ok()
                .out()
                .strip();
    }

    private static List<String> python(String... arguments) {
        try (InputStream script = HouseNet.class.getResourceAsStream("datagrams.py")) {
            List<String> command = new ArrayList<>(
                    List.of("python3", "-c", new String(script.readAllBytes(), StandardCharsets.UTF_8)));
            command.addAll(List.of(arguments));
            return command;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }
}
