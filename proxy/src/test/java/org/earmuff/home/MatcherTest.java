package org.earmuff.home;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MatcherTest {

    @ParameterizedTest
    @ValueSource(strings = {"44:65:0D:12:34:56", "44:65:0d:12:34:56", "44-65-0D-12-34-56"})
    void a_mac_address_however_it_is_written(String text) {
        assertThat(Matcher.parse(text)).isEqualTo(new Mac(0x44650D123456L)).hasToString("44:65:0D:12:34:56");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.0/28, 192.168.1.15, true",
        "192.168.1.0/28, 192.168.1.16, false",
        "192.168.1.20, 192.168.1.20, true",
        "192.168.1.20, 192.168.1.21, false",
        "0.0.0.0/0, 8.8.8.8, true",
        "0.0.0.0/0, ::1, false",
        "fd00:1::/60, fd00:1:0:f::1, true",
        "fd00:1::/60, fd00:1:0:10::1, false",
        "192.168.1.0/28, ::ffff:192.168.1.3, true"
    })
    void a_block_holds_its_addresses(String block, String address, boolean inside) {
        assertThat(Cidr.parse(block).contains(Objects.requireNonNull(IpText.parse(address))))
                .isEqualTo(inside);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0/0", "::/0"})
    void a_block_of_all_addresses_is_no_match(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.parse(text))
                .withMessageContaining("every device would be this speaker");
    }

    @Test
    void addresses_are_read_without_a_resolver_and_without_octal() {
        assertThat(IpText.parse("192.168.1.1")).isInstanceOf(Inet4Address.class);
        assertThat(IpText.parse("::ffff:192.168.1.1")).isEqualTo(IpText.parse("192.168.1.1"));
        assertThat(IpText.parse("localhost")).isNull();
        assertThat(IpText.parse("192.168.1")).isNull();
        assertThat(IpText.parse("192.168.010.1")).isNull();
        assertThat(IpText.parse("3232235777")).isNull();
        assertThat(IpText.parse("fe80::1%eth0")).isNull();
        assertThat(IpText.parse("1::2::3")).isNull();
        assertThat(IpText.parse("")).isNull();
        assertThat(IpText.parse(":")).isNull();
    }

    @Test
    void a_scope_and_a_mapping_are_seen_through() throws Exception {
        byte[] linkLocal = Objects.requireNonNull(IpText.parse("fe80::1")).getAddress();
        InetAddress scoped = Inet6Address.getByAddress(null, linkLocal, 1);

        assertThat(IpText.plain(scoped)).isEqualTo(IpText.parse("fe80::1"));
        assertThat(IpText.plain(scoped).getHostAddress()).doesNotContain("%");
    }

    @Test
    void broken_texts_say_what_would_be_right() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.parse("44:65:0D:12:34"))
                .withMessage("is neither a MAC address, an IP address nor a CIDR block;"
                        + " write one like 44:65:0D:12:34:56, 192.168.1.20 or 192.168.1.0/28");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Matcher.parse("192.168.1.20/28"))
                .withMessage("is not the first address of its block; write 192.168.1.16/28 for the block"
                        + " or 192.168.1.20 for the one address");
        assertThatIllegalArgumentException().isThrownBy(() -> Matcher.parse("44:65-0D:12:34:56"));
        assertThatIllegalArgumentException().isThrownBy(() -> Matcher.parse("ff:ff:ff:ff:ff:ff"));
    }
}
