package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.BOX4;
import static org.earmuff.testing.netns.HouseNet.BOX6;
import static org.earmuff.testing.netns.HouseNet.BYSTANDER4;
import static org.earmuff.testing.netns.HouseNet.BYSTANDER6;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER2_4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER_MAC;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.TransparentListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the firewall promises, on a real kernel, whichever way the box is wired in. */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class FirewallScenarios {

    private static final int TPROXY = 15443;
    private static final int ADMIN = 8480;
    private static final Duration SHORT = Duration.ofMillis(1200);
    /** Counts in the cloud what comes straight from the speaker, which nothing may over TCP or UDP. */
    private static final String WATCH = """
            table inet watch {
            	chain input {
            		type filter hook input priority 0;
            		ip saddr 192.168.77.11 meta l4proto tcp counter
            		ip6 saddr 2001:db8:77::11 meta l4proto tcp counter
            		ip saddr 192.168.77.11 meta l4proto udp counter
            		ip6 saddr 2001:db8:77::11 meta l4proto udp counter
            	}
            }
            """;

    private HouseNet house;
    private Agent speaker;
    private Agent bystander;
    private Agent cloud;
    private Agent box;
    private Process firewall;
    private @Nullable Listener running;

    abstract HouseNet wire();

    @BeforeAll
    void build() {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "python3");
        house = wire();
        speaker = house.speaker().agent();
        bystander = house.bystander().agent();
        cloud = house.cloud().agent();
        box = house.box().agent();
        firewall = house.box().java(FirewallProgram.class);
        sendRedirects(false);
        // One refusal a second is what the kernel grants a device after the first few; tests ask for more.
        house.box().sysctl("net.ipv4.icmp_ratelimit=50", "net.ipv6.icmp.ratelimit=50");
        cloud.listen(443);
        cloud.listen(8000);
        cloud.echoUdp(53);
        cloud.echoUdp(123);
        cloud.echoUdp(443);
        cloud.echoUdp(3478);
        bystander.listen(8000);
        speaker.listen(9000);
        box.listen(ADMIN);
        box.echoUdp(53);
    }

    @AfterAll
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    private void watch() {
        house.cloud().run("nft", "flush", "ruleset").ok();
        house.cloud().feed(WATCH, "nft", "-f", "-").ok();
    }

    @AfterEach
    void removeFirewall() {
        remove();
    }

    @ParameterizedTest
    @CsvSource({CLOUD4 + ",443", CLOUD6 + ",443", CLOUD4 + ",15443", CLOUD6 + ",8480", "198.18.0.1,5228"})
    void a_speakers_connection_reaches_the_listener_with_its_destination(String host, int port) throws Exception {
        apply(SPEAKER_MAC);
        listener();
        var connection = speaker.connect(host, port);

        assertThat(connection.awaitEnd(Duration.ofSeconds(5)).error()).isEmpty();
        assertThat(new String(connection.head(), StandardCharsets.US_ASCII).strip())
                .isEqualTo(new InetSocketAddress(host, port).toString());
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @CsvSource({CLOUD4 + "," + BYSTANDER4, CLOUD6 + "," + BYSTANDER6})
    void another_device_passes_by_untouched(String host, String itself) throws Exception {
        apply(SPEAKER_MAC);
        listener();
        int before = cloud.accepted(443).size();

        bystander.connect(host, 443);

        assertThat(cloud.awaitAccepted(443, before).stats().remote())
                .contains(InetAddress.getByName(itself).getHostAddress());
        assertThat(bystander.udp(host, 443, 1200, SHORT)).isEqualTo("reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void with_the_listener_killed_nothing_of_the_speaker_passes(String host) throws Exception {
        apply(SPEAKER_MAC);
        listener();
        assertThat(speaker.tryConnect(host, 443, SHORT)).isEqualTo("connected");

        kill();

        assertThat(speaker.tryConnect(host, 443, SHORT)).isEqualTo("timeout");
        assertThat(seenInTheCloud()).isZero();
        assertThat(bystander.tryConnect(host, 443, SHORT)).isEqualTo("connected");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_connection_that_was_open_before_is_not_fed_any_further(String host) {
        kill();
        int before = cloud.accepted(8000).size();
        var open = speaker.connect(host, 8000);
        var far = cloud.awaitAccepted(8000, before);
        open.send(1000, 1);
        far.awaitReceived(1000, Duration.ofSeconds(5));

        apply(SPEAKER_MAC);
        open.send(1000, 2);

        assertThat(speaker.tryConnect(host, 443, SHORT)).isEqualTo("timeout");
        assertThat(far.stats().received()).isEqualTo(1000);
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {SPEAKER4, SPEAKER6})
    void a_connection_from_outside_gets_no_answer_from_the_speaker(String host) throws Exception {
        apply(SPEAKER_MAC);
        listener();
        assertThat(cloud.tryConnect(host, 9000, SHORT)).isNotEqualTo("connected");
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void quic_is_refused_at_once_and_tcp_still_reaches_the_listener(String host) throws Exception {
        apply(SPEAKER_MAC);
        listener();
        for (int i = 0; i < 3; i++) {
            assertThat(speaker.udp(host, 443, 1200, SHORT)).isEqualTo("unreachable");
        }

        var connection = speaker.connect(host, 443);

        connection.awaitEnd(Duration.ofSeconds(5));
        assertThat(new String(connection.head(), StandardCharsets.US_ASCII)).contains(":443");
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @CsvSource({
        CLOUD4 + ",53",
        CLOUD4 + ",123",
        CLOUD4 + ",3478",
        CLOUD6 + ",53",
        CLOUD6 + ",123",
        CLOUD6 + ",3478",
    })
    void a_speakers_datagram_reaches_the_listener_with_its_destination(String host, int port) throws Exception {
        apply(SPEAKER_MAC);
        try (UdpListener listener = new UdpListener()) {
            assertThat(speaker.udp(host, port, 200, SHORT)).isEqualTo("reply");
            assertThat(listener.took()).isEqualTo(taken(host, port, 200));
            // Beyond what a packet holds, so that it comes in fragments.
            assertThat(speaker.udp(host, port, 4000, SHORT)).isEqualTo("reply");
            assertThat(listener.took()).isEqualTo(taken(host, port, 4000));
        }
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void quic_reaches_the_listener_where_it_is_relayed(String host) throws Exception {
        apply(SPEAKER_MAC, "quic=relay");
        try (UdpListener listener = new UdpListener()) {
            assertThat(speaker.udp(host, 443, 1200, SHORT)).isEqualTo("reply");
            assertThat(listener.took()).isEqualTo(taken(host, 443, 1200));
        }
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void calls_are_refused_at_once_and_dns_still_reaches_the_listener(String host) throws Exception {
        apply(SPEAKER_MAC, "calls=refuse");
        try (UdpListener listener = new UdpListener()) {
            assertThat(speaker.udp(host, 3478, 200, SHORT)).isEqualTo("unreachable");
            assertThat(speaker.udp(host, 3478, 4000, SHORT)).isEqualTo("unreachable");
            assertThat(speaker.udp(host, 53, 100, SHORT)).isEqualTo("reply");
            assertThat(listener.took()).isEqualTo(taken(host, 53, 100));
        }
        assertThat(seenInTheCloud()).isZero();
    }

    @ParameterizedTest
    @CsvSource({CLOUD4 + ",53", CLOUD4 + ",3478", CLOUD6 + ",53", CLOUD6 + ",3478"})
    void with_no_listener_no_datagram_of_the_speaker_passes(String host, int port) {
        apply(SPEAKER_MAC);

        assertThat(speaker.udp(host, port, 200, SHORT)).isEqualTo("timeout");
        assertThat(speaker.udp(host, port, 4000, SHORT)).isEqualTo("timeout");
        assertThat(seenInTheCloud()).isZero();
        assertThat(bystander.udp(host, port, 200, SHORT)).isEqualTo("reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_small_ping_passes_and_a_big_one_does_not(String host) {
        Requires.commands("ping");
        apply(SPEAKER_MAC);

        assertThat(ping(host, 56)).isZero();
        assertThat(ping(host, 1000)).isNotZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {CLOUD4, CLOUD6})
    void a_box_that_sends_redirects_does_not_tell_speakers_the_way_around_it(String host) {
        kill();
        apply(SPEAKER_MAC);
        sendRedirects(true);
        try {
            for (int i = 0; i < 3; i++) {
                assertThat(speaker.udp(host, 443, 1200, Duration.ofMillis(200))).isNotEqualTo("reply");
            }
            assertThat(speaker.tryConnect(host, 443, SHORT)).isEqualTo("timeout");
        } finally {
            sendRedirects(false);
        }
        assertThat(seenInTheCloud()).isZero();
    }

    @Test
    void in_the_house_a_speaker_talks_as_before() {
        apply(SPEAKER_MAC);

        assertThat(speaker.tryConnect(BYSTANDER4, 8000, SHORT)).isEqualTo("connected");
        assertThat(speaker.tryConnect(BYSTANDER6, 8000, SHORT)).isEqualTo("connected");
        assertThat(bystander.tryConnect(SPEAKER4, 9000, SHORT)).isEqualTo("connected");
        assertThat(speaker.udp(BOX4, 53, 100, SHORT)).isEqualTo("reply");
        assertThat(speaker.udp(BOX6, 53, 100, SHORT)).isEqualTo("reply");
    }

    @ParameterizedTest
    @ValueSource(strings = {BOX4, BOX6})
    void a_speaker_reaches_neither_dashboard_nor_listener_and_others_not_the_listener(String host) throws Exception {
        apply(SPEAKER_MAC);
        kill();
        running = listener("::");
        try {
            assertThat(speaker.tryConnect(host, ADMIN, SHORT)).isEqualTo("refused");
            assertThat(speaker.tryConnect(host, TPROXY, SHORT)).isEqualTo("refused");
            assertThat(bystander.tryConnect(host, ADMIN, SHORT)).isEqualTo("connected");
            assertThat(bystander.tryConnect(host, TPROXY, SHORT)).isEqualTo("refused");
        } finally {
            kill();
        }
    }

    @Test
    void a_speaker_that_takes_another_address_is_still_known_by_its_mac() throws Exception {
        apply(SPEAKER_MAC);
        house.speaker()
                .ip(
                        "address add 192.168.77.99/24 dev eth0\nroute replace default via 192.168.77.1 src 192.168.77.99\n");
        listener();
        try {
            var connection = speaker.connect(CLOUD4, 443);

            connection.awaitEnd(Duration.ofSeconds(5));
            assertThat(connection.stats().local()).contains("192.168.77.99");
            assertThat(new String(connection.head(), StandardCharsets.US_ASCII)).contains(CLOUD4 + ":443");
        } finally {
            house.speaker().ip("route replace default via 192.168.77.1\naddress del 192.168.77.99/24 dev eth0\n");
        }
    }

    @ParameterizedTest
    @CsvSource({SPEAKER4 + "," + CLOUD4, "192.168.77.8/29," + CLOUD4, SPEAKER6 + "," + CLOUD6})
    void a_speaker_is_known_by_its_address_where_that_is_all_there_is(String match, String host) throws Exception {
        String warnings = apply(match);
        listener();
        var connection = speaker.connect(host, 443);

        connection.awaitEnd(Duration.ofSeconds(5));
        assertThat(new String(connection.head(), StandardCharsets.US_ASCII)).contains(":443");
        assertThat(warnings).contains("matched by no MAC address").contains("add its MAC address");
    }

    @Test
    void strict_reverse_path_checks_that_respect_marks_do_no_harm() throws Exception {
        String[] strict = {
            "net.ipv4.conf.all.rp_filter=1", "net.ipv4.conf.all.src_valid_mark=1",
        };
        house.box().sysctl(strict);
        apply(SPEAKER_MAC);
        listener();
        try {
            assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
            assertThat(seenInTheCloud()).isZero();
        } finally {
            house.box().sysctl("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.all.src_valid_mark=0");
        }
    }

    @Test
    void applied_twice_it_is_the_same_and_removed_it_leaves_nothing() {
        String before = kernelState();

        apply(SPEAKER_MAC, SPEAKER4, SPEAKER6);
        String once = kernelState();
        apply(SPEAKER_MAC, SPEAKER4, SPEAKER6);
        String twice = kernelState();
        remove();
        String after = kernelState();
        remove();

        assertThat(before).doesNotContain("earmuff").doesNotContain("1063");
        assertThat(once).contains("table inet earmuff").contains("iif " + house.lanInterface());
        assertThat(twice).isEqualTo(once);
        assertThat(after).isEqualTo(before);
        assertThat(kernelState()).isEqualTo(before);
    }

    @Test
    void a_check_says_what_is_different_and_that_nothing_is() {
        apply(SPEAKER_MAC, SPEAKER4);
        // The kernel counts, and notes the addresses that speakers send from.
        speaker.udp(CLOUD4, 443, 100, SHORT);
        String before = kernelState();
        assertThat(check(SPEAKER_MAC, SPEAKER4)).doesNotContain("WRONG");

        assertThat(check(SPEAKER_MAC, SPEAKER2_4))
                .contains("the set speaker_ip4 lacks " + SPEAKER2_4)
                .contains("the set speaker_ip4 holds " + SPEAKER4);
        assertThat(check(SPEAKER_MAC, SPEAKER4, "calls=refuse"))
                .contains("the chain from_speaker: 1 of 16 rules missing or changed, 0 that are not ours");
        edit("insert rule inet earmuff leaving accept");
        assertThat(check(SPEAKER_MAC, SPEAKER4)).contains("the chain leaving: 0 of 8 rules missing or changed, 1 that");
        edit("flush chain inet earmuff leaving");
        assertThat(check(SPEAKER_MAC, SPEAKER4)).contains("the chain leaving: 8 of 8 rules missing or changed, 0 that");
        apply(SPEAKER_MAC, SPEAKER4);
        edit("add table inet earmuff { flags dormant; }");
        assertThat(check(SPEAKER_MAC, SPEAKER4)).contains("switched off");
        apply(SPEAKER_MAC, SPEAKER4);
        house.box().ip("rule del priority 1063\n");
        house.box().run("ip", "-6", "route", "flush", "table", "1063").ok();
        assertThat(check(SPEAKER_MAC, SPEAKER4))
                .contains("the routing rule for " + house.lanInterface() + " is missing (ip -4 rule)")
                .contains("the local route is missing (ip -6 route");
        edit("delete table inet earmuff");
        assertThat(check(SPEAKER_MAC, SPEAKER4)).contains("the table inet earmuff is missing");

        apply(SPEAKER_MAC, SPEAKER4);
        assertThat(check(SPEAKER_MAC, SPEAKER4)).doesNotContain("WRONG");
        assertThat(kernelState()).isEqualTo(before);
    }

    @Test
    void a_check_warns_where_nobody_listens() throws Exception {
        kill();
        apply(SPEAKER_MAC);
        assertThat(check(SPEAKER_MAC))
                .contains("nobody listens on port " + TPROXY)
                .contains("speakers' TCP and UDP");
        listener();
        try (UdpListener listener = new UdpListener()) {
            assertThat(check(SPEAKER_MAC)).doesNotContain("nobody listens");
        }
    }

    @Test
    void a_speaker_that_takes_another_mac_address_is_still_known_by_its_address() throws Exception {
        apply(SPEAKER_MAC);
        listener();
        assertThat(speaker.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
        assertThat(speaker.tryConnect(CLOUD6, 443, SHORT)).isEqualTo("connected");
        takeMac("02:00:00:00:00:77");
        try {
            for (String host : List.of(CLOUD4, CLOUD6)) {
                var connection = speaker.connect(host, 443);
                connection.awaitEnd(Duration.ofSeconds(5));
                assertThat(new String(connection.head(), StandardCharsets.US_ASCII))
                        .contains(":443");
            }
            assertThat(speaker.udp(CLOUD4, 443, 1200, SHORT)).isEqualTo("unreachable");
            assertThat(speaker.tryConnect(BOX4, ADMIN, SHORT)).isEqualTo("refused");
            assertThat(seenInTheCloud()).isZero();
            assertThat(bystander.tryConnect(CLOUD4, 443, SHORT)).isEqualTo("connected");
        } finally {
            takeMac(SPEAKER_MAC);
        }
    }

    @Test
    void rules_of_interfaces_no_longer_configured_are_taken_away() {
        assertThat(order("apply eth99 " + TPROXY + " " + ADMIN + " " + SPEAKER_MAC))
                .contains("eth99 (lan.interfaces) does not exist yet");
        assertThat(kernelState()).contains("iif eth99");

        apply(SPEAKER_MAC);

        assertThat(kernelState()).doesNotContain("iif eth99").contains("iif " + house.lanInterface());
    }

    @Test
    void what_cannot_be_applied_leaves_what_is_in_force() {
        apply(SPEAKER_MAC);
        String before = kernelState();

        house.box().ip("route add unreachable 10.9.9.9 table 1063\n");
        String answer = order("apply " + house.lanInterface() + " " + TPROXY + " " + ADMIN + " " + SPEAKER2_4);
        house.box().ip("route del unreachable 10.9.9.9 table 1063\n");

        assertThat(answer).startsWith("failed").contains("routing table 1063").contains("move that to another table");
        assertThat(kernelState()).isEqualTo(before);
    }

    private String apply(String... matches) {
        String answer =
                order("apply " + house.lanInterface() + " " + TPROXY + " " + ADMIN + " " + String.join(" ", matches));
        assertThat(answer).startsWith("done");
        // What an earlier test's connections still sent while there were no rules is not counted.
        watch();
        return answer;
    }

    private String check(String... matches) {
        String answer =
                order("check " + house.lanInterface() + " " + TPROXY + " " + ADMIN + " " + String.join(" ", matches));
        assertThat(answer).startsWith("done");
        return answer;
    }

    private void edit(String command) {
        house.box().feed(command + "\n", "nft", "-f", "-").ok();
    }

    /** Says so to all, as a device does that joins again. */
    private void takeMac(String mac) {
        house.speaker().sysctl("net.ipv4.conf.eth0.arp_notify=1", "net.ipv6.conf.eth0.ndisc_notify=1");
        house.speaker().ip("link set eth0 address " + mac + "\n");
    }

    private void remove() {
        assertThat(order("remove")).isEqualTo("done");
    }

    private String order(String words) {
        try {
            firewall.outputWriter().append(words).append('\n').flush();
            return String.valueOf(firewall.inputReader().readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** But for what the kernel itself notes of senders. */
    private String kernelState() {
        NetworkNamespace where = house.box();
        return where.run("nft", "-s", "list", "ruleset")
                        .ok()
                        .out()
                        .replaceAll("(timeout \\w+\n(?:\\s+comment [^\n]*\n)?)\\s+elements = \\{[^}]*}\n", "$1")
                + where.run("ip", "rule").ok().out()
                + where.run("ip", "-6", "rule").ok().out()
                + where.run("ip", "route", "show", "table", "all").ok().out()
                + where.run("ip", "-6", "route", "show", "table", "1063").out();
    }

    private int ping(String host, int size) {
        return house.speaker()
                .run("ping", "-n", "-q", "-c", "1", "-W", "1", "-s", String.valueOf(size), host)
                .code();
    }

    private long seenInTheCloud() {
        return house.cloud()
                .run("nft", "list", "table", "inet", "watch")
                .ok()
                .out()
                .lines()
                .filter(line -> line.contains("packets"))
                .mapToLong(line -> Long.parseLong(line.replaceAll(".*packets ([0-9]+).*", "$1")))
                .sum();
    }

    /** On loopback, as it should be; reused until it is killed. */
    private Listener listener() throws IOException {
        if (running == null) {
            running = listener("127.0.0.1", "::1");
        }
        return running;
    }

    private Listener listener(String... addresses) throws IOException {
        List<String> arguments = new ArrayList<>(List.of(String.valueOf(TPROXY)));
        arguments.addAll(List.of(addresses));
        return new Listener(house.box().java(TransparentListener.class, arguments.toArray(String[]::new)));
    }

    /** Where on, the kernel counts redirects against the ICMP refusals it grants a device: one a second. */
    private void sendRedirects(boolean on) {
        String value = on ? "=1" : "=0";
        house.box()
                .sysctl(
                        "net.ipv4.conf.all.send_redirects" + value,
                        "net.ipv4.conf." + house.lanInterface() + ".send_redirects" + value);
    }

    private void kill() {
        if (running != null) {
            running.process().destroyForcibly().onExit().join();
            running = null;
        }
    }

    private static String taken(String host, int port, int length) {
        return (host.contains(":") ? "6 " : "4 ") + host + " " + port + " " + length;
    }

    /** Takes datagrams in the box, and says which. */
    private final class UdpListener implements AutoCloseable {

        private final Process process;

        UdpListener() throws IOException {
            process = house.box()
                    .start(
                            Map.of(),
                            ProcessBuilder.Redirect.INHERIT,
                            List.of(
                                    "python3",
                                    "-c",
                                    NetworkNamespace.script("udp-listener.py"),
                                    String.valueOf(TPROXY)));
            assertThat(process.inputReader().readLine()).isEqualTo("ready");
        }

        String took() throws IOException {
            return process.inputReader().readLine();
        }

        @Override
        public void close() {
            process.destroyForcibly().onExit().join();
        }
    }

    /** The listener's process. */
    private record Listener(Process process) {

        private Listener {
            try {
                assertThat(process.inputReader().readLine()).isEqualTo("ready");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
