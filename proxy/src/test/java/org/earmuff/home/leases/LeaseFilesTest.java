package org.earmuff.home.leases;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.earmuff.home.IpText;
import org.earmuff.home.Mac;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeaseFilesTest {

    @TempDir
    Path root;

    @Test
    void dnsmasq_on_openwrt() throws Exception {
        write("tmp/dhcp.leases", """
                1700000000 44:65:0d:12:34:56 192.168.1.20 amazon-1234 01:44:65:0d:12:34:56
                1700000001 18:b4:30:00:00:01 192.168.1.21 * *
                duid 00:01:00:01:2c
                1700000002 12345 fd00::20 homepod 00:01:00:01
                broken
                """);

        assertThat(LeaseFiles.read(root).leases())
                .containsExactly(
                        lease("44:65:0d:12:34:56", "192.168.1.20", "amazon-1234"),
                        new Lease(null, java.util.Objects.requireNonNull(IpText.parse("fd00::20")), "homepod"));
        assertThat(LeaseFiles.read(root).files()).containsExactly(root.resolve("tmp/dhcp.leases"));
    }

    @Test
    void kea_keeps_every_change_and_the_last_counts() throws Exception {
        write("var/lib/kea/kea-leases4.csv", """
                address,hwaddr,client_id,valid_lifetime,expire,subnet_id,fqdn_fwd,fqdn_rev,hostname,state,user_context,pool_id
                192.168.1.20,44:65:0d:12:34:56,01:44,3600,1700000000,1,0,0,old,0,,0
                192.168.1.20,44:65:0d:12:34:56,01:44,3600,1700000000,1,0,0,echo.lan,0,,0
                192.168.1.30,44:65:0d:12:34:57,01:44,3600,1700000000,1,0,0,declined,1,,0
                """);

        assertThat(LeaseFiles.read(root).leases())
                .containsExactly(lease("44:65:0d:12:34:56", "192.168.1.20", "echo.lan"));
    }

    @Test
    void networkd_writes_json_for_each_interface() throws Exception {
        write("var/lib/systemd/network/dhcp-server-lease/br-lan", """
                {"BootID":"x","Address":[192,168,1,1],"PrefixLength":24,"Leases":[
                 {"ClientId":[1,68],"Address":[192,168,1,20],"Hostname":"Sonos-Kitchen","HardwareAddressType":1,
                  "HardwareAddressLength":6,"HardwareAddress":[68,101,13,18,52,86,0,0]},
                 {"ClientId":[1,68],"Address":[192,168,1,21],"ExpirationUSec":1}]}
                """);

        assertThat(LeaseFiles.read(root).leases())
                .containsExactly(lease("44:65:0d:12:34:56", "192.168.1.20", "Sonos-Kitchen"));
    }

    @Test
    void what_is_not_there_or_broken_is_passed_over() throws Exception {
        assertThat(LeaseFiles.read(root)).isEqualTo(new LeaseFiles.Found(List.of(), List.of()));

        write("var/lib/systemd/network/dhcp-server-lease/eth0", "{\"Leases\":[{\"Address\":[1,2,");
        write("var/lib/kea/kea-leases4.csv", "\u0000\u0001,,,,,,,,,,\n");
        Files.createDirectories(root.resolve("var/lib/misc/dnsmasq.leases"));

        assertThat(LeaseFiles.read(root).leases()).isEmpty();
    }

    @Test
    void of_a_huge_file_the_end_counts() throws Exception {
        write(
                "var/lib/misc/dnsmasq.leases",
                "1 44:65:0d:12:34:56 10.0.0.1 early *\n" + "x".repeat(2 << 20)
                        + "\n1 44:65:0d:12:34:56 10.0.0.2 late *\n");

        assertThat(LeaseFiles.read(root).leases()).extracting(Lease::name).containsExactly("late");
    }

    @Test
    void strangers_choose_the_names() {
        assertThat(Lease.clean("kitchen\u001b[2J<script>")).isEqualTo("kitchen??2J?script?");
        assertThat(Lease.clean("a\u202Eb")).isEqualTo("a?b");
        assertThat(Lease.clean("x".repeat(300))).hasSize(63);
        assertThat(Lease.clean("\u0000\n")).isEmpty();
    }

    private static Lease lease(String mac, String address, String name) {
        return new Lease(Mac.parse(mac), java.util.Objects.requireNonNull(IpText.parse(address)), name);
    }

    private void write(String name, String text) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
