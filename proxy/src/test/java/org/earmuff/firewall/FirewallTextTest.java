package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The text and what it is made of; that the kernel understands it as meant is shown in namespaces. */
class FirewallTextTest {

    private static final FirewallSettings.Udp UDP = new FirewallSettings.Udp(false, true);

    @Test
    void the_same_speakers_in_another_order_and_spelling_give_the_same_text() {
        String one = Firewall.print(with("44:65:0D:12:34:56", "192.168.1.9", "2001:DB8::9"));
        String other = Firewall.print(with("2001:db8::9", "44-65-0d-12-34-56", "192.168.1.9", "192.168.1.9"));

        assertThat(one).isEqualTo(other);
        assertThat(one)
                .contains("elements = { 44:65:0d:12:34:56 }")
                .contains("elements = { 192.168.1.9 }")
                .contains("elements = { 2001:db8::9 }");
    }

    @Test
    void a_redirect_is_followed_by_a_drop() {
        List<String> lines = Firewall.print(with("44:65:0d:12:34:56"))
                .lines()
                .map(String::strip)
                .dropWhile(line -> !line.contains("tproxy ip6 to [::1]:15443"))
                .toList();

        assertThat(lines.get(1)).startsWith("counter drop");
    }

    @ParameterizedTest
    @CsvSource({
        "false, true, 1, 0",
        "true, true, 0, 0",
        "false, false, 1, 1",
        "true, false, 0, 1",
    })
    void udp_that_the_listener_is_not_to_have_is_refused(boolean quic, boolean calls, int refusedQuic, int refused) {
        String text = Firewall.print(new FirewallSettings(
                List.of("br-lan"), 15443, OptionalInt.empty(), new FirewallSettings.Udp(quic, calls), List.of()));

        assertThat(text.split("udp dport 443 accept", -1)).hasSize(1 + refusedQuic);
        assertThat(text.split("udp dport != \\{ 53, 123, 443 } accept", -1)).hasSize(1 + refused);
    }

    @Test
    void an_address_that_java_would_take_for_loopback_is_not_redirected() {
        List<String> lines = Firewall.print(with("44:65:0d:12:34:56"))
                .lines()
                .map(String::strip)
                .toList();

        assertThat(lines.indexOf("ip6 daddr ::ffff:0:0/96 goto refused_other"))
                .isPositive()
                .isLessThan(lines.indexOf(lines.stream()
                        .filter(line -> line.contains("tproxy ip6"))
                        .findFirst()
                        .orElseThrow()));
    }

    @Test
    void without_a_dashboard_on_the_network_no_port_is_closed_for_it() {
        FirewallSettings settings = new FirewallSettings(List.of("br-lan"), 15443, OptionalInt.empty(), UDP, List.of());

        assertThat(Firewall.print(settings)).doesNotContain("the dashboard").doesNotContain("elements");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0/0",
                "::/0",
                "192.168.1.0/33",
                "2001:db8::/129",
                "192.168.1.256",
                "192.168.01.1",
                "44:65:0d:12:34",
                "44:65:0d:12:34:5g",
                "kitchen.lan",
                "::ffff:192.168.1.1",
                "1.1.1.1; flush ruleset",
                "44:65:0d:12:34:56/24",
                "2001:db8::g",
                "192.168.1.1/",
                ""
            })
    void what_is_no_match_is_refused_by_name(String match) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Firewall.print(with(match)))
                .withMessageContaining("speaker kitchen")
                .withMessageContaining('"' + match + '"')
                .withMessageContaining("CIDR block (192.168.1.64/28)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "lo", "br lan", "eth0\"", "eth*", "interface-name-16", "-x", "a/b"})
    void what_is_no_interface_is_refused_by_name(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FirewallSettings(List.of(name), 15443, OptionalInt.empty(), UDP, List.of()))
                .withMessageContaining("lan.interfaces: \"" + name + '"')
                .withMessageContaining("ip link");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 65_536})
    void what_is_no_port_is_refused(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FirewallSettings(List.of("br-lan"), port, OptionalInt.empty(), UDP, List.of()))
                .withMessage("listen.tproxy: " + port + " is not a port: give 1 to 65535");
    }

    @Test
    void no_interface_is_no_firewall() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new FirewallSettings(List.of(), 15443, OptionalInt.empty(), UDP, List.of()))
                .withMessageContaining("lan.interfaces is empty");
    }

    @ParameterizedTest
    @CsvSource({"192.168.1.9, IPv6", "192.168.1.0/28, IPv6", "2001:db8::9, IPv4"})
    void a_speaker_known_by_one_ip_version_is_warned_of(String match, String unseen) {
        assertThat(Sources.of(with(match).speakers()).warnings())
                .singleElement()
                .asString()
                .contains("speaker kitchen")
                .contains("over " + unseen);
    }

    @Test
    void a_speaker_known_by_its_mac_or_by_both_versions_is_not() {
        assertThat(Sources.of(with("192.168.1.9", "44:65:0d:12:34:56").speakers())
                        .warnings())
                .isEmpty();
        assertThat(Sources.of(with("192.168.1.9", "2001:db8::9").speakers()).warnings())
                .isEmpty();
    }

    private static FirewallSettings with(String... match) {
        return new FirewallSettings(
                List.of("br-lan"),
                15443,
                OptionalInt.of(8480),
                UDP,
                List.of(new FirewallSettings.Speaker("kitchen", List.of(match))));
    }
}
