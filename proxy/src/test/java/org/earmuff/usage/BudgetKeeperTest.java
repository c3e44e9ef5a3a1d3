package org.earmuff.usage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Outcome;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.earmuff.rules.budget.BudgetWindow;
import org.earmuff.rules.hours.WeeklyHours;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Rules;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class BudgetKeeperTest {

    private static final Facts NURSERY = new Facts("nursery", "Nursery", Set.of(), true, true);
    private static final Flow FLOW = Uploads.flow("nursery", "Nursery");
    private static final Rule TEN_SECONDS = budget(10_000, BudgetWindow.DAY);

    @TempDir
    Path folder;

    private final AtomicInteger changes = new AtomicInteger();

    @ParameterizedTest
    @CsvSource({
        // Spent at 12:00 of a 25-hour day, a 23-hour day, a day that has no midnight, an hour that comes twice, a week.
        "Europe/Berlin, DAY, 2026-10-25T11:00:00Z, 2026-10-25T22:59:59Z, 2026-10-25T23:00:00Z",
        "Europe/Berlin, DAY, 2026-03-29T10:00:00Z, 2026-03-29T21:59:59Z, 2026-03-29T22:00:00Z",
        "America/Denver, DAY, 2026-11-01T18:00:00Z, 2026-11-02T06:59:59Z, 2026-11-02T07:00:00Z",
        "Europe/London, DAY, 2026-03-29T11:00:00Z, 2026-03-29T22:59:59Z, 2026-03-29T23:00:00Z",
        "Australia/Lord_Howe, DAY, 2026-04-04T14:00:00Z, 2026-04-05T13:29:59Z, 2026-04-05T13:30:00Z",
        "Pacific/Apia, DAY, 2011-12-30T09:00:00Z, 2011-12-30T09:59:59Z, 2011-12-30T10:00:00Z",
        "Europe/Berlin, HOUR, 2026-10-25T00:30:00Z, 2026-10-25T00:59:59Z, 2026-10-25T01:00:00Z",
        "Europe/Berlin, WEEK, 2026-10-20T11:00:00Z, 2026-10-25T22:59:59Z, 2026-10-25T23:00:00Z"
    })
    void a_spent_budget_is_given_again_when_its_window_ends(
            ZoneId zone, BudgetWindow window, String spentAt, Instant last, Instant again) {
        HandClock clock = new HandClock(spentAt);
        RuleBook book = book(zone, budget(10_000, window));
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 9_999);
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.ALLOW);
            assertThat(changes).hasValue(0);
            // when
            keeper.spoken(FLOW, 1);
            // then
            assertThat(changes).hasValue(1);
            assertThat(decide(book, keeper, clock.now()))
                    .isEqualTo(new Decision(
                            Verdict.WITHHOLD, Reason.BUDGET, book.rules().get(0).ref(), again));
            assertThat(decide(book, keeper, last).verdict()).isEqualTo(Verdict.WITHHOLD);
            assertThat(decide(book, keeper, again).verdict()).isEqualTo(Verdict.ALLOW);
        }
    }

    @Test
    void a_clock_that_goes_back_and_forth_gives_nothing_again() {
        HandClock clock = new HandClock("2026-11-23T22:30:00Z");
        RuleBook book = book(ZoneId.of("Europe/Berlin"), TEN_SECONDS);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 10_000);
            clock.pass(Duration.ofHours(1));
            assertThat(decide(book, keeper, clock.now()).verdict())
                    .as("after midnight")
                    .isEqualTo(Verdict.ALLOW);
            keeper.spoken(FLOW, 10_000);
            clock.pass(Duration.ofHours(-1));
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
            clock.pass(Duration.ofDays(-5));
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
            clock.pass(Duration.ofDays(5).plusHours(1));
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
        }
    }

    @Test
    void what_was_used_in_a_time_that_the_clock_went_back_from_counts_before_it_too() {
        HandClock clock = new HandClock("2026-11-24T12:00:00Z");
        RuleBook book = book(ZoneId.of("Europe/Berlin"), TEN_SECONDS);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 6_000);
            clock.pass(Duration.ofDays(-1));
            keeper.spoken(FLOW, 3_999);
            assertThat(changes).hasValue(0);
            keeper.spoken(FLOW, 1);
            assertThat(changes).hasValue(1);
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
        }
    }

    @Test
    void only_what_is_used_while_the_rule_applies_counts() {
        HandClock clock = new HandClock("2026-11-23T12:00:00Z");
        Rule evening = Rules.rule("evening")
                .when(WeeklyHours.parse("daily 18:00-24:00"))
                .budget(new Budget(BudgetUnit.BYTES, 1000, BudgetWindow.DAY))
                .build();
        RuleBook book = book(ZoneId.of("Europe/Berlin"), evening);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.moved(FLOW, Direction.UP, Outcome.FORWARDED, 900);
            clock.pass(Duration.ofHours(6));
            keeper.moved(FLOW, Direction.UP, Outcome.FORWARDED, 900);
            keeper.moved(FLOW, Direction.UP, Outcome.DISCARDED, 900);
            keeper.moved(FLOW, Direction.DOWN, Outcome.FORWARDED, 900);
            assertThat(keeper.budgets().get(0).used()).isEqualTo(900);
            assertThat(changes).hasValue(0);
        }
    }

    @Test
    void a_reload_keeps_what_was_used_also_of_a_budget_that_was_made_larger_or_left_out_for_a_while() {
        HandClock clock = new HandClock("2026-11-23T12:00:00Z");
        ZoneId zone = ZoneId.of("Europe/Berlin");
        RuleBook book = book(zone, TEN_SECONDS);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 10_000);
            RuleBook larger = book(zone, budget(12_000, BudgetWindow.DAY));
            keeper.follow(larger, List.of(NURSERY));
            assertThat(decide(larger, keeper, clock.now()).verdict()).isEqualTo(Verdict.ALLOW);
            keeper.spoken(FLOW, 2_000);
            assertThat(decide(larger, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
            keeper.follow(book(zone), List.of(NURSERY));
            keeper.follow(larger, List.of(NURSERY));
            assertThat(decide(larger, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
        }
    }

    @Test
    void a_restart_keeps_what_was_used_and_the_file_is_the_owners_alone() throws IOException {
        HandClock clock = new HandClock("2026-11-23T12:00:00Z");
        RuleBook book = book(ZoneId.of("Europe/Berlin"), TEN_SECONDS);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 7_000);
        }
        assertThat(Files.getPosixFilePermissions(folder.resolve("usage.json")))
                .isEqualTo(PosixFilePermissions.fromString("rw-------"));
        try (BudgetKeeper keeper = keeper(clock, book)) {
            assertThat(keeper.budgets().get(0).used()).isEqualTo(7_000);
            keeper.spoken(FLOW, 3_000);
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "{", "{\"schema\":1}", "{\"schema\":2,\"budgets\":[]}", "{\"schema\":1,\"budgets\":[{}]}"})
    void a_file_that_cannot_be_read_counts_every_budget_as_spent_until_its_window_ends(String text) throws IOException {
        Files.writeString(folder.resolve("usage.json"), text);
        HandClock clock = new HandClock("2026-11-23T12:00:00Z");
        RuleBook book = book(ZoneId.of("Europe/Berlin"), TEN_SECONDS);
        try (BudgetKeeper keeper = keeper(clock, book)) {
            assertThat(decide(book, keeper, clock.now()))
                    .isEqualTo(new Decision(
                            Verdict.WITHHOLD, Reason.BUDGET, TEN_SECONDS.ref(), Instant.parse("2026-11-23T23:00:00Z")));
        }
        // also after another start
        try (BudgetKeeper keeper = keeper(clock, book)) {
            assertThat(decide(book, keeper, clock.now()).verdict()).isEqualTo(Verdict.WITHHOLD);
        }
        assertThat(folder.resolve("usage.json.unreadable")).hasContent(text);
    }

    @Test
    void what_is_used_is_on_disk_within_two_seconds_and_nothing_is_written_while_nothing_is_used() throws IOException {
        HandClock clock = new HandClock("2026-11-23T12:00:00Z");
        RuleBook book = book(ZoneId.of("Europe/Berlin"), TEN_SECONDS);
        Path file = folder.resolve("usage.json");
        try (BudgetKeeper keeper = keeper(clock, book)) {
            keeper.spoken(FLOW, 1_234);
            await().atMost(Duration.ofSeconds(2))
                    .until(() -> Files.exists(file) && Files.readString(file).contains("1234"));
            Object inode = Files.getAttribute(file, "unix:ino");
            await().pollDelay(1500, TimeUnit.MILLISECONDS).until(() -> true);
            assertThat(Files.getAttribute(file, "unix:ino")).isEqualTo(inode);
        }
    }

    private BudgetKeeper keeper(HandClock clock, RuleBook book) {
        BudgetKeeper keeper = new BudgetKeeper(folder, clock, changes::incrementAndGet);
        keeper.follow(book, List.of(NURSERY));
        return keeper;
    }

    private static Decision decide(RuleBook book, BudgetKeeper keeper, Instant at) {
        return book.decide(NURSERY, keeper.usage(), MuteState.NONE, at);
    }

    private static Rule budget(long millis, BudgetWindow window) {
        return Rules.rule("children")
                .budget(new Budget(BudgetUnit.SECONDS, millis, window))
                .build();
    }

    private static RuleBook book(ZoneId zone, Rule... rules) {
        return new RuleBook(List.of(rules), zone, Verdict.WITHHOLD, Verdict.WITHHOLD);
    }
}
