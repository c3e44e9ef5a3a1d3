package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Ledger;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** {@code replay}, {@code report} and {@code uploads} as a shell meets them while no appliance runs. */
class LookingBackTest {

    /** Of the day on which clocks go back in Berlin, a Sunday. */
    private static final Instant LONG_DAY = Instant.parse("2026-10-24T22:00:00Z");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-10-11T22:00:00Z");
    private final List<Ledger> ledgers = new ArrayList<>();
    private Path config;

    record Result(int code, String out, String err) {}

    @BeforeEach
    void write() throws Exception {
        config = file("earmuff.yaml", """
                schema: 1
                household: {name: Our home, timezone: Europe/Berlin}
                state: %s
                listen: {tproxy: none, admin: "127.0.0.1:1"}
                speakers:
                  - {name: kitchen, room: Kitchen, match: [127.0.0.5]}
                  - {name: nursery, room: Kids room, match: [127.0.0.6]}
                rules:
                  - {name: mine, longest-upload: 1 h}
                """.formatted(folder));
    }

    @AfterEach
    void close() {
        ledgers.forEach(Ledger::close);
    }

    private Path file(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private Ledger ledger() {
        Ledger ledger = new Ledger(folder, clock, "boot");
        ledgers.add(ledger);
        ledger.start();
        return ledger;
    }

    private void at(String instant) {
        clock.pass(Duration.between(clock.now(), Instant.parse(instant)));
    }

    private Result run(String... args) {
        List<String> all = new ArrayList<>(List.of(args));
        all.add("--config");
        all.add(config.toString());
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Earmuff.run(clock, new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        return new Result(code, out.toString(), err.toString());
    }

    /** Two weeks, the second with the hour that comes twice and with a power cut. */
    private void twoWeeks() {
        Ledger ledger = ledger();
        at("2026-10-12T08:00:00Z");
        ledger.started("1", null);
        // The writer signs its first rows by the clock, which must not have gone on by weeks.
        await().until(() -> ledger.checkpoint().isPresent());
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-10-14T10:00:00Z"), 4));
        at("2026-10-20T10:00:00Z");
        MuteOrder nap = new MuteOrder(
                new Scope.Room("Kids room"), MuteOrder.Style.WITHHOLD, null, "command", "nap", clock.now());
        ledger.muted(nap);
        ledger.uploaded(Uploads.withheld("nursery", "Kids room", Instant.parse("2026-10-20T10:10:00Z"), 2));
        ledger.uploaded(Uploads.withheld("nursery", "Kids room", Instant.parse("2026-10-20T10:10:05Z"), 2));
        at("2026-10-20T12:00:00Z");
        ledger.unmuted(nap, "command", "");
        ledger.configurationRefused("earmuff.yaml:3: \"x\" <is> no folder");
        ledger.uploaded(Uploads.left("nursery", "Kids room", Instant.parse("2026-10-20T20:30:00Z"), 12.5));
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-10-21T09:00:00Z"), 3));
        // Half past two comes twice; both are this week's, and night.
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", LONG_DAY.plusSeconds(2 * 3600 + 1800), 1));
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", LONG_DAY.plusSeconds(3 * 3600 + 1800), 1));
        at("2026-10-25T10:00:00Z");
        ledger.stopped("stopped");
        at("2026-10-25T14:30:00Z");
        ledger.started("1", Instant.parse("2026-10-25T10:00:00Z"));
        // The last minute of the 169-hour week, and the first of the next.
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-10-25T22:59:30Z"), 2));
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse("2026-10-25T23:00:30Z"), 60));
        at("2026-10-28T12:00:00Z");
        ledger.stopped("stopped");
        ledger.close();
    }

    @Test
    void a_week_is_told_room_by_room_beside_the_week_before() {
        twoWeeks();

        Result result = run("report", "--week");

        assertThat(result.err()).isEmpty();
        assertThat(result.code()).isZero();
        assertThat(result.out())
                .contains("Our home: week 2026-W43\nMon 19 Oct 2026 to Sun 25 Oct 2026 (Europe/Berlin)")
                .contains("20 s of sound left the house, in 5 uploads; 4 at night")
                .contains("Sound was withheld once.")
                .contains("more than the week before (4.0 s in 1 upload, 0 withheld)")
                .containsPattern("Kitchen +7\\.0 s +4 +3 +0 +3\\.0 s, Wed 21 Oct 11:00, kitchen")
                .containsPattern("week before +4\\.0 s +1 +0 +0 ")
                .containsPattern("Kids room +13 s +1 +1 +1 +13 s, Tue 20 Oct 22:30, nursery")
                .containsPattern("all +20 s +5 +4 +1 ")
                .contains("Kids room, Tue 20 Oct 12:00 to Tue 20 Oct 14:00 (command: nap)")
                .contains("Sun 25 Oct 11:00 to Sun 25 Oct 15:30 (4 h 30 min)")
                .contains("earmuff.yaml:3: \"x\" <is> no folder");
        assertThat(run("report").out()).isEqualTo(result.out());
        assertThat(run("report", "--week", "2026-W43").out()).isEqualTo(result.out());
        assertThat(run("report", "--week", "2026-10-22").out()).isEqualTo(result.out());
        assertThat(run("report", "--week", "current").out())
                .contains("week 2026-W44", "as far as Wed 28 Oct 13:00", "1 min 00 s of sound");
        assertThat(run("report", "--week", "2026-W30").out())
                .contains("There is no data of this week: the account begins on Mon 12 Oct 10:00.");
    }

    @Test
    void the_same_as_a_page_and_as_json() throws Exception {
        twoWeeks();
        Path page = folder.resolve("week.html");

        assertThat(run("report", "--html", page.toString()).out()).isEqualTo("wrote " + page + "\n");

        assertThat(page)
                .content()
                .startsWith("<!doctype html>")
                .contains("&quot;x&quot; &lt;is&gt; no folder", "<td>Kids room</td>", "@media print")
                .doesNotContain("http", "<script", "<is>");
        JsonObject week = Json.readObject(run("report", "--json").out());
        assertThat(week.text("week")).isEqualTo("2026-W43");
        assertThat(week.text("from")).startsWith("2026-10-18T22:00:00");
        assertThat(week.text("to")).startsWith("2026-10-25T23:00:00");
        assertThat(week.objects("rooms")).extracting(room -> room.text("room")).containsExactly("Kids room", "Kitchen");
        assertThat(week.object("total").number("night_uploads")).isEqualTo(4);
        assertThat(week.number("off_seconds")).isEqualTo(4.5 * 3600);
    }

    @Test
    void other_rules_tell_what_they_would_have_changed_and_why() throws Exception {
        twoWeeks();
        Path stricter = file("night.yaml", """
                rules:
                  - name: night
                    speakers: [kitchen]
                    hours: daily 06:00-22:00
                  - {name: brief, speakers: ["room:Kids room"], longest-upload: 5 s}
                expect:
                  - kitchen withhold at mon 23:00
                """);

        Result result = run("replay", "--rules", stricter.toString(), "--all");

        assertThat(result.err()).isEmpty();
        assertThat(result.out())
                .containsPattern("2026-10-25 02:30:00 +kitchen +withheld +1\\.0 s +hours · night \\(.*night.yaml:2\\)")
                .containsPattern("2026-10-20 22:30:00 +nursery +cut +12\\.5 s +longest-upload · brief \\(.*:5\\)")
                .containsPattern("kitchen +6 +2 +71\\.0 s +7\\.0 s ")
                .containsPattern("nursery +1 +1 +12\\.5 s +5\\.\\d s ")
                .containsPattern("kitchen +withheld +4 +-64\\.0 s +-.* +2026-10-25 02:30 +2026-10-26 00:00 +night \\(");
        List<String> lines = run("replay", "--rules", stricter.toString(), "--all", "--json", "--since", "2026-10-22")
                .out()
                .lines()
                .toList();
        assertThat(lines).hasSize(5);
        assertThat(Json.readObject(lines.get(0)).object("now").text("file")).isEqualTo(stricter.toString());
        JsonObject sums = Json.readObject(lines.get(4));
        assertThat(sums.object("total").object("then").number("uploads")).isEqualTo(4);
        assertThat(sums.object("total").object("now").number("uploads")).isZero();
        assertThat(run("replay", "--rules", config.toString()).out()).contains("Nothing would have been otherwise.");
        Ledger later = ledger();
        later.uploaded(Uploads.withheld("kitchen", "Kitchen", Instant.parse("2026-10-27T12:00:00Z"), 2));
        later.close();
        assertThat(run("replay", "--rules", config.toString()).out())
                .containsPattern("kitchen +left +1 +\\+2\\.0 s \\? .*day-time \\(/etc/earmuff/earmuff.yaml:31\\)")
                .contains("how long it would have been; what was seen of it is counted");
    }

    @Test
    void rules_that_are_no_rules_are_told_as_check_tells_them() throws Exception {
        twoWeeks();
        Path bad = file("bad.yaml", "rules:\n  - {name: x, hours: daily 25:00-26:00, budgt: 3 s}\n");
        Path whole = file("whole.yaml", "schema: 1\nhousehold: {name: X}\nrules: 7\n");
        Path unmet = file("unmet.yaml", "rules: []\nexpect:\n  - kitchen withhold at mon 12:00\n");

        for (Path file : List.of(bad, unmet)) {
            Result result = run("replay", "--rules", file.toString());
            assertThat(result.code()).isEqualTo(78);
            assertThat(result.out()).isEmpty();
            assertThat(result.err()).contains(file + ":").contains("; the configuration is not usable");
        }
        assertThat(run("replay", "--rules", bad.toString()).err())
                .contains("did you mean \"budget\"?", "rules[0].hours", "2 problems");
        assertThat(run("replay", "--rules", whole.toString()).err())
                .isEqualTo(run("check", whole.toString()).err());
        Result none = run("replay", "--rules", folder.resolve("none.yaml").toString());
        assertThat(none.code()).isEqualTo(78);
        assertThat(none.err()).contains("none.yaml: does not exist; name another with --rules FILE");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "report --week 2026-W54|\"2026-W54\" is no week: write last, current, 2026-W47",
                "report --week soon|\"soon\" is no week",
                "report --week 2027-W01|\"2027-W01\" has not begun yet",
                "uploads --since whenever|--since: \"whenever\" is no time",
                "uploads --since today --until yesterday|is not before --until",
                "uploads --follow --until today|--follow goes on without an end",
                "uploads --speaker nobody|there is no speaker \"nobody\", and no row of one; there are: kitchen, nursery",
                "replay|Missing required option: '--rules=FILE'"
            })
    void what_is_not_understood_exits_2(String command, String words) {
        twoWeeks();
        Result result = run(command.split(" ", -1));

        assertThat(result.code()).isEqualTo(2);
        assertThat(result.err()).contains(words);
        assertThat(result.out()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"report", "uploads", "replay --rules earmuff.yaml"})
    void no_ledger_and_one_without_uploads_are_told_in_words(String command) {
        String[] words = command.replace("earmuff.yaml", config.toString()).split(" ", -1);
        Result none = run(words);
        assertThat(none.code()).isEqualTo(1);
        assertThat(none.err()).contains("ledger.db is not there: Earmuff has not run with this configuration yet");

        Ledger young = ledger();
        young.started("1");
        young.close();

        Result nothing = run(words);
        assertThat(nothing.err()).isEmpty();
        assertThat(nothing.code()).isZero();
        assertThat(nothing.out())
                .containsAnyOf(
                        "There is no data of this week: the account begins on Mon 12 Oct 00:00.",
                        "Nothing has left and nothing was withheld yet.",
                        "no upload and no attempt yet");
    }

    @Test
    void uploads_are_read_from_the_ledger_where_no_appliance_runs() throws Exception {
        twoWeeks();

        assertThat(run("uploads").out().lines()).hasSize(10);
        assertThat(run("uploads", "--since", "2026-10-25", "--until", "2026-10-26")
                        .out()
                        .lines())
                .hasSize(4)
                .anyMatch(line -> line.startsWith("2026-10-25 23:59:30  kitchen       left      2.0 s"));
        assertThat(run("uploads", "--since", "3 d ago").out().lines()).hasSize(3);
        List<String> rows =
                run("uploads", "--json", "--speaker", "nursery").out().lines().toList();
        assertThat(rows).hasSize(3);
        assertThat(Json.readObject(rows.get(0)).keys())
                .contains("id", "at", "kind", "forwarded_bytes", "audio_seconds", "config_sha256", "monotonic_ns");
        assertThat(run("uploads", "--since", "2026-10-27").out())
                .isEqualTo("Nothing left and nothing was withheld in that time.\n");
        assertThat(run("uploads", "--since", "2026-10-27", "--json").out()).isEmpty();
    }

    @Test
    void following_outlives_the_ledger_and_ends_with_its_reader() throws Exception {
        twoWeeks();
        StringWriter out = new StringWriter();
        PrintWriter pipe = new PrintWriter(out) {
            @Override
            public boolean checkError() {
                return super.checkError() || out.toString().contains("\"audio_seconds\":9");
            }
        };
        Thread follower = new Thread(() -> Earmuff.run(
                clock,
                pipe,
                new PrintWriter(new StringWriter()),
                "uploads",
                "--follow",
                "--json",
                "--since",
                "2026-10-27",
                "--config",
                config.toString()));
        follower.start();
        Ledger again = ledger();
        again.uploaded(Uploads.left("nursery", "Kids room", clock.now(), 7));
        await().atMost(Duration.ofSeconds(20)).until(() -> out.toString().contains("\"audio_seconds\":7"));

        // Lost, as with a card that failed, and begun anew: its rows count from 1 again.
        again.close();
        for (String part : List.of("", "-wal", "-shm")) {
            Files.deleteIfExists(folder.resolve("ledger.db" + part));
        }
        ledger().uploaded(Uploads.left("kitchen", "Kitchen", clock.now(), 9));

        follower.join(20_000);
        assertThat(follower.isAlive()).isFalse();
        assertThat(out.toString().lines()).hasSize(2);
    }

    @Test
    void help_says_what_there_is() {
        for (String command : List.of("replay", "report", "uploads")) {
            Result help = run(command, "--help");
            assertThat(help.out()).contains("Usage: earmuff " + command, "--config=FILE", "--json");
            assertThat(help.out().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
        }
    }
}
