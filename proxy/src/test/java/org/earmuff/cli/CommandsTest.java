package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.earmuff.admin.SmallHome;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.LastGood;
import org.earmuff.json.Json;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The commands as a shell meets them: arguments in; text and an exit code out. */
class CommandsTest {

    @TempDir
    Path folder;

    private SmallHome home;
    private Path config;

    record Result(int code, String out, String err) {}

    @BeforeEach
    void open() throws Exception {
        Path state = Files.createDirectory(folder.resolve("state"));
        home = new SmallHome(state);
        config = config(home.port(), state);
    }

    @AfterEach
    void close() {
        home.close();
    }

    private Path config(int port, Path state) throws Exception {
        return Files.writeString(folder.resolve("earmuff-" + port + ".yaml"), """
                schema: 1
                state: %s
                listen:
                  tproxy: none
                  admin: 127.0.0.1:%d
                speakers:
                  - name: kitchen
                    room: Kitchen
                    match: [127.0.0.5]
                    profile: amazon-echo
                """.formatted(state, port));
    }

    private Result run(String... args) {
        return runWith(config, args);
    }

    private static Result runWith(Path config, String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        if (config != null) {
            all.add("--config");
            all.add(config.toString());
        }
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Earmuff.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    private void uploads() {
        home.ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-11-22T09:00:00Z"), 7.9));
        home.ledger.uploaded(Uploads.withheld("nursery", "Kids room", Instant.parse("2026-11-22T11:00:00Z"), 2));
        await().until(() -> home.ledger.rowsWritten().get("attempt") == 1);
    }

    @Test
    void status_is_readable_on_eighty_columns() {
        uploads();
        run("mute", "room:Kids room", "--for", "30m", "--reason", "a nap that must not be disturbed by anybody at all");

        Result result = run("status");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Our home", "Sun 22 Nov 13:00", "Europe/Berlin")
                .containsPattern("kitchen +Kitchen +7\\.9 s +1 +0 +22 Nov 10:00")
                .containsPattern("bedroom +allowed · no rule forbids it")
                .containsPattern("room:Kids room +2026-11-22 13:30:00 +command: a nap")
                .contains("estimated from record sizes and times");
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void a_password_is_set_from_a_script_and_a_weak_one_is_refused_with_the_reason() {
        assertThat(run("status").out()).contains("PASSWORD", "none:");

        assertThat(typed("short\n").err()).contains("The password has 5 characters; it needs 8 or more");
        assertThat(typed("").err()).contains("The password is empty");
        assertThat(home.state.resolve("admin.password")).doesNotExist();
        Result set = typed("four words in a row\nand no more\n");

        assertThat(set.err()).isEmpty();
        assertThat(set.code()).isZero();
        assertThat(home.state.resolve("admin.password")).content().startsWith("$argon2id$v=19$m=19456,t=2,p=1$");
        await().untilAsserted(() -> assertThat(run("status").out()).doesNotContain("PASSWORD"));
    }

    private Result typed(String text) {
        InputStream before = System.in;
        System.setIn(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)));
        try {
            return run("password", "--stdin");
        } finally {
            System.setIn(before);
        }
    }

    @Test
    void where_there_is_no_configuration_it_can_be_told_not_to_make_one() {
        Result result = runWith(folder.resolve("nothing.yaml"), "run", "--setup", "off");

        assertThat(result.code()).isEqualTo(78);
        assertThat(runWith(folder.resolve("nothing.yaml"), "run", "--setup", "8.8.8.8:8480")
                        .err())
                .contains("one private address of this machine");
        assertThat(runWith(folder.resolve("nothing.yaml"), "run", "--setup", "here")
                        .code())
                .isEqualTo(2);
    }

    @Test
    void status_as_json_is_the_api_s_answer() throws Exception {
        assertThat(Json.readObject(run("status", "--json").out()).objects("speakers"))
                .hasSize(3);
    }

    @Test
    void mute_and_unmute_tell_what_holds_and_what_remains() {
        assertThat(run("mute").out()).isEqualTo("muted: all, until lifted\n");
        assertThat(run("mute", "room:Kids room", "--until", "07:00").out())
                .isEqualTo("muted: room:Kids room, until 2026-11-23 07:00:00\n");
        MuteOrder order = home.desk.state().on(new Scope.Room("Kids room")).orElseThrow();
        assertThat(order.by()).isEqualTo("command");

        assertThat(run("unmute").out()).isEqualTo("unmuted: all\nstill muted: room:Kids room\n");
        assertThat(run("unmute").out()).isEqualTo("was not muted: all\nstill muted: room:Kids room\n");
        assertThat(run("unmute", "kids ROOM").out()).isEqualTo("unmuted: room:Kids room\n");
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void a_shorter_mute_in_place_of_a_longer_one_says_what_was_before() {
        run("mute", "speaker:kitchen");

        assertThat(run("mute", "speaker:kitchen", "--until", "22:00").out())
                .isEqualTo("muted: speaker:kitchen, until 2026-11-22 22:00:00 (before: until lifted)\n");
        assertThat(run("mute", "speaker:Kitchen", "--until", "21:00").out())
                .isEqualTo("muted: speaker:kitchen, until 2026-11-22 21:00:00 (before: until 2026-11-22 22:00:00)\n");
    }

    @Test
    void a_name_that_can_mean_one_scope_only_is_enough() {
        assertThat(run("mute", "nursery").out()).isEqualTo("muted: speaker:nursery, until lifted\n");
        assertThat(run("mute", "room:kitchen").out()).isEqualTo("muted: room:Kitchen, until lifted\n");
    }

    @Test
    void a_typo_in_the_configuration_does_not_keep_a_person_from_muting() throws Exception {
        LastGood.in(home.state).keep(ConfigLoader.load(config));
        Files.writeString(config, Files.readString(config).replace("speakers:", "spekers:"));

        assertThat(run("mute").out()).isEqualTo("muted: all, until lifted\n");
        assertThat(run("status").code()).isZero();
        assertThat(run("unmute").out()).isEqualTo("unmuted: all\n");
    }

    @Test
    void a_mute_that_a_restart_would_forget_warns() throws Exception {
        Files.createDirectories(home.state.resolve("mutes.json.new/in-the-way"));

        Result result = run("mute", "--for", "1 h");

        assertThat(result.code()).isZero();
        assertThat(result.out()).startsWith("muted: all");
        assertThat(result.err()).contains("a restart would forget this mute");
        Result unmute = run("unmute");
        assertThat(unmute.code()).isEqualTo(1);
        assertThat(unmute.err()).contains("still muted");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mute room:Kichen|there is no room:Kichen here; there is: all, room:Kitchen, room:Kids room",
                "uploads --since 12:00 --until 2020-01-01|since (12:00, 2026-11-22T11:00:00.000Z) is not before until",
                "unmute speaker:nobody|there is no speaker:nobody here",
                "mute --for soon|\"soon\" is no duration: write 15 s",
                "mute --until noon|\"noon\" is no time: write 07:00",
                "mute --for 1h --until 07:00|earmuff: --for=D, --until=T are mutually exclusive",
                "uploads --speaker nobody|there are: kitchen, nursery, bedroom",
                "uploads --since whenever|\"whenever\" is no time",
                "frobnicate|earmuff: \"frobnicate\" is no command",
                "chek|Did you mean: earmuff check",
                "mute room:Kitchen --for 30 min|\"min\" is one word too many: put quotes around what has a space in it",
                "firewall prnt|\"prnt\" is no command",
                "mute --loud|earmuff: Unknown option: '--loud'"
            })
    void what_is_not_understood_exits_2_and_says_what_would_be(String command, String words) {
        Result result = run(command.split(" ", -1));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(words);
        assertThat(result.out()).isEmpty();
        assertThat(home.desk.state().orders()).isEmpty();
    }

    @Test
    void uploads_are_a_table_or_one_object_a_line() throws Exception {
        uploads();

        Result table = run("uploads");

        assertThat(table.err()).isEmpty();
        assertThat(table.out().lines())
                .containsExactly(
                        "TIME                 SPEAKER                 SOUND    BYTES     REASON          DESTINATION",
                        "2026-11-22 10:00:00  kitchen       left      7.9 s    65.2 kB   default         avs-alexa-4-eu.amazon.com",
                        "2026-11-22 12:00:00  nursery       withheld  2.0 s    65.2 kB   hours           avs-alexa-4-eu.amazon.com");
        home.ledger.uploaded(Uploads.upload(
                "kitchen",
                "Kitchen",
                Instant.parse("2026-11-22T11:10:00Z"),
                3,
                30_000,
                new Decision(Verdict.ALLOW, Reason.MUTE, null, Instant.MAX)));
        await().until(() -> home.ledger.rowsWritten().get("upload") == 2);
        assertThat(run("uploads", "--since", "12:05").out().lines().skip(1))
                .containsExactly(
                        "2026-11-22 12:10:00  kitchen       cut       3.0 s    65.2 kB   mute            avs-alexa-4-eu.amazon.com");
        assertThat(run("uploads", "--since", "11:30").out().lines()).hasSize(3);
        List<String> rows =
                run("uploads", "--json", "--speaker", "kitchen").out().lines().toList();
        assertThat(rows).hasSize(2);
        assertThat(Json.readObject(rows.get(0)).text("destination")).isEqualTo("52.46.136.99:443");
    }

    @Test
    void following_prints_new_uploads_as_they_come() throws Exception {
        uploads();
        StringWriter out = new StringWriter();
        Thread follower = new Thread(() -> Earmuff.run(
                new PrintWriter(out),
                new PrintWriter(new StringWriter()),
                "uploads",
                "--follow",
                "--config",
                config.toString()));
        follower.start();
        await().until(() -> out.toString().contains("nursery"));

        home.ledger.uploaded(Uploads.left("bedroom", "Bedroom", Instant.parse("2026-11-22T12:00:00Z"), 3));

        await().atMost(Duration.ofSeconds(10)).until(() -> out.toString().contains("bedroom"));
        follower.interrupt();
        follower.join(5_000);
        assertThat(follower.isAlive()).isFalse();
        assertThat(out.toString().lines()).hasSize(4);
    }

    @Test
    void health_is_0_ready_1_not_ready_69_away() throws Exception {
        assertThat(run("health")).isEqualTo(new Result(0, "ready\n", ""));
        home.notReady = List.of("listen.tproxy: 15443 is in use");
        Result notReady = run("health");
        assertThat(notReady.code()).isEqualTo(1);
        assertThat(notReady.err()).contains("listen.tproxy: 15443 is in use");
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Result away = runWith(config(free, home.state), "health");
        assertThat(away.code()).isEqualTo(69);
        assertThat(away.err()).contains("does not answer at http://127.0.0.1:" + free, "is it running");
    }

    @Test
    void an_appliance_that_never_started_is_not_reachable() throws Exception {
        Result result = runWith(config(1, Files.createDirectory(folder.resolve("fresh"))), "status");

        assertThat(result.code()).isEqualTo(69);
        assertThat(result.err()).contains("admin.token is not there");
    }

    @Test
    void a_bad_configuration_exits_78_with_its_problems() throws Exception {
        Path bad = Files.writeString(folder.resolve("bad.yaml"), "schema: 1\nspekers: []\n");

        Result result = runWith(bad, "status");

        assertThat(result.code()).isEqualTo(78);
        assertThat(result.err()).contains("bad.yaml", "spekers");
        assertThat(runWith(folder.resolve("none.yaml"), "mute").code()).isEqualTo(78);
    }

    @Test
    void a_wrong_token_fails() throws Exception {
        Files.writeString(home.state.resolve("admin.token"), "x".repeat(43));

        Result result = run("status");

        assertThat(result.code()).isEqualTo(1);
        assertThat(result.err()).contains("the token is not the one");
    }

    @ParameterizedTest
    @ValueSource(strings = {"status", "mute", "unmute", "uploads", "health"})
    void every_command_has_help(String command) {
        Result result = runWith(null, command, "--help");

        assertThat(result.code()).isZero();
        assertThat(result.out()).contains("Usage: earmuff " + command, "--config=FILE");
        assertThat(result.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    @Test
    void without_a_command_it_says_which_there_are() {
        Result result = runWith(null);
        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains("status", "mute", "unmute", "uploads", "health");
        assertThat(runWith(null, "--version").out()).startsWith("earmuff ");
        assertThat(Stream.of(runWith(null, "--help").out().split("\n", -1)))
                .anySatisfy(line -> assertThat(line).contains("69").contains("not reachable"));
    }

    @Test
    void control_characters_do_not_reach_the_terminal() {
        assertThat(Table.clean("a\u001b[31mb\u202ec\u0007")).isEqualTo("a?[31mb?c?");
    }

    @Test
    void signs_that_a_terminal_lacks_are_replaced() throws Exception {
        StringWriter out = new StringWriter();
        try (PrintWriter plain = new PrintWriter(new PlainWriter(out))) {
            plain.print("a · b…");
        }
        assertThat(out).hasToString("a - b~");
    }
}
