package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person is told when the kernel or its tools refuse. The tools are scripts that answer as the real ones do. */
class FirewallRefusalTest {

    private static final FirewallSettings SETTINGS = new FirewallSettings(
            List.of("br-lan"), 15443, OptionalInt.of(8480), new FirewallSettings.Udp(false, true), List.of());

    @TempDir
    private Path tools;

    @BeforeEach
    void anIpThatObeys() throws IOException {
        tool("ip", "echo \"$*\" >>" + tools + "/log; case \"$*\" in *show*) echo '[]';; esac");
    }

    @Test
    void nft_is_not_installed() {
        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessage("the program nft is not installed: apt-get install nftables");
    }

    @Test
    void ip_is_not_installed() throws IOException {
        Files.delete(tools.resolve("ip"));

        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessage("the program ip is not installed: apt-get install iproute2");
    }

    @Test
    void ip_is_busybox() throws IOException {
        tool("ip", "echo 'ip: unrecognized option'; exit 0");

        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessageContaining("install iproute2");
    }

    @Test
    void nobody_but_root_may() throws IOException {
        tool("nft", "cat >/dev/null; echo 'Error: Could not process rule: Operation not permitted' >&2; exit 1");

        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessageContaining("run it with sudo");
        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().remove())
                .withMessageContaining("run it with sudo");
    }

    @Test
    void the_kernel_lacks_tproxy() throws IOException {
        tool(
                "nft",
                "if grep -q tproxy; then echo 'Error: Could not process rule: No such file or directory' >&2; exit 1; fi");

        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessageContaining("modprobe nft_tproxy")
                .withMessageContaining("No such file or directory");
    }

    @Test
    void nft_is_too_old() throws IOException {
        tool("nft", "cat >/dev/null; echo 'Error: syntax error, unexpected comment' >&2; exit 1");

        assertThatExceptionOfType(FirewallException.class)
                .isThrownBy(() -> firewall().apply(SETTINGS))
                .withMessageContaining("this nft is too old");
    }

    @Test
    void routing_is_set_before_the_table_and_removed_before_it() throws Exception {
        tool("nft", "echo \"nft $*\" >>" + tools + "/log; cat >/dev/null");

        firewall().apply(SETTINGS);

        List<String> log = Files.readAllLines(tools.resolve("log"));
        assertThat(log.indexOf("nft -f -"))
                .isGreaterThan(log.indexOf("-4 route replace local default dev lo table 1063"))
                .isGreaterThan(
                        log.indexOf("-4 rule add priority 1063 iif br-lan fwmark 0x0ea00000/0x0ff00000 lookup 1063"));

        Files.delete(tools.resolve("log"));
        firewall().remove();

        assertThat(Files.readAllLines(tools.resolve("log"))).endsWith("nft -f -");
    }

    @Test
    void anothers_flowtable_is_warned_of() throws Exception {
        tool("nft", "case \"$*\" in *flowtables*) echo 'table inet fw4 { flowtable ft {';; *) cat >/dev/null;; esac");

        assertThat(firewall().apply(SETTINGS))
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("flowtable")
                        .endsWith(": restart the speakers once, or run conntrack -D -s ADDRESS"));
    }

    private Firewall firewall() {
        return new Firewall(new Programs(List.of(tools)));
    }

    private void tool(String name, String script) throws IOException {
        Path file = tools.resolve(name);
        Files.writeString(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
    }
}
