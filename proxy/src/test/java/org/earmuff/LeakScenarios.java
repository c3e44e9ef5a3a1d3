package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.BOX4;
import static org.earmuff.testing.netns.HouseNet.BOX6;
import static org.earmuff.testing.netns.HouseNet.BYSTANDER4;
import static org.earmuff.testing.netns.HouseNet.BYSTANDER6;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER2_4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER2_6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER_MAC;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.BoxAppliance;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Wiretap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A muted speaker tries every way out at once, and tcpdump in the cloud says what came. A bystander tries the same: what does not
 * come from it either would prove nothing.
 */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class LeakScenarios {

    /** What a withheld speaker may let out a minute by its housekeeping, and no more: see the threat model. */
    private static final long HOUSEKEEPING = 80 * 1024;
    /** Ten at once, then one a second, as the firewall has it, and some for a slow machine. */
    private static final long MOST_PINGS = 60;

    private static final int CLOUD4_BITS = 0xCB00710A;

    private HouseNet house;
    private BoxAppliance box;
    private Agent cloud;

    abstract HouseNet wire();

    @BeforeAll
    void open() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "tcpdump", "python3");
        house = wire();
        cloud = house.cloud().agent();
        cloud.listen(8000);
        // Every TCP port answers.
        house.cloud()
                .feed(
                        "table inet any { chain in { type nat hook prerouting priority dstnat; tcp dport 1-65535 redirect to"
                                + " :8000; }\n}\n",
                        "nft",
                        "-f",
                        "-")
                .ok();
        box = new BoxAppliance(
                house,
                "  - {name: kitchen, room: Kitchen, match: [\"" + SPEAKER_MAC + "\"], profile: amazon-echo}\n",
                "",
                SPEAKER_MAC);
        box.mute();
    }

    @AfterAll
    void close() throws IOException {
        if (box != null) {
            box.close();
        }
        if (house != null) {
            house.close();
        }
    }

    @Test
    void no_way_out_is_left_to_a_muted_speaker() throws Exception {
        try (Wiretap tap = Wiretap.ofWholePackets(house.cloud())) {
            Path file = tap.file();
            // It is at home: a speaker that feigns its addresses does not take it along.
            assertThat(converse(house.bystander(), "FREE")).isPositive();
            List<String> ways =
                    waysOut(house.speaker(), "LEAK", SPEAKER_MAC, SPEAKER4, SPEAKER6, BYSTANDER4, BYSTANDER6);
            int conversations = converse(house.speaker(), "LEAK");
            waysOut(house.bystander(), "FREE", "02:00:00:00:00:20", BYSTANDER4, BYSTANDER6, SPEAKER2_4, SPEAKER2_6);
            assertThat(converse(house.bystander(), "FREE")).isEqualTo(conversations);
            awaitQuiet(file);
            tap.end();

            Map<String, Integer> free = marked(tap, "FREE");
            assertThat(ways.size()).isGreaterThan(220);
            assertThat(conversations).isGreaterThan(30);
            // Some ways are closed by any router; by most of them a packet comes.
            assertThat(free.keySet().stream().filter(ways::contains).count())
                    .as("of %d ways", ways.size())
                    .isGreaterThan(ways.size() * 6L / 10);
            assertThat(free)
                    .containsKeys("talk-443-4", "talk-443-6", "all-udp-ports-4", "all-udp-ports-6", "sctp-4", "gre-6")
                    .containsKeys("plain-udp4", "plain-udp6");

            Map<String, Integer> leaked = new TreeMap<>(marked(tap, "LEAK"));
            Integer pings = leaked.remove("small-ping");
            // Of UDP a small burst may be housekeeping, as of TCP; what the test sends by TCP is all too large for
            // that.
            leaked.keySet().removeIf(way -> way.matches(".*-udp[46]|all-udp-ports-[46]"));
            assertThat(leaked).isEmpty();
            assertThat(pings).isBetween(1, (int) MOST_PINGS);
            assertThat(payload(tap)).isLessThan(HOUSEKEEPING);
        }
    }

    private List<String> waysOut(NetworkNamespace from, String mark, String mac, String... addresses)
            throws IOException {
        List<String> command = new ArrayList<>(
                List.of("python3", "-c", NetworkNamespace.script("ways-out.py"), mark, "eth0", mac, boxMac()));
        command.addAll(List.of(addresses));
        command.addAll(List.of(BOX4, BOX6, CLOUD4, CLOUD6));
        String out = from.run(command.toArray(String[]::new)).ok().out();
        return out.lines().distinct().toList();
    }

    /** Real connections to many ports, each with more at once than housekeeping may be; gives how many were accepted. */
    private int converse(NetworkNamespace from, String mark) throws IOException {
        return Integer.parseInt(from.run("python3", "-c", NetworkNamespace.script("talk.py"), mark, CLOUD4, CLOUD6)
                .ok()
                .out()
                .strip());
    }

    private String boxMac() {
        String said = house.box()
                .run("cat", "/sys/class/net/" + house.lanInterface() + "/address")
                .ok()
                .out();
        return said.strip();
    }

    /** Until nothing has come for as long as a burst takes to settle, and some more. */
    private static void awaitQuiet(Path file) {
        Awaitility.await("quiet in the cloud")
                .atMost(Duration.ofSeconds(60))
                .pollInterval(Duration.ofSeconds(3))
                .until(new java.util.concurrent.Callable<Boolean>() {
                    private long before = -1;

                    @Override
                    public Boolean call() throws IOException {
                        long now = Files.size(file);
                        boolean same = now == before;
                        before = now;
                        return same;
                    }
                });
    }

    /** Packets that carry a mark, by their way. */
    private static Map<String, Integer> marked(Wiretap tap, String mark) throws IOException {
        Pattern pattern = Pattern.compile(mark + ":([a-z0-9._-]+):");
        Map<String, Integer> ways = new TreeMap<>();
        for (byte[] packet : tap.packets()) {
            if (isOfTheCloud(ByteBuffer.wrap(packet))) {
                continue; // a refusal carries the beginning of what it refuses
            }
            Matcher found = pattern.matcher(new String(packet, StandardCharsets.ISO_8859_1));
            if (found.find()) {
                ways.merge(found.group(1), 1, Integer::sum);
            }
        }
        return ways;
    }

    /** Payload of TCP and UDP that came to the cloud and is not the bystander's. */
    private static long payload(Wiretap tap) throws IOException {
        long total = 0;
        for (byte[] packet : tap.packets()) {
            if (!new String(packet, StandardCharsets.ISO_8859_1).contains("FREE:")) {
                total += payload(ByteBuffer.wrap(packet));
            }
        }
        return total;
    }

    private static int payload(ByteBuffer packet) {
        int version = packet.remaining() < 54 || isOfTheCloud(packet) ? 0 : packet.get(14) >> 4;
        if (version == 4) {
            int at = 14 + 4 * (packet.get(14) & 15);
            return transport(packet, packet.get(23), at, 14 + packet.getShort(16));
        }
        return version == 6 ? transport(packet, packet.get(20), 54, 54 + packet.getShort(18)) : 0;
    }

    private static boolean isOfTheCloud(ByteBuffer packet) {
        int version = packet.remaining() < 34 ? 0 : packet.get(14) >> 4;
        if (version == 4) {
            return packet.getInt(26) == CLOUD4_BITS;
        }
        return version == 6 && packet.remaining() >= 54 && packet.getShort(26) == 0x113 && packet.getShort(36) == 0x10;
    }

    private static int transport(ByteBuffer packet, int protocol, int at, int end) {
        return switch (protocol) {
            case 6 -> Math.max(0, end - at - 4 * (packet.get(at + 12) >> 4 & 15));
            case 17 -> Math.max(0, end - at - 8);
            default -> 0;
        };
    }
}
