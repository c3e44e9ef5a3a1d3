package org.earmuff.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TimeTextTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    /** A Sunday, 13:00 on the wall. */
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "15 s, PT15S",
        "30m, PT30M",
        "3 min, PT3M",
        "2 h, PT2H",
        "1 day, PT24H",
        "PT30M, PT30M",
        "pt1h, PT1H",
        "1 h 30 min, PT1H30M",
        "1h30m, PT1H30M",
        "2 weeks, PT336H",
        "45 minutes, PT45M",
        "P1DT1H, PT25H"
    })
    void durations(String text, Duration expected) {
        assertThat(TimeText.duration(text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "5",
                "soon",
                "0 s",
                "-5 min",
                "PT-5M",
                "PT0S",
                "5 parsecs",
                "1 h and more",
                "99999999 weeks",
                "1 mins"
            })
    void texts_that_are_no_durations(String text) {
        assertThatThrownBy(() -> TimeText.duration(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @ParameterizedTest
    @CsvSource({
        "07:00, 2026-11-23T06:00:00Z, 2026-11-22T06:00:00Z",
        "14:30, 2026-11-22T13:30:00Z, 2026-11-21T13:30:00Z",
        "7:05, 2026-11-23T06:05:00Z, 2026-11-22T06:05:00Z",
        "13:00, 2026-11-23T12:00:00Z, 2026-11-22T12:00:00Z",
        "mon 12:00, 2026-11-23T11:00:00Z, 2026-11-16T11:00:00Z",
        "sunday 12:00, 2026-11-29T11:00:00Z, 2026-11-22T11:00:00Z",
        "2026-11-23T07:00, 2026-11-23T06:00:00Z, 2026-11-23T06:00:00Z",
        "2026-11-23 07:00, 2026-11-23T06:00:00Z, 2026-11-23T06:00:00Z",
        "2026-11-23, 2026-11-22T23:00:00Z, 2026-11-22T23:00:00Z",
        "2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z, 2026-11-23T07:00:00Z",
        "2026-10-25T02:30+01:00, 2026-10-25T01:30:00Z, 2026-10-25T01:30:00Z",
        // A plus in an address comes as a space.
        "2026-10-25T02:30 01:00, 2026-10-25T01:30:00Z, 2026-10-25T01:30:00Z",
        "2026-10-25 02:30:59.5 05:30, 2026-10-24T21:00:59.500Z, 2026-10-24T21:00:59.500Z",
        "24:00, 2026-11-22T23:00:00Z, 2026-11-21T23:00:00Z",
        "today, 2026-11-21T23:00:00Z, 2026-11-21T23:00:00Z",
        "now, 2026-11-22T12:00:00Z, 2026-11-22T12:00:00Z",
        // Skipped on the wall: the first instant after the gap.
        "2026-03-29T02:30, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z"
    })
    void instants(String text, Instant coming, Instant past) {
        assertThat(TimeText.instant(text, NOW, BERLIN, TimeText.Sense.COMING)).isEqualTo(coming);
        assertThat(TimeText.instant(text, NOW, BERLIN, TimeText.Sense.PAST)).isEqualTo(past);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "25:00", "7", "noon", "2026-13-01", "2026-11-23T7", "mon 99:00", "feb 3"})
    void texts_that_are_no_times(String text) {
        assertThatThrownBy(() -> TimeText.instant(text, NOW, BERLIN, TimeText.Sense.COMING))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("write 07:00");
    }
}
