package org.earmuff.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Shell;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A router with every fault at once, in a namespace; each is mended as it is told to, and then is told no more. */
@Tag("namespace")
@Timeout(180)
class DoctorIT {

    @TempDir
    Path folder;

    private HouseNet net;
    private Path config;

    @BeforeEach
    void open() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "sh", "ping");
        net = HouseNet.twoArmed();
        net.box().ip("route add 0.0.0.0/0 via 203.0.113.10\n");
        config = folder.resolve("earmuff.yaml");
        Files.writeString(config, """
                schema: 1
                household: {name: Test, timezone: Europe/Berlin}
                state: %s
                lan: {interfaces: [br-lan]}
                speakers:
                  - {name: kitchen, match: ["%s"]}
                """.formatted(folder, HouseNet.SPEAKER_MAC));
    }

    @AfterEach
    void close() {
        if (net != null) {
            net.close();
        }
    }

    @Test
    void faults_are_found_and_their_remedies_work() {
        NetworkNamespace box = net.box();
        box.sysctl("net.ipv4.ip_forward=0", "net.ipv4.conf.br-lan.rp_filter=1");
        boolean bridgeNf =
                box.run("sysctl", "-w", "net.bridge.bridge-nf-call-iptables=1").code() == 0;
        box.feed("""
                table ip clash {
                	chain pre {
                		type nat hook prerouting priority dstnat;
                		iifname "br-lan" tcp dport 443 redirect to :7892
                	}
                }
                """, "nft", "-f", "-").ok();
        boolean offload = box.feed("""
                table inet fw4 {
                	flowtable ft {
                		hook ingress priority filter
                		devices = { wan }
                	}
                }
                """, "nft", "-f", "-").code() == 0;

        Shell.Said ill = doctor();

        assertThat(ill.code()).as(ill.out() + ill.err()).isEqualTo(1);
        assertThat(lines(ill, "fail"))
                .contains("IPv4 forwarding", "firewall")
                .doesNotContain("kernel", "nft_tproxy", "programs");
        assertThat(lines(ill, "warn")).contains("rp_filter", "other firewalls", "IPv6");
        assertThat(ill.out()).contains("redirect in table ip clash, chain pre");
        if (offload) {
            assertThat(lines(ill, "warn")).contains("flow offload");
        }
        if (bridgeNf) {
            assertThat(lines(ill, "fail")).contains("bridge br-lan");
        }

        List<String> remedies = remedies(ill);
        remedies.stream()
                .filter(r -> r.startsWith("sysctl -w "))
                .forEach(r -> box.run("sh", "-c", r.replaceFirst(",? and in /etc/sysctl.d to keep it", ""))
                        .ok());
        assertThat(remedies).contains("earmuff firewall apply (as root)");
        earmuff("firewall", "apply").ok();
        box.run("nft", "delete", "table", "ip", "clash").ok();
        box.run("nft", "delete", "table", "inet", "fw4");
        box.ip("route add ::/0 via 2001:db8:113::10\n");

        Shell.Said well = doctor();

        assertThat(well.code()).as(well.out() + well.err()).isZero();
        assertThat(lines(well, "fail")).isEmpty();
        assertThat(lines(well, "ok"))
                .contains("IPv4 forwarding", "IPv6", "rp_filter", "firewall", "other firewalls", "interfaces");
    }

    @Test
    void discover_marks_the_speaker_that_is_configured_and_suggests_the_other() throws IOException {
        net.speaker().run("ping", "-c", "1", "-W", "5", HouseNet.BOX4).ok();
        net.speaker2().run("ping", "-c", "1", "-W", "5", HouseNet.BOX6).ok();
        net.bystander().run("ping", "-c", "1", "-W", "5", HouseNet.BOX4).ok();

        Shell.Said found = earmuff("discover", "--passive", "--json").ok();

        assertThat(found.out().lines().filter(line -> line.contains("\"mac\":\"44:65:0D:00:00:11\"")))
                .singleElement()
                .asString()
                .contains("\"speaker\":\"kitchen\"");
        assertThat(found.out().lines().filter(line -> line.contains("\"mac\":\"44:65:0D:00:00:12\"")))
                .singleElement()
                .asString()
                .contains("\"speaker\":null", "\"looks_like\":\"amazon-echo\"");
        assertThat(found.out().lines().filter(line -> line.contains("\"mac\":\"02:00:00:00:00:20\"")))
                .singleElement()
                .asString()
                .contains("\"randomised\":true", "\"looks_like\":null");
        String printed = earmuff("discover").ok().out();
        String pasted = printed.lines()
                .dropWhile(line -> !line.startsWith("  - name:"))
                .takeWhile(line -> !line.isBlank())
                .collect(java.util.stream.Collectors.joining("\n", "", "\n"));
        Files.writeString(config, pasted, java.nio.file.StandardOpenOption.APPEND);
        assertThat(earmuff("check").ok().out()).contains("is good: 2 speakers");
        assertThat(earmuff("discover", "--passive").ok().out()).contains("Nothing new looks like a speaker");
    }

    private Shell.Said doctor() {
        return earmuff("doctor", "--json");
    }

    private Shell.Said earmuff(String... words) {
        List<String> command = new ArrayList<>(NetworkNamespace.javaCommand(org.earmuff.Main.class, List.of()));
        command.addAll(List.of(words));
        command.addAll(List.of("--config", config.toString()));
        return net.box().run(command.toArray(String[]::new));
    }

    private static List<String> lines(Shell.Said said, String level) {
        return said.out()
                .lines()
                .filter(line -> line.startsWith("{\"level\":\"" + level + "\""))
                .map(line -> line.replaceFirst(".*\"about\":\"([^\"]*)\".*", "$1"))
                .toList();
    }

    private static List<String> remedies(Shell.Said said) {
        return said.out()
                .lines()
                .filter(line -> line.contains("\"remedy\":\""))
                .map(line -> line.replaceFirst(".*\"remedy\":\"(.*)\"}$", "$1"))
                .toList();
    }
}
