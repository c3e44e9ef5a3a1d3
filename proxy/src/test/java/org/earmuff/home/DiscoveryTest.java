package org.earmuff.home;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.home.leases.Lease;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DiscoveryTest {

    private static final String ECHO = "44:65:0D:12:34:56";
    private static final String NEST = "18:B4:30:00:00:01";
    private static final String PHONE = "DA:A1:19:00:00:01";
    private static final String APPLE = "D4:A3:3D:00:00:01";
    private static final String TV = "44:65:0D:99:99:99";
    private static final String OTHER = "00:00:5E:00:53:01";

    private final List<Neighbour> neighbours = new ArrayList<>();
    private final List<Lease> leases = new ArrayList<>();

    @Test
    void speakers_are_told_by_their_makers() {
        seen("192.168.1.20", ECHO);
        seen("192.168.1.21", OTHER);
        seen("192.168.1.22", APPLE);

        assertThat(look(Map.of()))
                .extracting(f -> f.device().mac().toString(), Finding::profile)
                .containsExactly(tuple(ECHO, "amazon-echo"), tuple(OTHER, null), tuple(APPLE, null));
        assertThat(look(Map.of()).get(0).why()).containsExactly("made by Amazon");
    }

    @Test
    void by_what_they_call_themselves() {
        seen("192.168.1.20", PHONE);
        leases.add(new Lease(null, address("192.168.1.20"), "Google-Nest-Mini"));
        assertThat(look(Map.of()).get(0).profile()).isEqualTo("google-nest");

        neighbours.clear();
        seen("192.168.1.22", TV);
        leases.add(new Lease(Mac.parse(TV), address("192.168.1.22"), "Fire-TV-Stick"));
        assertThat(look(Map.of()).get(0).profile())
                .as("made by Amazon, and no speaker")
                .isNull();
    }

    @Test
    void and_by_what_they_offer() {
        seen("192.168.1.20", OTHER);
        seen("192.168.1.22", APPLE);

        List<Finding> found = look(Map.of(
                address("192.168.1.20"), Set.of("_sonos._tcp", "_spotify-connect._tcp"),
                address("192.168.1.22"), Set.of("_airplay._tcp")));

        assertThat(found).extracting(Finding::profile).containsExactly("sonos", "apple-homepod");
        assertThat(found.get(0).why()).containsExactly("offers _sonos._tcp, _spotify-connect._tcp");
    }

    @Test
    void made_up_addresses_and_repeaters_are_told_apart() {
        seen("192.168.1.30", PHONE);
        for (int i = 0; i < 4; i++) {
            seen("192.168.1.4" + i, ECHO);
        }

        List<Finding> found = look(Map.of());

        assertThat(found.get(0).why())
                .containsExactly("made by Amazon", "4 IPv4 addresses in use: several devices, as behind a repeater");
        assertThat(found.get(1).why()).containsExactly("made-up (randomised) hardware address");
        assertThat(Suggestion.entries(found, Set.of()))
                .as("nothing that would catch the whole house")
                .isEmpty();
    }

    @Test
    void configured_speakers_are_marked_by_either_address() {
        seen("192.168.1.20", ECHO);
        seen("192.168.1.21", NEST);
        List<SpeakerDef> speakers = List.of(
                new SpeakerDef("kitchen", "", Set.of(), "generic", List.of(Matcher.parse(ECHO))),
                new SpeakerDef("nursery", "", Set.of(), "generic", List.of(Matcher.parse("192.168.1.16/28"))));

        List<Finding> found = Discovery.of(neighbours, List.of(), leases, Map.of(), speakers, List.of())
                .findings();

        assertThat(found).extracting(Finding::speaker).containsExactlyInAnyOrder("kitchen", "nursery");
        assertThat(Suggestion.entries(found, Set.of("kitchen"))).isEmpty();
    }

    @Test
    void what_is_suggested_loads(@TempDir Path folder) throws Exception {
        seen("192.168.1.20", ECHO);
        seen("fe80::20", ECHO);
        seen("192.168.1.21", NEST);
        seen("192.168.1.22", PHONE);
        seen("192.168.1.23", "44:65:0D:12:34:57");
        leases.add(new Lease(Mac.parse(ECHO), address("192.168.1.20"), "amazon-0a1b--"));
        leases.add(new Lease(Mac.parse(NEST), address("192.168.1.21"), "all"));
        leases.add(new Lease(null, address("192.168.1.22"), "Sonos: #1?"));
        leases.add(new Lease(null, address("192.168.1.23"), Lease.clean("echo\n  - {name: evil}")));
        Discovery found = Discovery.of(neighbours, List.of(), leases, Map.of(), List.of(), List.of());
        String entries = Suggestion.entries(found.findings(), Set.of());
        Path file = folder.resolve("earmuff.yaml");

        Files.writeString(file, Suggestion.whole(entries, found.interfacesOfSpeakers()));

        Configuration loaded = ConfigLoader.load(file);
        assertThat(loaded.lanInterfaces()).containsExactly("br-lan");
        assertThat(loaded.speakers()).hasSize(4).noneMatch(s -> s.name().equals("all"));
        assertThat(loaded.speakers())
                .filteredOn(s -> s.match().contains(Mac.parse(ECHO)))
                .singleElement()
                .matches(s -> s.name().equals("amazon-0a1b") && s.profile().equals("amazon-echo"));
        assertThat(loaded.speakers())
                .filteredOn(s -> s.match().contains(Cidr.parse("192.168.1.22")))
                .as("one whose hardware address is made up")
                .hasSize(1);
        Discovery again = Discovery.of(neighbours, List.of(), leases, Map.of(), loaded.speakers(), List.of());
        assertThat(again.findings()).noneMatch(Finding::isNew);
    }

    @Test
    void an_answer_to_multicast_dns_is_read() {
        ByteBuffer answer = ByteBuffer.allocate(512);
        answer.put(new byte[] {0, 0, (byte) 0x84, 0, 0, 0, 0, 2, 0, 0, 0, 0});
        answer.put(name("_sonos", "_tcp", "local")).put(new byte[] {0, 12, 0, 1, 0, 0, 0, 120, 0, 9});
        answer.put(new byte[] {6})
                .put("Sonos1".getBytes(StandardCharsets.UTF_8))
                .put(new byte[] {(byte) 0xC0, 12});
        answer.put(new byte[] {9})
                .put("_RAOP\u00e9\u00e9".getBytes(StandardCharsets.UTF_8))
                .put(new byte[] {(byte) 0xC0, 19});
        answer.put(new byte[] {0, 12, 0, 1, 0, 0, 0, 120, 0, 0}).flip();

        assertThat(ServiceQuery.answered(answer)).containsExactly("_sonos._tcp");
    }

    @Test
    void a_question_asks_for_every_service() {
        ByteBuffer query = ByteBuffer.wrap(ServiceQuery.query());
        assertThat(query.getShort(4)).isEqualTo((short) ServiceQuery.SERVICES.size());
        assertThat(ServiceQuery.answered(query)).as("a question is no answer").isEmpty();
    }

    @Test
    void damaged_answers_are_passed_over() {
        byte[] loop = {0, 0, (byte) 0x84, 0, 0, 0, 0, 1, 0, 0, 0, 0, (byte) 0xC0, 12, 0, 12};
        assertThat(ServiceQuery.answered(ByteBuffer.wrap(loop))).isEmpty();
        Random random = new Random(7);
        for (int i = 0; i < 20_000; i++) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            if (noise.length > 2) {
                noise[2] |= (byte) 0x80;
            }
            assertThat(ServiceQuery.answered(ByteBuffer.wrap(noise))).isEmpty();
        }
    }

    private static byte[] name(String... labels) {
        ByteBuffer out = ByteBuffer.allocate(64);
        for (String label : labels) {
            out.put((byte) label.length()).put(label.getBytes(StandardCharsets.UTF_8));
        }
        out.put((byte) 0).flip();
        byte[] bytes = new byte[out.remaining()];
        out.get(bytes);
        return bytes;
    }

    private void seen(String address, String mac) {
        neighbours.add(new Neighbour(address(address), "br-lan", Mac.parse(mac), true));
    }

    private List<Finding> look(Map<InetAddress, Set<String>> services) {
        return Discovery.of(neighbours, List.of(), leases, services, List.of(), List.of())
                .findings();
    }

    private static org.assertj.core.groups.Tuple tuple(Object... values) {
        return org.assertj.core.groups.Tuple.tuple(values);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }
}
