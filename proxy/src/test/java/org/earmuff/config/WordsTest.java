package org.earmuff.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.OptionalInt;
import org.earmuff.firewall.FirewallSettings;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The configuration takes no interface that the firewall would refuse later. */
class WordsTest {

    @ParameterizedTest
    @ValueSource(strings = {"br-lan", "eth0.5", "wlan0", "0net", "a_b"})
    void an_interface_is_one_for_the_firewall_too(String name) {
        assertThat(Words.networkInterface(name)).isEqualTo(name);
        assertThat(settings(name).interfaces()).containsExactly(name);
    }

    @ParameterizedTest
    @CsvSource({
        "lo, loopback",
        "eth0.5@eth0, write eth0.5",
        ".eth0, ip link",
        "-x, ip link",
        "a@, write a",
        "eth*, ip link",
        "interface-name-16, ip link",
    })
    void what_is_none_is_refused_with_what_to_write(String name, String remedy) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Words.networkInterface(name))
                .withMessageContaining(remedy);
        assertThatIllegalArgumentException().isThrownBy(() -> settings(name));
    }

    private static FirewallSettings settings(String name) {
        return new FirewallSettings(
                List.of(name), 15443, OptionalInt.empty(), new FirewallSettings.Udp(false, true), List.of());
    }
}
