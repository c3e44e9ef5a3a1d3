package org.earmuff.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NeighbourTableTest {

    private static final Mac ECHO = Mac.parse("44:65:0D:12:34:56");
    private static final Mac NEST = Mac.parse("18:B4:30:00:00:01");
    private static final InetAddress ONE = address("192.168.1.20");

    private final NeighbourTable table = new NeighbourTable();

    @Test
    void the_newest_state_of_an_address_counts() {
        assertThat(change("192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 STALE"))
                .containsExactly(ONE);
        assertThat(change("192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE"))
                .isEmpty();
        assertThat(change("192.168.1.20 dev br-lan lladdr 18:b4:30:00:00:01 REACHABLE"))
                .containsExactly(ONE);

        assertThat(table.macOf(ONE)).isEqualTo(NEST);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Deleted 192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 STALE",
                "192.168.1.20 dev br-lan FAILED",
                "192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 FAILED",
                "192.168.1.20 dev br-lan INCOMPLETE"
            })
    void an_address_that_nobody_answers_for_is_nobodys(String gone) {
        change("192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");

        assertThat(change(gone)).as("nobody else has it").isEmpty();

        assertThat(table.macOf(ONE)).isNull();
        assertThat(table.all()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Deleted",
                "192.168.1.20",
                "192.168.1.20 lladdr 44:65:0d:12:34:56 REACHABLE",
                "Deleted ff02::16 dev d1 lladdr 33:33:00:00:00:16 NOARP",
                "224.0.0.22 dev eth0 lladdr 01:00:5e:00:00:16 NOARP",
                "somewhere dev eth0 lladdr 44:65:0d:12:34:56 REACHABLE",
                "10.8.0.2 dev ib0 lladdr 80:00:00:48:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1 STALE",
                "netlink receive error No buffer space available (105)"
            })
    void lines_that_tell_of_no_device(String line) {
        assertThat(Neighbour.parse(line)).isNull();
    }

    @Test
    void words_between_do_not_matter() {
        Neighbour router =
                Objects.requireNonNull(Neighbour.parse("fe80::1 dev wlan0 lladdr 18:b4:30:00:00:01 router STALE "));

        assertThat(router).isEqualTo(new Neighbour(address("fe80::1"), "wlan0", NEST, false));
    }

    @Test
    void an_address_that_two_interfaces_give_to_different_devices_belongs_to_neither() {
        change("fe80::1 dev eth0 lladdr 44:65:0d:12:34:56 STALE");
        assertThat(change("fe80::1 dev eth1 lladdr 18:b4:30:00:00:01 STALE")).containsExactly(address("fe80::1"));
        assertThat(table.macOf(address("fe80::1"))).isNull();

        assertThat(change("Deleted fe80::1 dev eth0 lladdr 44:65:0d:12:34:56 STALE"))
                .containsExactly(address("fe80::1"));
        assertThat(table.macOf(address("fe80::1"))).isEqualTo(NEST);

        change("fe80::1 dev eth0 lladdr 18:b4:30:00:00:01 STALE");
        assertThat(table.macOf(address("fe80::1"))).as("the same on both").isEqualTo(NEST);
    }

    @Test
    void a_reading_does_not_undo_what_changed_since_it_began() {
        change("192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");
        long begun = table.changes();
        change("192.168.1.20 dev br-lan lladdr 18:b4:30:00:00:01 REACHABLE");
        change("192.168.1.21 dev br-lan lladdr 18:b4:30:00:00:01 REACHABLE");

        Set<InetAddress> moved = table.replace(List.of(new Neighbour(ONE, "br-lan", ECHO, true)), begun, 0);

        assertThat(moved).isEmpty();
        assertThat(table.macOf(ONE)).isEqualTo(NEST);
        assertThat(table.macOf(address("192.168.1.21"))).isEqualTo(NEST);
    }

    @Test
    void a_reading_forgets_what_it_does_not_have_any_more() {
        change("192.168.1.20 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");
        change("192.168.1.21 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");

        Set<InetAddress> moved = table.replace(List.of(new Neighbour(ONE, "br-lan", NEST, false)), table.changes(), 0);

        assertThat(moved).containsExactly(ONE);
        assertThat(table.macOf(ONE)).isEqualTo(NEST);
        assertThat(table.macOf(address("192.168.1.21"))).isNull();
    }

    @Test
    void strangers_are_bounded_and_a_speaker_still_finds_room() {
        table.keep(ECHO::equals);
        change("10.9.9.9 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");
        for (int i = 0; i < NeighbourTable.MOST + 100; i++) {
            change("10.0.%d.%d dev br-lan lladdr 18:b4:30:00:00:01 STALE".formatted(i / 250, i % 250));
        }
        assertThat(table.all()).hasSize(NeighbourTable.MOST);

        change("10.9.9.10 dev br-lan lladdr 44:65:0d:12:34:56 REACHABLE");

        assertThat(table.all()).hasSize(NeighbourTable.MOST);
        assertThat(table.macOf(address("10.9.9.9"))).isEqualTo(ECHO);
        assertThat(table.macOf(address("10.9.9.10"))).isEqualTo(ECHO);
        assertThat(table.macOf(address("10.0.0.0"))).as("the oldest stranger").isNull();
    }

    @Test
    void more_ipv4_addresses_in_use_than_one_device_has_are_several_devices() {
        List<Neighbour> lines = new ArrayList<>();
        for (int i = 1; i <= 3; i++) {
            lines.add(new Neighbour(address("192.168.1." + i), "br-lan", ECHO, true));
            lines.add(new Neighbour(address("fd00::" + i), "br-lan", ECHO, true));
            lines.add(new Neighbour(address("192.168.1.10" + i), "br-lan", ECHO, false));
        }
        assertThat(Device.group(lines, List.of())).singleElement().matches(d -> !d.shared());

        lines.add(new Neighbour(address("192.168.1.4"), "br-lan", ECHO, true));

        assertThat(Device.group(lines, List.of("br-lan"))).singleElement().matches(Device::shared);
        assertThat(Device.group(lines, List.of("eth7"))).isEmpty();
    }

    private Set<InetAddress> change(String line) {
        return table.change(Objects.requireNonNull(Neighbour.parse(line)), 0);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }
}
