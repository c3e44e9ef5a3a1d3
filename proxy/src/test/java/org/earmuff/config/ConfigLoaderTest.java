package org.earmuff.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.ZoneId;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import org.earmuff.home.Cidr;
import org.earmuff.home.IpText;
import org.earmuff.home.Mac;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Speakers;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConfigLoaderTest {

    private static final String MINIMAL = "schema: 1\nlisten: {tproxy: none}\n";

    @TempDir
    private Path folder;

    @Test
    void the_documented_example_loads() throws Exception {
        Path file = write(example());

        Configuration c = ConfigLoader.load(file);

        assertThat(c.file()).isEqualTo(file);
        assertThat(c.sha256())
                .isEqualTo(HexFormat.of()
                        .formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file))));
        assertThat(c.household()).isEqualTo(new Household("Our home", ZoneId.of("Europe/Berlin")));
        assertThat(c.state()).isEqualTo(Path.of("/var/lib/earmuff"));
        assertThat(c.listen().tproxy()).hasValue(15_443);
        assertThat(c.listen().socks()).isEmpty();
        assertThat(c.listen().connect()).contains(new InetSocketAddress(address("::1"), 3128));
        assertThat(c.listen().admin()).isEqualTo(new InetSocketAddress(address("127.0.0.1"), 8480));
        assertThat(c.lanInterfaces()).containsExactly("br-lan");
        assertThat(c.muteStyle()).isEqualTo(MuteOrder.Style.REFUSE);
        assertThat(c.admin().allow())
                .containsExactly(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"), Cidr.parse("192.168.1.0/24"));
        assertThat(c.admin().names()).containsExactly("earmuff.lan");
    }

    @Test
    void its_speakers_are_these() throws Exception {
        Configuration c = ConfigLoader.load(write(example()));

        assertThat(c.speakers())
                .containsExactly(
                        new SpeakerDef(
                                "kitchen",
                                "Kitchen",
                                Set.of("downstairs"),
                                "amazon-echo",
                                List.of(Mac.parse("44:65:0d:12:34:56"))),
                        new SpeakerDef(
                                "bedroom",
                                "Bedroom",
                                Set.of(),
                                "generic",
                                List.of(
                                        Mac.parse("10:22:33:44:55:66"),
                                        Mac.parse("10:20:30:40:50:60"),
                                        Cidr.parse("192.168.1.20"),
                                        Cidr.parse("fd00:1::/64"))));
    }

    @Test
    void its_rules_are_these_and_know_their_lines() throws Exception {
        Path file = write(example());

        Configuration c = ConfigLoader.load(file);

        assertThat(c.rules().zone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(c.rules().unknownDevices()).isEqualTo(Verdict.REFUSE);
        assertThat(c.rules().clockUnsynced()).isEqualTo(Verdict.ALLOW);
        assertThat(c.rules().rules())
                .containsExactly(
                        new Rule(
                                new RuleRef("day-time", file.toString(), 26),
                                new Speakers(true, Set.of("kitchen"), Set.of("downstairs"), Set.of("Bedroom")),
                                null,
                                WeeklyHours.parse("mon-fri 07:00-22:30", "sat,sun 09:00-00:30"),
                                null),
                        new Rule(
                                new RuleRef("slow-at-night", file.toString(), 30),
                                new Speakers(false, Set.of(), Set.of("downstairs"), Set.of()),
                                WeeklyHours.parse("daily 22:00-06:00"),
                                null,
                                new Rate(8_000, 32_768)),
                        new Rule(
                                new RuleRef("small", file.toString(), 35),
                                Speakers.ALL,
                                null,
                                null,
                                new Rate(1_500, 2_048)));
    }

    @Test
    void absent_keys_mean_what_is_documented() throws Exception {
        Configuration c = ConfigLoader.load(write(MINIMAL));

        assertThat(c.household()).isEqualTo(new Household("Home", ZoneId.systemDefault()));
        assertThat(c.state()).isEqualTo(Path.of("/var/lib/earmuff"));
        assertThat(c.listen().tproxy()).isEmpty();
        assertThat(c.listen().socks()).isEmpty();
        assertThat(c.listen().admin()).isEqualTo(new InetSocketAddress(address("127.0.0.1"), 8480));
        assertThat(c.speakers()).isEmpty();
        assertThat(c.rules().rules()).isEmpty();
        assertThat(c.rules().unknownDevices()).isEqualTo(Verdict.WITHHOLD);
        assertThat(c.rules().clockUnsynced()).isEqualTo(Verdict.WITHHOLD);
        assertThat(c.muteStyle()).isEqualTo(MuteOrder.Style.WITHHOLD);
        assertThat(c.admin().allow()).containsExactly(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));
        assertThat(c.admin().names()).isEmpty();

        Configuration lan = ConfigLoader.load(write("schema: 1\nlan: {interfaces: br-lan}\n"));
        assertThat(lan.listen().tproxy()).hasValue(15_443);
    }

    @Test
    void without_interfaces_nothing_is_expected_from_the_firewall() throws Exception {
        Configuration c = ConfigLoader.load(write("schema: 1\nlisten: {socks: \"127.0.0.1:1080\"}\n"));

        assertThat(c.listen().tproxy()).isEmpty();
        assertThat(c.lanInterfaces()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"calls: withhold", "calls: refuse", "calls: allow", "quic: refuse", "quic: relay"})
    void what_becomes_of_udp_may_be_said(String line) throws Exception {
        assertThat(ConfigLoader.load(write(MINIMAL + line + "\n")).speakers()).isEmpty();
    }

    @Test
    void values_stay_the_text_that_was_written() throws Exception {
        Configuration c = ConfigLoader.load(write(MINIMAL + """
                household: {name: no}
                speakers:
                  - {name: "010", room: 12:34:56, match: 10.0.0.1}
                  - {name: on, room: 0x1F, match: 10.0.0.2}
                  - {name: 1e3, room: 2026-01-01, match: 10.0.0.3}
                  - {name: 'null', room: 1_000, match: 10.0.0.4}
                """));

        assertThat(c.household().name()).isEqualTo("no");
        assertThat(c.speakers()).extracting(SpeakerDef::name).containsExactly("010", "on", "1e3", "null");
        assertThat(c.speakers())
                .extracting(SpeakerDef::room)
                .containsExactly("12:34:56", "0x1F", "2026-01-01", "1_000");
    }

    @Test
    void the_environment_and_files_are_looked_up_once() throws Exception {
        Path secret = Files.writeString(folder.resolve("room"), "Grandma's ${env:HOME}\n");
        Map<String, String> environment = Map.of("NAME", "${file:UTF-8:/etc/hostname}", "ZONE", "Berlin");

        Configuration c = ConfigLoader.load(write(MINIMAL + """
                        household: {name: "At ${env:NAME}", timezone: "Europe/${env:ZONE}"}
                        speakers:
                          - {name: kitchen, room: "${file:UTF-8:%s}", match: 10.0.0.1}
                        """.formatted(secret)), environment::get);

        assertThat(c.household().name()).isEqualTo("At ${file:UTF-8:/etc/hostname}");
        assertThat(c.household().timezone()).isEqualTo(ZoneId.of("Europe/Berlin"));
        assertThat(c.speakers().get(0).room()).isEqualTo("Grandma's ${env:HOME}");
    }

    @Test
    void a_problem_shows_what_is_written_and_not_what_was_looked_up() throws Exception {
        Path file = write(MINIMAL + "state: \"${env:SECRET}\"\n");

        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file, name -> "hunter2"))
                .withMessage(file
                        + ":3: state: \"${env:SECRET}\" is not a folder's full path; write one like /var/lib/earmuff")
                .satisfies(e -> assertThat(e.problems())
                        .containsExactly(new Problem(
                                file.toString(),
                                3,
                                "state",
                                "${env:SECRET}",
                                "is not a folder's full path; write one like /var/lib/earmuff")));
    }

    @Test
    void a_byte_order_mark_and_windows_line_ends_are_no_matter() throws Exception {
        assertThat(ConfigLoader.load(write("\uFEFF" + MINIMAL.replace("\n", "\r\n")))
                        .household()
                        .name())
                .isEqualTo("Home");
    }

    @Test
    void a_file_that_is_not_there() {
        fails(folder.resolve("none.yaml"), ": does not exist; create it, or name another with --config FILE");
    }

    @Test
    void a_directory() {
        fails(folder, ": is a directory; name the file in it");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n\n", "# nothing yet\n", "---\n", "~"})
    void a_file_without_anything_in_it(String content) throws IOException {
        fails(
                write(content),
                content.equals("~")
                        ? ":1: is a single value where keys should be; begin it with \"schema: 1\""
                        : ":1: is empty; begin it with \"schema: 1\"");
    }

    @Test
    void a_file_that_is_not_utf_8() throws IOException {
        Path file = Files.write(
                folder.resolve("latin.yaml"),
                (MINIMAL + "household: {name: K\u00fcche}\n").getBytes(StandardCharsets.ISO_8859_1));

        fails(file, ":3: is not UTF-8 text from byte 53 on; save the file as UTF-8");
    }

    @Test
    void a_file_that_ends_inside_a_letter() throws IOException {
        fails(
                Files.write(folder.resolve("cut.yaml"), new byte[] {'a', (byte) 0xC3}),
                ":1: is not UTF-8 text from byte 2 on; save the file as UTF-8");
    }

    @Test
    void a_file_with_a_nul_in_it() throws IOException {
        fails(write("schema: 1\nhousehold: {name: \0}\n"), ":2: is UTF-16 or no text at all; save the file as UTF-8");
    }

    @Test
    void a_file_that_is_too_large() throws IOException {
        fails(
                write(MINIMAL + "#".repeat(1 << 20)),
                ": is larger than 1 MiB, which no configuration is; look whether it is the right file");
    }

    @Test
    void a_large_file_still_loads() throws Exception {
        StringBuilder text = new StringBuilder(MINIMAL).append("rules:\n");
        for (int i = 0; i < 2_000; i++) {
            text.append("  - {name: rule-").append(i).append(", hours: mon-fri 07:00-22:30}\n");
        }

        assertThat(ConfigLoader.load(write(text.toString())).rules().rules()).hasSize(2_000);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_is_in_the_file_it_loads_or_is_told_what_is_wrong(long seed) throws Exception {
        Random random = new Random(seed);
        String example = example();
        String[] splinters = {
            "'", "\"", "[", "]", "{", "}", ":", ": ", "- ", "\n", "  ", "\t", "#", "&", "*", "!", "|", ">", "%", "?",
            "<<", "~", "${", "}", "\u0000", "\u2028", "name", "..", "(1)", "[@x]"
        };
        for (int i = 0; i < 250; i++) {
            StringBuilder text = new StringBuilder(example);
            for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
                int at = random.nextInt(text.length());
                int cut = random.nextBoolean() ? 0 : Math.min(random.nextInt(12), text.length() - at);
                text.replace(at, at + cut, random.nextInt(4) == 0 ? "" : splinters[random.nextInt(splinters.length)]);
            }
            Path file = write(text.toString());
            try {
                assertThat(ConfigLoader.load(file).file()).isEqualTo(file);
            } catch (ConfigException e) {
                assertThat(e.problems()).isNotEmpty();
                assertThat(e.getMessage().lines()).as("one line a problem").hasSameSizeAs(e.problems());
            }
        }
    }

    private static void fails(Path file, String messageAfterPath) {
        assertThatExceptionOfType(ConfigException.class)
                .isThrownBy(() -> ConfigLoader.load(file))
                .withMessage(file + messageAfterPath);
    }

    private static InetAddress address(String text) {
        return Objects.requireNonNull(IpText.parse(text));
    }

    private Path write(String text) throws IOException {
        return Files.writeString(folder.resolve("earmuff.yaml"), text);
    }

    private static String example() throws IOException {
        try (var in = Objects.requireNonNull(ConfigLoaderTest.class.getResourceAsStream("/config/example.yaml"))) {
            return new String(in.readAllBytes(), UTF_8);
        }
    }
}
