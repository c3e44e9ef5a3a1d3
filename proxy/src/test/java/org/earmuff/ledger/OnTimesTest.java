package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.earmuff.ledger.OnTimes.Span;
import org.earmuff.ledger.OnTimes.State;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OnTimesTest {

    private static final String DAY = "2026-11-22T";

    private final OnTimes.Builder rows = new OnTimes.Builder();

    private static Instant at(String time) {
        return Instant.parse(DAY + time + "Z");
    }

    private OnTimesTest row(String kind, String time, String reason) {
        rows.row(kind, at(time), null, reason);
        return this;
    }

    private OnTimesTest row(String kind, String time, double seconds, String reason) {
        rows.row(kind, at(time), seconds, reason);
        return this;
    }

    private static Span span(String from, String until) {
        return new Span(at(from), at(until));
    }

    @Test
    void a_start_and_a_stop_are_its_ends() {
        row("start", "08:00:00", "version 1")
                .row("upload", "08:30:00", 4, "default")
                .row("stop", "09:00:00", "stopped");
        row("start", "10:00:00", "version 1; last seen on at 2026-11-22T09:00:00.000Z");

        OnTimes times = rows.build(at("11:00:00"));

        assertThat(times.on()).containsExactly(span("08:00:00", "09:00:00"), span("10:00:00", "11:00:00"));
        assertThat(times.at(at("08:59:59"))).isEqualTo(State.ON);
        assertThat(times.at(at("09:30:00"))).isEqualTo(State.OFF);
        assertThat(times.throughout(at("08:10:00"), at("08:50:00"))).isTrue();
        assertThat(times.throughout(at("08:10:00"), at("10:50:00"))).isFalse();
    }

    @Test
    void after_a_power_cut_the_last_sign_of_life_is_its_end() {
        row("start", "08:00:00", "version 1").row("upload", "08:30:00", 5, "default");
        row("start", "10:00:00", "version 1; last seen on at 2026-11-22T08:44:00.000Z");
        row("upload", "10:10:00", 0.5, "default");

        // The second cut is told by nothing but its rows.
        row("start", "11:00:00", "version 1");

        assertThat(rows.build(null).on())
                .containsExactly(
                        span("08:00:00", "08:44:00"), span("10:00:00", "10:10:00.500"), span("11:00:00", "11:00:00"));
    }

    @Test
    void a_sign_of_life_from_the_future_is_not_believed() {
        row("start", "08:00:00", "version 1")
                .row("start", "10:00:00", "version 1; last seen on at 2027-01-01T00:00:00Z");

        assertThat(rows.build(null).at(at("09:00:00"))).isEqualTo(State.OFF);
    }

    @Test
    void what_a_clock_skipped_or_slept_through_is_off() {
        row("start", "08:00:00", "version 1").row("clock", "09:00:00", 1200, "went forward by 1200.0 s");
        row("clock", "10:00:00", 600, "the machine slept for 600.0 s");

        assertThat(rows.build(at("10:30:00")).on())
                .containsExactly(
                        span("08:00:00", "08:40:00"), span("09:00:00", "09:50:00"), span("10:00:00", "10:30:00"));
    }

    @Test
    void a_clock_that_went_back_shows_an_hour_twice_and_it_is_on_once() {
        row("start", "08:00:00", "version 1").row("clock", "09:00:00", 3600, "went back by 3600.0 s");

        assertThat(rows.build(at("11:00:00")).on()).containsExactly(span("08:00:00", "11:00:00"));
    }

    @Test
    void sleep_and_jump_seen_in_one_look_are_added() {
        row("start", "08:00:00", "version 1").row("clock", "10:00:00", 3600, "the machine slept for 3600.0 s");
        row("clock", "10:00:00", 1800, "went forward by 1800.0 s");

        assertThat(rows.build(null).on()).containsExactly(span("08:00:00", "08:30:00"), span("10:00:00", "10:00:00"));
    }

    @Test
    void a_clock_that_is_told_without_a_length_moves_nothing() {
        row("start", "08:00:00", "version 1").row("clock", "08:00:00", "not set since boot");
        row("clock", "08:01:00", "set");

        assertThat(rows.build(at("09:00:00")).on()).containsExactly(span("08:00:00", "09:00:00"));
    }

    @Test
    void lost_rows_are_a_gap_in_what_was_on() {
        row("start", "08:00:00", "version 1").row("gap", "08:10:00", 60, "3 rows could not be kept");

        OnTimes times = rows.build(at("09:00:00"));

        assertThat(times.at(at("08:10:30"))).isEqualTo(State.GAP);
        assertThat(times.at(at("08:12:00"))).isEqualTo(State.ON);
        assertThat(times.throughout(at("08:05:00"), at("08:20:00"))).isFalse();
    }

    @Test
    void where_the_start_is_no_longer_kept_it_was_on_from_the_oldest_row() {
        row("upload", "08:00:00", 3, "default").row("stop", "09:00:00", "stopped");
        // Written by a command while the appliance was off.
        row("erased", "09:30:00", "3 rows");

        assertThat(rows.build(null).on()).containsExactly(span("08:00:00", "09:00:00"));
    }

    @Test
    void a_ledger_answers_from_the_start_that_matters(@TempDir Path folder) throws Exception {
        HandClock clock = new HandClock(DAY + "08:00:00Z");
        try (Ledger ledger = new Ledger(folder, clock, "boot")) {
            ledger.started("1");
            clock.pass(Duration.ofHours(1));
            ledger.stopped("stopped");
            clock.pass(Duration.ofHours(1));
            ledger.started("1", at("09:00:00"));
        }

        LedgerReader reader = new Ledger(folder, clock, "boot").reader();

        assertThat(reader.onTimes(null, at("11:00:00")).on())
                .isEqualTo(List.of(span("08:00:00", "09:00:00"), span("10:00:00", "11:00:00")));
        assertThat(reader.onTimes(at("10:30:00"), at("11:00:00")).on())
                .isEqualTo(List.of(span("10:00:00", "11:00:00")));
    }

    @Test
    void the_sign_of_life_is_the_clock_of_the_house_and_a_folder_that_is_gone_does_no_harm(@TempDir Path folder)
            throws Exception {
        HandClock clock = new HandClock(DAY + "08:00:00Z");
        assertThat(LifeSign.last(folder)).isEmpty();
        try (LifeSign sign = new LifeSign(folder, clock);
                LifeSign nowhere = new LifeSign(folder.resolve("gone"), clock)) {
            sign.give();
            clock.pass(Duration.ofMinutes(5));
            sign.give();
            nowhere.give();
        }
        assertThat(LifeSign.last(folder)).contains(at("08:05:00"));
        assertThat(Files.size(folder.resolve("alive"))).isZero();
    }
}
