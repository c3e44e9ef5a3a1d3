package org.earmuff.home;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import java.net.InetAddress;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class IpCommandTest {

    @Test
    void reads_what_iproute2_prints() throws Exception {
        List<Neighbour> table = parse("""
                [{"dst":"192.168.1.20","dev":"br-lan","lladdr":"44:65:0d:12:34:56","used":{"x":[1]},"state":["REACHABLE"]},
                 {"dst":"fe80::1","dev":"br-lan","lladdr":"44:65:0d:12:34:57","router":null,"state":["STALE"]},
                 {"dst":"192.168.1.21","dev":"br-lan","state":["FAILED"]},
                 {"dst":"224.0.0.22","dev":"br-lan","lladdr":"01:00:5e:00:00:16","state":["NOARP"]},
                 {"dst":"10.8.0.2","dev":"ib0","lladdr":"80:00:00:48:fe:80:00:00:00:00:00:00:f4:52:14:03:00:7b:cb:a1","state":["STALE"]}]
                """);

        assertThat(table)
                .containsExactly(
                        new Neighbour(address("192.168.1.20"), "br-lan", Mac.parse("44:65:0d:12:34:56"), true),
                        new Neighbour(address("fe80::1"), "br-lan", Mac.parse("44:65:0d:12:34:57"), false),
                        new Neighbour(address("192.168.1.21"), "br-lan", null, false));
    }

    @Test
    void an_empty_table_is_empty() throws Exception {
        assertThat(parse("[]")).isEmpty();
        assertThat(parse("")).isEmpty();
    }

    @Test
    void what_is_no_json_is_a_failure() {
        assertThatIOException().isThrownBy(() -> parse("[{\"dst\": "));
    }

    @Test
    void this_machine_has_a_table_or_says_why_not() throws Exception {
        assertThat(new IpCommand().read()).noneMatch(n -> n.address().isLoopbackAddress());
    }

    @Test
    void a_command_that_is_not_there() {
        assertThatIOException()
                .isThrownBy(() -> new IpCommand(List.of("no-such-ip-command")).read())
                .withMessage("cannot run \"no-such-ip-command\" to read the neighbour table; install iproute2");
    }

    @Test
    void a_command_that_fails() {
        assertThatIOException()
                .isThrownBy(() -> new IpCommand(List.of("sh", "-c", "echo Netlink is broken >&2; exit 3")).read())
                .withMessage("\"sh -c echo Netlink is broken >&2; exit 3\" failed with status 3: Netlink is broken");
    }

    @Test
    void a_command_that_hangs_is_killed() {
        assertThatIOException()
                .isThrownBy(() -> new IpCommand(List.of("sleep", "60")).read())
                .withMessageContaining("failed with status 137");
    }

    @Test
    void a_command_that_never_stops_talking_is_killed() {
        assertThatIOException()
                .isThrownBy(() -> new IpCommand(List.of("yes")).read())
                .withMessageContaining("status -1");
    }

    private static List<Neighbour> parse(String json) throws Exception {
        return IpCommand.parse(json.getBytes(UTF_8));
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }
}
