package org.earmuff.rules.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.List;
import org.junit.jupiter.api.Test;

class WeeklyHoursTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final ZoneId LORD_HOWE = ZoneId.of("Australia/Lord_Howe");
    private static final ZoneId APIA = ZoneId.of("Pacific/Apia");

    @Test
    void opens_at_its_start_and_closes_at_its_end() {
        WeeklyHours hours = WeeklyHours.parse("mon-fri 07:00-22:30");

        assertThat(hours.openAt(berlin("2026-11-23T06:59:59.999999999"), BERLIN))
                .isFalse();
        assertThat(hours.openAt(berlin("2026-11-23T07:00"), BERLIN)).isTrue();
        assertThat(hours.openAt(berlin("2026-11-23T22:29:59.999999999"), BERLIN))
                .isTrue();
        assertThat(hours.openAt(berlin("2026-11-23T22:30"), BERLIN)).isFalse();
        assertThat(hours.openAt(berlin("2026-11-28T12:00"), BERLIN))
                .as("saturday")
                .isFalse();
    }

    @Test
    void an_end_at_or_before_the_start_is_on_the_next_day_and_belongs_to_the_day_of_the_start() {
        WeeklyHours hours = WeeklyHours.parse("sat,sun 09:00-00:30");

        assertThat(hours.openAt(berlin("2026-11-30T00:29"), BERLIN))
                .as("monday, sunday's window")
                .isTrue();
        assertThat(hours.openAt(berlin("2026-11-30T00:30"), BERLIN)).isFalse();
        assertThat(hours.openAt(berlin("2026-11-28T00:15"), BERLIN))
                .as("saturday, friday has none")
                .isFalse();
    }

    @Test
    void an_end_equal_to_the_start_is_a_whole_day() {
        WeeklyHours hours = WeeklyHours.parse("wed 07:00-07:00");

        assertThat(hours.nextChange(berlin("2026-11-25T07:00"), BERLIN)).isEqualTo(berlin("2026-11-26T07:00"));
    }

    @Test
    void windows_that_overlap_or_touch_are_one() {
        WeeklyHours hours =
                WeeklyHours.parse("mon 08:00-12:00", "mon 11:00-13:00", "mon 13:00-24:00", "tue 00:00-01:00");

        assertThat(hours.nextChange(berlin("2026-11-23T08:00"), BERLIN)).isEqualTo(berlin("2026-11-24T01:00"));
        assertThat(hours.nextChange(berlin("2026-11-24T01:00"), BERLIN)).isEqualTo(berlin("2026-11-30T08:00"));
    }

    @Test
    void hours_that_are_always_or_never_open_never_change() {
        assertThat(WeeklyHours.parse("daily 00:00-24:00").nextChange(Instant.EPOCH, BERLIN))
                .isEqualTo(Instant.MAX);
        assertThat(WeeklyHours.parse("daily 05:00-05:00").nextChange(Instant.EPOCH, BERLIN))
                .isEqualTo(Instant.MAX);
        assertThat(WeeklyHours.of(List.of()).nextChange(Instant.EPOCH, BERLIN)).isEqualTo(Instant.MAX);
        assertThat(WeeklyHours.of(List.of()).openAt(Instant.EPOCH, BERLIN)).isFalse();
        assertThat(WeeklyHours.parse("daily 00:00-24:00").openAt(Instant.EPOCH, BERLIN))
                .isTrue();
    }

    @Test
    void a_repeated_hour_counts_both_times() {
        WeeklyHours hours = WeeklyHours.parse("sun 02:00-02:30");
        Instant before = Instant.parse("2026-10-25T00:00:00Z").minusSeconds(60);

        Instant first = hours.nextChange(before, BERLIN);
        Instant firstEnd = hours.nextChange(first, BERLIN);
        Instant second = hours.nextChange(firstEnd, BERLIN);
        Instant secondEnd = hours.nextChange(second, BERLIN);

        assertThat(first).isEqualTo("2026-10-25T00:00:00Z");
        assertThat(firstEnd).isEqualTo("2026-10-25T00:30:00Z");
        assertThat(second).isEqualTo("2026-10-25T01:00:00Z");
        assertThat(secondEnd).isEqualTo("2026-10-25T01:30:00Z");
    }

    @Test
    void a_window_over_the_end_of_the_repeated_hour_goes_on_through_it() {
        WeeklyHours hours = WeeklyHours.parse("sun 01:30-03:30");

        Instant opened = Instant.parse("2026-10-24T23:30:00Z");
        assertThat(hours.openAt(opened, BERLIN)).isTrue();
        assertThat(hours.nextChange(opened, BERLIN)).isEqualTo("2026-10-25T02:30:00Z");
    }

    @Test
    void a_skipped_start_is_the_first_instant_after_the_gap() {
        WeeklyHours hours = WeeklyHours.parse("sun 02:30-04:00");

        assertThat(hours.nextChange(berlin("2026-03-29T01:00"), BERLIN)).isEqualTo("2026-03-29T01:00:00Z");
        assertThat(hours.nextChange(Instant.parse("2026-03-29T01:00:00Z"), BERLIN))
                .isEqualTo("2026-03-29T02:00:00Z");
    }

    @Test
    void a_skipped_end_is_the_first_instant_after_the_gap() {
        WeeklyHours hours = WeeklyHours.parse("sun 01:00-02:30");

        assertThat(hours.nextChange(berlin("2026-03-29T01:00"), BERLIN)).isEqualTo("2026-03-29T01:00:00Z");
    }

    @Test
    void a_window_inside_the_gap_does_not_open_that_day() {
        WeeklyHours hours = WeeklyHours.parse("sun 02:10-02:50");

        assertThat(hours.nextChange(berlin("2026-03-28T12:00"), BERLIN)).isEqualTo(berlin("2026-04-05T02:10"));
    }

    @Test
    void clocks_that_change_by_half_an_hour() {
        WeeklyHours hours = WeeklyHours.parse("sun 01:30-01:45", "sun 02:10-02:20");

        // 2026-04-05 02:00 becomes 01:30: the first window is open twice.
        Instant first = hours.nextChange(at("2026-04-05T01:00", LORD_HOWE), LORD_HOWE);
        Instant again = hours.nextChange(hours.nextChange(first, LORD_HOWE), LORD_HOWE);
        assertThat(again).isEqualTo(first.plusSeconds(30 * 60));

        // 2026-10-04 02:00 becomes 02:30: the second is skipped.
        Instant end = at("2026-10-04T01:45", LORD_HOWE);
        assertThat(hours.nextChange(end, LORD_HOWE)).isEqualTo(at("2026-10-11T01:30", LORD_HOWE));
    }

    @Test
    void a_day_that_did_not_exist() {
        Instant gap = Instant.parse("2011-12-30T10:00:00Z");
        assertThat(LocalDateTime.ofInstant(gap, APIA)).isEqualTo("2011-12-31T00:00");

        assertThat(WeeklyHours.parse("fri 08:00-20:00").nextChange(at("2011-12-29T12:00", APIA), APIA))
                .as("friday was skipped whole")
                .isEqualTo(at("2012-01-06T08:00", APIA));
        assertThat(WeeklyHours.parse("thu 22:00-06:00").nextChange(at("2011-12-29T23:00", APIA), APIA))
                .as("its end was skipped")
                .isEqualTo(gap);
        assertThat(WeeklyHours.parse("fri 22:00-06:00").nextChange(at("2011-12-29T12:00", APIA), APIA))
                .as("its start was skipped")
                .isEqualTo(gap);
        assertThat(WeeklyHours.parse("thu 12:00-24:00", "sat 00:00-05:00")
                        .nextChange(at("2011-12-29T12:00", APIA), APIA))
                .as("thursday's end meets saturday's start")
                .isEqualTo(at("2011-12-31T05:00", APIA));
    }

    @Test
    void the_ends_of_time_are_answered() {
        WeeklyHours hours = WeeklyHours.parse("daily 07:00-22:30");

        assertThat(hours.nextChange(Instant.MAX, BERLIN)).isEqualTo(Instant.MAX);
        assertThat(hours.nextChange(Instant.MAX.minusSeconds(1), BERLIN)).isEqualTo(Instant.MAX);
        assertThat(hours.nextChange(Instant.MIN, BERLIN)).isAfter(Instant.MIN);
    }

    private static Instant berlin(String local) {
        return at(local, BERLIN);
    }

    private static Instant at(String local, ZoneId zone) {
        return ZonedDateTime.of(LocalDateTime.parse(local), zone).toInstant();
    }
}
