package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.BOX4;
import static org.earmuff.testing.netns.HouseNet.BOX6;
import static org.earmuff.testing.netns.HouseNet.BYSTANDER4;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER2_4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER2_6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER4;
import static org.earmuff.testing.netns.HouseNet.SPEAKER6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER_MAC;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.earmuff.firewall.RulesNeeded.Place;
import org.earmuff.firewall.RulesNeeded.Rule;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.NetworkNamespace;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.WaysOut;
import org.earmuff.testing.netns.Wiretap;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Takes one rule at a time out of the table in force. Either something then gets where it must not, or {@link RulesNeeded} says why
 * not and none of all the ways is open. The table is the one with most rules, in a house where most of them can matter: on the
 * LAN there is a net beyond, the box heeds source routes, sends redirects, and has a proxy in the house for port 3128.
 */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class RulesNeededIT {

    private static final String WORDS = "br-lan 15443 8480 " + SPEAKER_MAC + " " + SPEAKER2_4 + " " + SPEAKER2_6
            + " 192.168.99.7 2001:db8:99::7 calls=refuse";
    private static final String LAN_PROXY =
            "table inet lan_proxy { chain nat { type nat hook prerouting priority dstnat; ip" + " daddr " + CLOUD4
                    + " tcp dport 3128 dnat ip to " + BYSTANDER4 + "; }\n}\n";
    private static final Pattern CHAIN = Pattern.compile("\\s*chain (\\w+) \\{.*");
    private static final Pattern HANDLE = Pattern.compile("\\s*(.*) # handle (\\d+)");
    private static final Duration PATIENCE = Duration.ofMillis(1500);
    private static final int ATTEMPTS = 6;
    private static final int OPEN = 41_000;
    private static final int CLOSED = 42_500;

    /** What datagrams of each length the listener got, as FAMILY DESTINATION PORT. */
    private final Map<Integer, String> listened = new ConcurrentHashMap<>();
    /** What was tried where it must fail, by its number. */
    private final Map<Integer, String> closed = new LinkedHashMap<>();

    private HouseNet house;
    private WaysOut speaker;
    private WaysOut outsider;
    private Wiretap cloudTap;
    private Wiretap lanTap;
    private Process firewall;
    private String ruleset;
    private int tried;

    private record Listed(String chain, String text, String handle) {}

    @BeforeAll
    void build() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl", "tcpdump", "python3");
        house = HouseNet.twoArmed();
        NetworkNamespace box = house.box();
        box.sysctl("net.ipv4.conf.all.rp_filter=0", "net.ipv4.conf.br-lan.rp_filter=0");
        for (String each : List.of("all", "br-lan")) {
            box.sysctl(
                    "net.ipv4.conf." + each + ".accept_source_route=1", "net.ipv4.conf." + each + ".send_redirects=1");
        }
        box.ip("route add 198.51.100.0/24 dev br-lan\nroute add 2001:db8:51::/64 dev br-lan\n");
        house.bystander().ip("address add 198.51.100.5/24 dev eth0\naddress add 2001:db8:51::5/64 dev eth0 nodad\n");
        box.feed(LAN_PROXY, "nft", "-f", "-").ok();
        Agent services = box.agent();
        services.listen(8480);
        services.listen(15443);
        services.echoUdp(15443);
        listen();
        cloudTap = Wiretap.atOnce(house.cloud(), "eth0", "ether src " + mac(box, "wan"));
        lanTap = Wiretap.atOnce(box, "br-lan", "ether src " + mac(box, "br-lan"));
        speaker = new WaysOut(
                house.speaker(),
                SPEAKER_MAC,
                mac(box, "br-lan"),
                BOX4,
                BOX6,
                SPEAKER4,
                SPEAKER4,
                SPEAKER6,
                SPEAKER2_4,
                SPEAKER2_6);
        outsider = new WaysOut(
                house.cloud(),
                mac(house.cloud(), "eth0"),
                mac(box, "wan"),
                BOX4,
                BOX6,
                CLOUD4,
                SPEAKER4,
                SPEAKER6,
                SPEAKER2_4,
                SPEAKER2_6);
        FirewallSettings settings = FirewallProgram.settings(("apply " + WORDS).split(" ", -1));
        ruleset = Ruleset.of(settings, Sources.of(settings.speakers()));
        firewall = box.java(FirewallProgram.class);
        assertThat(order("apply ")).startsWith("done");
    }

    @AfterAll
    void tearDown() throws IOException {
        if (house != null) {
            house.close();
        }
        if (lanTap != null) {
            lanTap.close();
        }
        if (cloudTap != null) {
            cloudTap.close();
        }
    }

    @Test
    void each_rule_is_known_and_each_that_is_known_is_there() {
        List<Listed> there = rules();

        assertThat(there)
                .hasSizeGreaterThan(50)
                .allSatisfy(rule -> assertThat(
                                RulesNeeded.all().stream().filter(known -> known.is(rule.chain(), rule.text())))
                        .as("of RulesNeeded, for %s", rule)
                        .hasSize(1));
        assertThat(RulesNeeded.all())
                .allSatisfy(known -> assertThat(there.stream().filter(rule -> known.is(rule.chain(), rule.text())))
                        .as("in the kernel, for %s", known)
                        .hasSize(1));
    }

    @Test
    void no_other_setting_has_a_rule_that_this_table_has_not() {
        List<String> here = ruleset.lines().toList();
        for (String word : List.of("", " quic=relay", " quic=relay calls=refuse")) {
            FirewallSettings other =
                    FirewallProgram.settings(("apply " + WORDS.replace(" calls=refuse", word)).split(" ", -1));
            assertThat(here)
                    .containsAll(Ruleset.of(other, Sources.of(other.speakers()))
                            .lines()
                            .toList());
        }
    }

    @Test
    void without_any_one_rule_something_gets_out_or_it_is_known_why_not() throws IOException {
        assertThat(order("check ")).startsWith("done").doesNotContain("WRONG");
        List<String> unnoticed = new ArrayList<>();
        for (Rule rule : RulesNeeded.all()) {
            String finding = "the chain " + rule.chain() + ": 1 of " + ofTheChain(rule.chain())
                    + " rules missing or changed, 0 that are not ours";
            if (rule.opens()) {
                if (!opened(rule.toString(), () -> delete(rule), finding, rule.place(), rule.ways())) {
                    unnoticed.add(rule + " is not needed against " + rule.ways());
                }
            } else {
                restore();
                delete(rule);
                assertThat(order("check ")).as(rule.toString()).contains(finding);
                tryClosed(rule + " missing", allWays());
            }
        }
        restore();
        assertThat(order("check ")).startsWith("done").doesNotContain("WRONG");
        assertThat(unnoticed).isEmpty();
        assertNothingGotThrough();
    }

    @Test
    void without_any_one_chain_of_the_kernels_something_gets_out() throws IOException {
        Map<String, Place> places = Map.of(
                "prerouting", Place.CLOUD, "forward", Place.CLOUD, "input", Place.PORT, "output", Place.REDIRECTED);
        Map<String, String> ways = Map.of(
                "prerouting", "udp-changed-mac-4",
                "forward", "sctp-4",
                "input", "admin-4",
                "output", "told-of-a-shorter-way-4");
        for (String chain : places.keySet()) {
            Runnable edit = () -> house.box()
                    .feed(
                            "flush chain inet earmuff %1$s\ndelete chain inet earmuff %1$s\n".formatted(chain),
                            "nft",
                            "-f",
                            "-")
                    .ok();
            assertThat(opened(
                            chain,
                            edit,
                            "the chain " + chain + " is missing",
                            places.get(chain),
                            List.of(ways.get(chain))))
                    .as(chain)
                    .isTrue();
        }
        restore();
        assertNothingGotThrough();
    }

    @Test
    void without_the_routing_nothing_gets_out() throws IOException {
        for (String version : List.of("4", "6")) {
            List<String> ways = new ArrayList<>(allWays());
            ways.add("dns-" + version);
            for (String cut : List.of("rule del priority 1063", "route flush table 1063")) {
                assertThat(order("apply ")).startsWith("done");
                assertThat(arrives(Place.LISTENER, List.of("dns-" + version)))
                        .as("the listener gets it while all is there")
                        .isTrue();
                List<String> command = new ArrayList<>(List.of("ip", "-" + version));
                command.addAll(List.of(cut.split(" ", -1)));
                house.box().run(command.toArray(String[]::new)).ok();

                tryClosed("no " + cut + " -" + version, ways);

                assertThat(order("check ")).contains("WRONG the ").contains("(ip -" + version);
            }
        }
        assertThat(order("apply ")).startsWith("done");
        assertNothingGotThrough();
    }

    /** Whether it gets there without what the edit takes away; that nothing does while all is there is looked at later. */
    private boolean opened(String what, Runnable edit, String finding, Place place, List<String> ways)
            throws IOException {
        restore();
        tryClosed(what + " in its place", ways);
        for (int i = 0; i < ATTEMPTS; i++) {
            // What the kernel noted of senders is gone with the table; a stray packet of the speaker's may come
            // between.
            restore();
            edit.run();
            if (i == 0) {
                assertThat(order("check ")).as(what).contains(finding);
            }
            if (arrives(place, ways)) {
                return true;
            }
        }
        return false;
    }

    private boolean arrives(Place place, List<String> ways) throws IOException {
        int number = OPEN + ++tried;
        go("OPEN-" + tried, number, ways);
        String key = "OPEN-" + tried + ":" + ways.get(ways.size() - 1) + ":";
        try {
            Awaitility.await()
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> new Sights(cloudTap.packets(), lanTap.packets(), listened).hold(place, key, number));
            return true;
        } catch (ConditionTimeoutException e) {
            return false;
        }
    }

    private void tryClosed(String what, List<String> ways) {
        closed.put(++tried, what + ", " + ways);
        go("CLOSED-" + tried, CLOSED + tried, ways);
    }

    private void go(String mark, int number, List<String> ways) {
        List<String> own = new ArrayList<>(ways);
        if (own.get(0).startsWith("cloud:")) {
            outsider.go(mark, number, List.of(own.remove(0).substring("cloud:".length())));
        }
        speaker.go(mark, number, own);
    }

    /** Of every way that some rule is against, but those that are pings let through. */
    private static List<String> allWays() {
        return RulesNeeded.all().stream()
                .filter(rule -> rule.opens() && rule.place() != Place.REDIRECTED)
                .map(rule -> rule.ways().get(rule.ways().size() - 1))
                .distinct()
                .toList();
    }

    private void assertNothingGotThrough() throws IOException {
        Sights sights = new Sights(cloudTap.packets(), lanTap.packets(), listened);
        closed.forEach((number, what) -> assertThat(Stream.of(Place.values())
                        .filter(place -> sights.hold(place, "CLOSED-" + number + ":", CLOSED + number)))
                .as(what)
                .isEmpty());
    }

    private void listen() throws IOException {
        Process process = house.box()
                .start(
                        Map.of(),
                        ProcessBuilder.Redirect.INHERIT,
                        List.of("python3", "-c", NetworkNamespace.script("udp-listener.py"), "15443"));
        BufferedReader lines = process.inputReader();
        assertThat(lines.readLine()).isEqualTo("ready");
        Thread reader = new Thread(
                () -> lines.lines().forEach(line -> {
                    int space = line.lastIndexOf(' ');
                    listened.put(Integer.valueOf(line.substring(space + 1)), line.substring(0, space));
                }),
                "listened");
        reader.setDaemon(true);
        reader.start();
    }

    /** The table as it was applied, with nothing noted in its sets yet. */
    private void restore() {
        house.box().feed(ruleset, "nft", "-f", "-").ok();
    }

    private void delete(Rule rule) {
        String handle = rules().stream()
                .filter(listed -> rule.is(listed.chain(), listed.text()))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no such rule: " + rule))
                .handle();
        house.box()
                .run("nft", "delete", "rule", "inet", "earmuff", rule.chain(), "handle", handle)
                .ok();
    }

    private static long ofTheChain(String chain) {
        return RulesNeeded.all().stream()
                .filter(rule -> rule.chain().equals(chain))
                .count();
    }

    private List<Listed> rules() {
        List<Listed> rules = new ArrayList<>();
        String chain = "";
        String text = house.box()
                .run("nft", "-a", "list", "table", "inet", "earmuff")
                .ok()
                .out();
        for (String line : text.lines().toList()) {
            Matcher named = CHAIN.matcher(line);
            Matcher rule = HANDLE.matcher(line);
            if (named.matches()) {
                chain = named.group(1);
            } else if (!chain.isEmpty() && rule.matches()) {
                rules.add(new Listed(chain, rule.group(1), rule.group(2)));
            }
        }
        return rules;
    }

    private String order(String verb) {
        try {
            firewall.outputWriter().append(verb + WORDS + "\n").flush();
            return String.valueOf(firewall.inputReader().readLine());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String mac(NetworkNamespace where, String networkInterface) {
        return where.run("cat", "/sys/class/net/" + networkInterface + "/address")
                .ok()
                .out()
                .strip();
    }
}
