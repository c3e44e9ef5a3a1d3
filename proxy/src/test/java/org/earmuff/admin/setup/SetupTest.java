package org.earmuff.admin.setup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.earmuff.admin.RawHttp;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.home.Discovery;
import org.earmuff.home.SpeakerDef;
import org.earmuff.testing.FreePort;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SetupTest {

    private static final InetSocketAddress USUAL = new InetSocketAddress("127.0.0.1", 8480);

    @TempDir
    Path folder;

    static Stream<String> oddNames() {
        return Stream.of(
                "Küche",
                "Wohn\"zimmer\"",
                "back\\slash \\n \\u0041",
                "a: b",
                "- item",
                "# no comment",
                "null",
                "no",
                "12:34:56",
                "010",
                "{a: b}",
                "[x]",
                "&a *b !c |",
                "%TAG",
                "@x `y`",
                "кухня",
                "居間",
                "👶 room",
                "\u202Eright to left",
                "all",
                "---",
                "...",
                "<script>alert(1)</script>",
                "$env:HOME");
    }

    @ParameterizedTest
    @MethodSource("oddNames")
    void whatever_a_room_is_called_the_file_means_that_and_passes_the_check(String name) throws Exception {
        Draft draft = Draft.empty()
                .speakers(
                        List.of(
                                new Draft.Chosen(name, "44:65:0D:12:34:56", "amazon-echo", Draft.Kind.TICKED),
                                new Draft.Chosen(name, "192.168.1.5", "generic", Draft.Kind.TYPED)),
                        List.of("br-lan"),
                        true)
                .hours(name, ZoneId.of("Europe/Berlin"), new Hours(false, "7:00", "22:30", "09:00", "00:30"));

        Configuration read = read(SetupYaml.of(draft, folder, USUAL, List.of()));

        assertThat(read.household().name()).isEqualTo(name);
        assertThat(read.speakers()).extracting(SpeakerDef::room).containsOnly(name);
        assertThat(Set.copyOf(read.speakers())).hasSize(2);
        assertThat(read.rules().rules()).hasSize(1);
        assertThat(read.state()).isEqualTo(folder);
    }

    private Configuration read(String yaml) throws Exception {
        return ConfigLoader.load(Files.writeString(folder.resolve("earmuff.yaml"), yaml));
    }

    @Test
    void an_address_of_the_network_is_kept_and_its_neighbours_may_connect() throws Exception {
        InetSocketAddress own = new InetSocketAddress(InetAddress.getByName("192.168.1.2"), 8480);
        Draft draft = Draft.empty().speakers(List.of(), List.of("br-lan"), true);

        Configuration read = read(SetupYaml.of(draft, folder, own, List.of("192.168.1.0/24")));

        assertThat(read.listen().admin()).isEqualTo(own);
        assertThat(read.admin().allow())
                .anyMatch(block -> block.contains(new InetSocketAddress("192.168.1.77", 1).getAddress()))
                .noneMatch(block -> block.contains(new InetSocketAddress("192.168.2.77", 1).getAddress()));
        assertThat(read.speakers()).isEmpty();
    }

    @Test
    void a_file_that_is_there_is_never_written_over() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), "mine");

        assertThatThrownBy(() -> FirstFile.write(file, "theirs")).isInstanceOf(FileAlreadyExistsException.class);

        assertThat(file).hasContent("mine");
        assertThat(folder).isDirectoryNotContaining("glob:**.setup");
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.2,true",
        "10.1.2.3,true",
        "fd00::1,true",
        "127.0.0.1,true",
        "8.8.8.8,false",
        "172.32.0.1,false"
    })
    void only_a_home_s_own_addresses_set_it_up(String address, boolean may) throws Exception {
        assertThat(SetupServer.isPrivate(InetAddress.getByName(address))).isEqualTo(may);
    }

    @Test
    void without_the_code_nothing_is_shown_and_nothing_is_taken() throws Exception {
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        Path file = folder.resolve("etc/earmuff.yaml");
        InetSocketAddress listen = new InetSocketAddress("127.0.0.1", FreePort.find());
        Setup plan = new Setup(
                file,
                folder,
                listen,
                candidate -> List.of(),
                () -> new Discovery(List.of(), List.of()),
                () -> List.of("br-lan"),
                () -> {});
        try (SetupServer server = new SetupServer(plan, clock)) {
            String own = "Origin: http://127.0.0.1:" + listen.getPort();
            for (String step : new String[] {"password", "speakers", "hours", "look", "write"}) {
                assertThat(post(server, step, "password=four+words+in+a+row&again=four+words+in+a+row", own)
                                .all("Location"))
                        .as(step)
                        .containsExactly("/setup");
            }
            assertThat(post(server, "code", "code=" + server.code(), "Origin: http://evil.example")
                            .status())
                    .isEqualTo(403);
            for (int i = 0; i < 5; i++) {
                assertThat(post(server, "code", "code=AAAA-AAAA", own).body()).contains("That is not the code.");
            }
            assertThat(post(server, "code", "code=" + server.code(), own).body())
                    .contains("Too many wrong codes");
            assertThat(RawHttp.send("127.0.0.1", listen.getPort(), "GET", "/healthz", "")
                            .status())
                    .isEqualTo(200);
            assertThat(RawHttp.send("127.0.0.1", listen.getPort(), "GET", "/api/v1/status", "")
                            .status())
                    .isEqualTo(503);
            assertThat(file).doesNotExist();
        }
    }

    private static RawHttp.Reply post(SetupServer server, String step, String fields, String... headers)
            throws Exception {
        String[] all = Stream.concat(Stream.of("Content-Type: application/x-www-form-urlencoded"), Stream.of(headers))
                .toArray(String[]::new);
        return RawHttp.send("127.0.0.1", server.address().getPort(), "POST", "/setup/" + step, fields, all);
    }
}
