package org.earmuff.rules.budget;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BudgetWindowTest {

    private static final String[] ZONES = {
        "Europe/Berlin",
        "America/Denver",
        "Europe/London",
        "Australia/Lord_Howe",
        "Pacific/Apia",
        "America/St_Johns",
        "America/Sao_Paulo",
        "America/Havana",
        "Asia/Kathmandu",
        "UTC"
    };

    @ParameterizedTest
    @CsvSource({
        // A common day, the 25 hours of autumn, the 23 of spring.
        "DAY, Europe/Berlin, 2026-07-01T12:00+02:00, 2026-07-01T00:00+02:00, 2026-07-02T00:00+02:00",
        "DAY, Europe/Berlin, 2026-10-25T12:00+01:00, 2026-10-25T00:00+02:00, 2026-10-26T00:00+01:00",
        "DAY, Europe/Berlin, 2026-03-29T12:00+02:00, 2026-03-29T00:00+01:00, 2026-03-30T00:00+02:00",
        "WEEK, Europe/Berlin, 2026-10-25T23:59+01:00, 2026-10-19T00:00+02:00, 2026-10-26T00:00+01:00",
        "WEEK, Europe/Berlin, 2026-10-26T00:00+01:00, 2026-10-26T00:00+01:00, 2026-11-02T00:00+01:00",
        // The year ends in the middle of a week.
        "WEEK, Europe/London, 2027-01-01T00:00Z, 2026-12-28T00:00Z, 2027-01-04T00:00Z",
        // The hour that is there twice is two; the one that is not there is none.
        "HOUR, Europe/Berlin, 2026-10-25T02:30+02:00, 2026-10-25T02:00+02:00, 2026-10-25T02:00+01:00",
        "HOUR, Europe/Berlin, 2026-10-25T02:30+01:00, 2026-10-25T02:00+01:00, 2026-10-25T03:00+01:00",
        "HOUR, Europe/Berlin, 2026-03-29T01:59+01:00, 2026-03-29T01:00+01:00, 2026-03-29T03:00+02:00",
        // Half an hour is repeated, so that the clock reads two o'clock after an hour and a half.
        "HOUR, Australia/Lord_Howe, 2026-04-05T01:45+10:30, 2026-04-05T01:00+11:00, 2026-04-05T02:00+10:30",
        "HOUR, Australia/Lord_Howe, 2026-04-05T01:15+11:00, 2026-04-05T01:00+11:00, 2026-04-05T02:00+10:30",
        "HOUR, Asia/Kathmandu, 2026-04-05T01:15+05:45, 2026-04-05T01:00+05:45, 2026-04-05T02:00+05:45",
        // Friday the 30th of December 2011 did not exist on Samoa.
        "DAY, Pacific/Apia, 2011-12-29T23:00-10:00, 2011-12-29T00:00-10:00, 2011-12-31T00:00+14:00",
        "WEEK, Pacific/Apia, 2011-12-31T01:00+14:00, 2011-12-26T00:00-10:00, 2012-01-02T00:00+14:00",
        // Midnight itself was skipped.
        "DAY, America/Sao_Paulo, 2018-11-04T12:00-02:00, 2018-11-04T01:00-02:00, 2018-11-05T00:00-02:00",
        // One minute after midnight the clocks went back an hour: the new day had begun.
        "DAY, America/St_Johns, 2006-10-28T23:30-03:30, 2006-10-29T00:00-02:30, 2006-10-30T00:00-03:30"
    })
    void begins_and_ends_by_the_clock_on_the_wall(
            BudgetWindow window, ZoneId zone, String at, String start, String end) {
        Instant instant = java.time.OffsetDateTime.parse(at).toInstant();

        assertThat(window.start(instant, zone))
                .isEqualTo(java.time.OffsetDateTime.parse(start).toInstant());
        assertThat(window.end(instant, zone))
                .isEqualTo(java.time.OffsetDateTime.parse(end).toInstant());
    }

    @ParameterizedTest
    @EnumSource
    void windows_follow_each_other_without_a_gap(BudgetWindow window) {
        Random random = new Random(7);
        for (String name : ZONES) {
            ZoneId zone = ZoneId.of(name);
            for (int i = 0; i < 3_000; i++) {
                Instant at = Instant.parse("2004-01-01T00:00:00Z").plusSeconds((long)
                        (random.nextDouble() * Duration.ofDays(366 * 24).toSeconds()));
                Instant start = window.start(at, zone);
                Instant end = window.end(at, zone);

                assertThat(start).as("%s %s", name, at).isBeforeOrEqualTo(at);
                assertThat(end).as("%s %s", name, at).isAfter(at);
                assertThat(window.start(start, zone)).isEqualTo(start);
                assertThat(window.end(start, zone)).isEqualTo(end);
                assertThat(window.start(end, zone)).as("%s %s", name, at).isEqualTo(end);
                assertThat(window.end(end.minusNanos(1), zone)).isEqualTo(end);
            }
        }
    }
}
