package org.earmuff.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import org.earmuff.doctor.Diagnosis.Level;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is found in files and programs of a made-up box. */
class ChecksTest {

    @TempDir
    Path root;

    private Box box;

    @BeforeEach
    void open() throws IOException {
        Files.createDirectories(root.resolve("bin"));
        box = new Box(root, List.of(root.resolve("bin").toString()));
    }

    @Test
    void a_program_that_is_missing_fails_with_the_package() {
        assertThat(new KernelChecks(box).all())
                .contains(
                        Diagnosis.fail("nft", "is not installed", "apt-get install nftables"),
                        Diagnosis.fail("ip", "is not installed", "apt-get install iproute2"));
    }

    @Test
    void a_kernel_without_tproxy_fails_and_one_that_may_not_be_asked_is_only_told() throws Exception {
        program("nft", "cat >/dev/null; echo 'Error: Could not process rule: No such file or directory' >&2; exit 1");
        assertThat(new KernelChecks(box).module("nft_tproxy", "x", "that"))
                .matches(d -> d.level() == Level.FAIL && d.remedy().startsWith("modprobe nft_tproxy"));

        program("nft", "echo 'Error: Operation not permitted (you must be root)' >&2; exit 1");
        assertThat(new KernelChecks(box).module("nft_tproxy", "x", "that")).isEqualTo(Diagnosis.hidden("nft_tproxy"));

        program("nft", "cat >/dev/null");
        assertThat(new KernelChecks(box).module("nft_tproxy", "x", "that").level())
                .isEqualTo(Level.OK);
    }

    @ParameterizedTest
    @CsvSource({"4.19.0-25, FAIL", "5.10.0, OK", "6.18.1, OK", "'', WARN", "odd, WARN"})
    void kernels(String release, Level level) throws Exception {
        file("proc/sys/kernel/osrelease", release + "\n");
        assertThat(new KernelChecks(box).kernel().level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"000001ffffffffff, OK", "0000000000001000, OK", "0000000000002000, WARN", "zz, WARN"})
    void capabilities(String bits, Level level) throws Exception {
        file("proc/self/status", "Name:\tjava\nCapEff:\t" + bits + "\n");
        assertThat(new KernelChecks(box).privilege().level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"0, 0, OK", "0, 1, WARN", "1, 0, WARN", "2, 1, OK", "1, 2, OK"})
    void reverse_path_filters(int all, int one, Level level) throws Exception {
        file("proc/sys/net/ipv4/conf/all/rp_filter", all + "\n");
        file("proc/sys/net/ipv4/conf/br-lan/rp_filter", one + "\n");
        assertThat(new RoutingChecks(box, List.of("br-lan")).reversePath().level())
                .isEqualTo(level);
    }

    @Test
    void forwarding_and_ipv6() throws Exception {
        program("ip", "[ \"$1\" = -6 ] || echo 'default via 192.0.2.1 dev wan proto dhcp'");
        file("proc/sys/net/ipv4/ip_forward", "0\n");
        file("proc/net/if_inet6", "00000000000000000000000000000001 01 80 10 80       lo\n");

        List<Diagnosis> found = new RoutingChecks(box, List.of()).all();

        assertThat(found).filteredOn(d -> d.about().equals("IPv4 forwarding")).allMatch(d -> d.level() == Level.FAIL);
        assertThat(found).contains(Diagnosis.ok("way out", "by wan"));
        assertThat(found)
                .filteredOn(d -> d.about().equals("IPv6"))
                .singleElement()
                .matches(d -> d.text().startsWith("there is no default route"));

        file("proc/net/if_inet6", "");
        assertThat(new RoutingChecks(box, List.of()).all())
                .filteredOn(d -> d.about().equals("IPv6"))
                .singleElement()
                .matches(d -> d.text().startsWith("is off on this box"));
    }

    @Test
    void tables_of_others_that_redirect_are_named_but_not_dockers_nor_resolvers() {
        String rule = "{\"rule\":{\"family\":\"ip\",\"table\":\"%s\",\"chain\":\"%s\",\"handle\":4,\"expr\":[%s]}}";
        String dns =
                "{\"match\":{\"op\":\"==\",\"left\":{\"payload\":{\"protocol\":\"udp\",\"field\":\"dport\"}},\"right\":53}}";
        String harmless = String.join(
                ",",
                "{\"metainfo\":{\"version\":\"1.0.6\"}}",
                rule.formatted("earmuff", "from", "{\"tproxy\":{\"port\":1}}"),
                rule.formatted("nat", "DOCKER", "{\"dnat\":{\"addr\":\"172.17.0.2\"}}"),
                rule.formatted("adguard", "pre", dns + ",{\"redirect\":null}"),
                rule.formatted("filter", "in", "{\"accept\":null}"));
        assertThat(FirewallChecks.others("{\"nftables\":[" + harmless + "]}").level())
                .isEqualTo(Level.OK);

        String other = rule.formatted("clash", "pre", "{\"tproxy\":{\"port\":7890}}") + ","
                + rule.formatted("nat", "PREROUTING", "{\"xt\":{\"type\":\"target\",\"name\":\"REDIRECT\"}}");
        assertThat(FirewallChecks.others("{\"nftables\":[" + harmless + "," + other + "]}"))
                .matches(d -> d.level() == Level.WARN
                        && d.text().contains("tproxy in table ip clash, chain pre; redirect in table ip nat"));

        assertThat(FirewallChecks.others("what").level()).isEqualTo(Level.WARN);
    }

    @Test
    void the_firewalls_absence_fails_and_what_may_not_be_seen_is_told() throws Exception {
        program("nft", "echo 'Operation not permitted' >&2; exit 1");
        assertThat(new FirewallChecks(box).all(Optional.empty(), true)).contains(Diagnosis.hidden("firewall"));
        assertThat(new FirewallChecks(box).all(Optional.of("gone"), true))
                .anyMatch(d -> d.level() == Level.FAIL && d.remedy().startsWith("earmuff firewall apply"));

        program("nft", "echo '{\"nftables\":[]}'");
        file("proc/net/ip_tables_names", "nat\nmangle\n");
        assertThat(new FirewallChecks(box).all(Optional.empty(), true))
                .extracting(Diagnosis::level)
                .containsExactly(Level.OK, Level.OK, Level.WARN);
    }

    @Test
    void where_the_state_is() throws Exception {
        Path state = root.resolve("state");
        Files.createDirectories(state);
        mounts("/dev/sda / ext4 rw,relatime 0 0");
        assertThat(state(state).level()).isEqualTo(Level.OK);
        assertThat(state(root.resolve("none/yet")).remedy()).startsWith("mkdir -p");

        mounts("/dev/sda / ext4 rw 0 0", "tmpfs " + root + " tmpfs rw,nosuid 0 0");
        assertThat(state(state))
                .matches(d -> d.level() == Level.WARN && d.text().contains("in memory (tmpfs)"));

        mounts("/dev/sda / ext4 rw 0 0", "/dev/sdb " + state + " ext4 ro,errors=remount-ro 0 0");
        assertThat(state(state))
                .isEqualTo(Diagnosis.fail(
                        "state", state + " is on a file system mounted read-only", "mount -o remount,rw " + state));
    }

    private Diagnosis state(Path state) {
        return new StateChecks(box).all(state).get(0);
    }

    @Test
    void where_libraries_may_not_be_run() throws Exception {
        String temporary = System.getProperty("java.io.tmpdir", "/tmp");
        mounts("/dev/sda / ext4 rw 0 0", "tmpfs " + temporary + " tmpfs rw,noexec 0 0");
        assertThat(new StateChecks(box).all(root).get(1))
                .matches(d -> d.level() == Level.OK && d.text().contains("is noexec"));

        mounts(
                "/dev/sda / ext4 rw 0 0",
                "tmpfs " + temporary + " tmpfs rw,noexec 0 0",
                "tmpfs /var/tmp tmpfs rw,noexec 0 0");
        assertThat(new StateChecks(box).all(root).get(1).level()).isEqualTo(Level.FAIL);
    }

    @ParameterizedTest
    @CsvSource({
        "16000000, max, OK",
        "500000, max, OK",
        "250000, max, WARN",
        "120000, max, FAIL",
        "16000000, 134217728, FAIL",
        "16000000, 300000000, WARN"
    })
    void memory(long totalKib, String limit, Level level) throws Exception {
        file("proc/meminfo", "MemTotal:       " + totalKib + " kB\nMemFree: 1 kB\n");
        file("sys/fs/cgroup/memory.max", limit + "\n");
        assertThat(system().memory().level()).isEqualTo(level);
    }

    @ParameterizedTest
    @CsvSource({"1048576, OK", "unlimited, OK", "4096, WARN"})
    void open_files(String hard, Level level) throws Exception {
        file(
                "proc/self/limits",
                "Limit                     Soft Limit           Hard Limit           Units     \n"
                        + "Max open files            1024                 " + hard + "                 files     \n");
        assertThat(system().openFiles().level()).isEqualTo(level);
    }

    @Test
    void clocks_zones_and_services() throws Exception {
        program("timedatectl", "echo no");
        program("systemctl", "[ \"$2\" = earmuff.socket ] && echo active || { echo inactive; exit 3; }");
        file("proc/1/comm", "systemd\n");

        List<Diagnosis> found = system().all(ZoneId.of("Etc/UTC"));

        assertThat(found)
                .anyMatch(d -> d.about().equals("clock") && d.text().equals("is not kept by network time"))
                .anyMatch(d -> d.about().equals("time zone") && d.level() == Level.WARN)
                .anyMatch(d -> d.text().equals("earmuff.service is inactive, earmuff-firewall.service is inactive"));
        program("timedatectl", "exit 1");
        program("chronyc", "echo 'Leap status     : Normal'");
        file("proc/1/comm", "init\n");
        assertThat(system().all(ZoneId.of("Europe/Berlin")))
                .contains(Diagnosis.ok("clock", "is kept by chrony"), Diagnosis.ok("time zone", "Europe/Berlin"))
                .noneMatch(d -> d.about().equals("services"));
    }

    @Test
    void a_dashboard_on_the_network_wants_the_firewall() {
        assertThat(Doctor.dashboard(new InetSocketAddress("127.0.0.1", 8480), true)
                        .level())
                .isEqualTo(Level.OK);
        assertThat(Doctor.dashboard(new InetSocketAddress("192.168.1.1", 8480), true)
                        .level())
                .isEqualTo(Level.WARN);
        assertThat(Doctor.dashboard(new InetSocketAddress("192.168.1.1", 8480), false)
                        .level())
                .isEqualTo(Level.OK);
    }

    @Test
    void whatever_is_not_ok_has_a_remedy() {
        assertThat(new KernelChecks(box).all()).allMatch(ChecksTest::complete);
        assertThat(new RoutingChecks(box, List.of("br-lan")).all()).allMatch(ChecksTest::complete);
        assertThat(new FirewallChecks(box).all(Optional.empty(), true)).allMatch(ChecksTest::complete);
        assertThat(system().all(ZoneId.of("Etc/UTC"))).allMatch(ChecksTest::complete);
        assertThat(new StateChecks(box).all(root.resolve("no"))).allMatch(ChecksTest::complete);
    }

    private static boolean complete(Diagnosis d) {
        return !d.text().isEmpty() && d.remedy().isEmpty() == (d.level() == Level.OK);
    }

    private SystemChecks system() {
        return new SystemChecks(box, new HandClock("2026-11-22T12:00:00Z"));
    }

    private void mounts(String... lines) throws IOException {
        file("proc/self/mounts", String.join("\n", lines) + "\n");
    }

    private void file(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void program(String name, String script) throws IOException {
        Path file = root.resolve("bin").resolve(name);
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/sh\nPATH=/usr/bin:/bin\n" + script + "\n");
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
