package org.earmuff.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalTime;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.Upload;
import org.earmuff.ledger.Ledger;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.MuteHistory;
import org.earmuff.ledger.RowKind;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Reason;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.Coding;
import org.earmuff.rules.voice.Kind;
import org.earmuff.rules.voice.Sound;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.earmuff.usage.BudgetKeeper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is replayed agrees with what happened: speakers talk for weeks under real rules, real budgets and mutes, and the ledger keeps what came of it. */
class ReplayAgreesTest {

    private static final List<String> SPEAKERS = List.of("kitchen", "nursery", "den");
    private static final String HOUSE = """
            schema: 1
            household: {timezone: Europe/Berlin}
            state: %s
            listen: {tproxy: none, admin: "127.0.0.1:1"}
            speakers:
              - {name: kitchen, room: Kitchen, match: [127.0.0.5], groups: [downstairs]}
              - {name: nursery, room: Nursery, match: [127.0.0.6]}
              - {name: den, room: Den, match: [127.0.0.7], groups: [downstairs]}
            rules:
            """;

    @TempDir
    Path folder;

    /** A week before clocks go back. */
    private final HandClock clock = new HandClock("2026-10-17T22:00:00Z");

    private Ledger ledger;
    private BudgetKeeper budgets;
    private Configuration house;
    private Random random;
    private MuteState mutes = MuteState.NONE;

    @BeforeEach
    void open() {
        ledger = new Ledger(folder, clock, "boot");
        budgets = new BudgetKeeper(folder, clock, () -> {});
        ledger.start();
    }

    @AfterEach
    void close() {
        ledger.close();
        budgets.close();
    }

    private Configuration read(String name, String rules) throws Exception {
        return ConfigLoader.load(Files.writeString(folder.resolve(name), HOUSE.formatted(folder) + rules));
    }

    private String anyRules() {
        List<String> some = new ArrayList<>(List.of(
                "  - {name: open, hours: [\"mon-fri 06:30-21:00\", \"sat,sun 08:00-01:30\"]}\n",
                "  - {name: nap, speakers: [nursery], when: daily 12:00-14:30, refuse: true}\n",
                "  - {name: children, speakers: [nursery], budget: [40 s per hour, 3 min per day]}\n",
                "  - {name: week, speakers: [downstairs], budget: 20 min per week}\n",
                "  - {name: evening, when: daily 18:00-23:00, budget: [400 kB per hour, 1 min per day]}\n",
                "  - {name: brief, speakers: [den], longest-upload: 9 s}\n",
                "  - {name: briefer, when: daily 20:00-08:00, longest-upload: 5 s}\n",
                "  - {name: slow, when: daily 22:00-06:00, rate: 64 kbit/s}\n",
                "  - {name: names, speakers: [downstairs], refuse-names: [\"ads.*\"]}\n",
                "  - {name: shade, mode: shadow, hours: [\"daily 10:00-11:00\"]}\n"));
        some.removeIf(rule -> random.nextInt(3) == 0);
        some.add("  - {name: always, longest-upload: 14 s}\n");
        return String.join("", some);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6})
    void the_rules_that_were_in_force_come_to_what_the_ledger_recorded(int seed) throws Exception {
        random = new Random(seed);
        house = read("house.yaml", anyRules());
        budgets.follow(house.rules(), SPEAKERS.stream().map(this::facts).toList());
        for (int i = 0; i < 900; i++) {
            live();
        }
        ledger.close();
        LedgerRows rows = LedgerRows.in(folder);

        Judge judge = new Judge(new Past(house, MuteHistory.read(rows)));
        List<String> recorded = new ArrayList<>();
        List<String> replayed = new ArrayList<>();
        rows.inTime(EnumSet.of(RowKind.UPLOAD, RowKind.ATTEMPT), null, null, row -> {
            org.earmuff.replay.Outcome now = judge.judge(row);
            String which = row.id() + " " + row.at() + " " + row.speaker() + " ";
            recorded.add(which + "none " + row.verdict() + " " + row.reason() + " " + row.rule());
            replayed.add(which + now.change().word() + " " + now.verdict().word() + " "
                    + now.reason().word() + " " + rule(now));
        });

        assertThat(replayed).containsExactlyElementsOf(recorded);
        assertThat(recorded).hasSizeGreaterThan(500);
        assertThat(Replay.of(rows, house, null, null, c -> {}).groups()).isEmpty();
    }

    @Test
    void closing_an_hour_a_day_changes_what_began_in_it_and_nothing_else() throws Exception {
        random = new Random(7);
        house = read("house.yaml", "  - {name: always, longest-upload: 1 h}\n");
        for (int i = 0; i < 600; i++) {
            live();
        }
        ledger.close();
        Configuration other = read("other.yaml", """
                  - {name: siesta, speakers: [downstairs], hours: ["daily 15:00-13:00"]}
                  - {name: brief, speakers: [nursery], longest-upload: 12 s}
                """);
        LedgerRows rows = LedgerRows.in(folder);
        Set<Long> expected = new TreeSet<>();
        rows.inTime(EnumSet.of(RowKind.UPLOAD), null, null, row -> {
            LocalTime wall = LocalTime.ofInstant(row.at(), house.rules().zone());
            boolean siesta = wall.getHour() == 13 || wall.getHour() == 14;
            boolean tooLong = row.audioSeconds() > 12.5 && row.bytesLeft() == row.bytes();
            if ("nursery".equals(row.speaker()) ? tooLong : siesta) {
                expected.add(row.id());
            }
        });

        Set<Long> changed = new TreeSet<>();
        Replay replay =
                Replay.of(rows, other, null, null, c -> changed.add(c.row().id()));

        assertThat(changed).isEqualTo(expected).hasSizeGreaterThan(30);
        assertThat(replay.groups())
                .extracting(g -> g.speaker() + " " + g.change().word() + " " + g.because())
                .containsExactly(
                        "den withheld siesta (" + folder.resolve("other.yaml") + ":10)",
                        "kitchen withheld siesta (" + folder.resolve("other.yaml") + ":10)",
                        "nursery cut brief (" + folder.resolve("other.yaml") + ":11)");
        assertThat(Replay.total(replay.now()).seconds())
                .isLessThan(Replay.total(replay.then()).seconds());
    }

    private static String rule(org.earmuff.replay.Outcome now) {
        return now.rule() == null
                ? "null"
                : now.rule().name() + " (" + now.rule().file() + ":"
                        + now.rule().line() + ")";
    }

    private Facts facts(String speaker) {
        return house.speakers().stream()
                .filter(s -> s.name().equals(speaker))
                .map(s -> new Facts(s.name(), s.room(), s.groups(), true, true))
                .findFirst()
                .orElseThrow();
    }

    /** Up to an hour goes by; then somebody gives an order, or says something. */
    private void live() {
        clock.pass(Duration.ofMillis(60_000L + random.nextInt(3_600_000)));
        if (random.nextInt(8) == 0) {
            order();
        } else {
            say(SPEAKERS.get(random.nextInt(3)), random.nextInt(5) == 0 ? "ads.example.com" : "voice.example.com");
        }
    }

    private void order() {
        Scope scope = List.of(Scope.ALL, new Scope.Room("Den"), new Scope.Speaker("kitchen"))
                .get(random.nextInt(3));
        mutes.on(scope)
                .ifPresentOrElse(
                        order -> {
                            mutes = mutes.without(scope);
                            ledger.unmuted(order, "command", "");
                        },
                        () -> {
                            Instant until = random.nextBoolean() ? clock.now().plusSeconds(5_000) : null;
                            MuteOrder.Style style =
                                    random.nextBoolean() ? MuteOrder.Style.REFUSE : MuteOrder.Style.WITHHOLD;
                            MuteOrder order = new MuteOrder(scope, style, until, "command", "quiet", clock.now());
                            mutes = mutes.with(order);
                            ledger.muted(order);
                        });
    }

    private Decision decide(Facts facts, String name) {
        Decision one = house.rules().decide(facts, budgets.usage(), mutes, clock.now());
        Decision named = house.rules().decide(facts.named(name), budgets.usage(), mutes, clock.now());
        return named.verdict().strictness() >= one.verdict().strictness() ? named : one;
    }

    /** As the relay does it: looks every 50 ms, and what was too long or may leave no longer is cut. */
    private void say(String speaker, String name) {
        Facts facts = facts(speaker);
        Flow flow = Uploads.flow(speaker, facts.room());
        Instant start = clock.now();
        Decision first = decide(facts, name);
        if (stops(first)) {
            clock.pass(Duration.ofMillis(300));
            tell(flow, name, start, random.nextBoolean() ? 0 : 1.2, 0, first);
            return;
        }
        long millis = 1_000L + random.nextInt(16_000);
        long said = 0;
        Decision told = first;
        boolean cut = false;
        while (said < millis && !cut) {
            UploadLimit limit = house.rules().longestUpload(facts, clock.now());
            if (limit != null && said > limit.longest().toMillis()) {
                told = new Decision(first.verdict(), Reason.LONGEST_UPLOAD, limit.rule(), first.validUntil());
                cut = true;
            } else if (said > 0 && stops(decide(facts, name))) {
                Decision why = decide(facts, name);
                told = new Decision(first.verdict(), why.reason(), why.rule(), why.validUntil());
                cut = true;
            } else {
                budgets.moved(flow, Direction.UP, Outcome.FORWARDED, 400);
                budgets.spoken(flow, 50);
                said += 50;
                clock.pass(Duration.ofMillis(50));
            }
        }
        tell(flow, name, start, (said + (cut ? 150 : 0)) / 1000.0, said * 8, told);
    }

    private void tell(Flow flow, String name, Instant start, double seconds, long forwarded, Decision told) {
        Sound sound = seconds == 0 ? null : new Sound(Kind.VOICE, Coding.CBR_64K, seconds, 432, 20, 0.21);
        long bytes = Math.max(600, Math.round(seconds * 8000));
        Burst burst = new Burst(0, 1, bytes, bytes, 9, true, sound);
        ledger.uploaded(new Upload(flow, name, start, clock.now(), burst, forwarded, told));
    }

    private static boolean stops(Decision decision) {
        return decision.verdict() instanceof Verdict.Withhold || decision.verdict() instanceof Verdict.Refuse;
    }
}
