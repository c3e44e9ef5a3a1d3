package org.earmuff.rules.hours;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WindowTextTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon 07:00-22:30              | mon",
                "mon-fri 07:00-22:30          | mon,tue,wed,thu,fri",
                "weekdays 07:00-22:30         | mon,tue,wed,thu,fri",
                "sat,sun 07:00-22:30          | sat,sun",
                "weekends 07:00-22:30         | sat,sun",
                "sat-mon 07:00-22:30          | mon,sat,sun",
                "fri-tue 07:00-22:30          | mon,tue,fri,sat,sun",
                "daily 07:00-22:30            | mon,tue,wed,thu,fri,sat,sun",
                "mon,wed-thu,weekends 07:00-22:30 | mon,wed,thu,sat,sun",
                "Mon - Fri  07:00 - 22:30     | mon,tue,wed,thu,fri",
                "sat, sun 07:00-22:30         | sat,sun"
            })
    void days(String text, String days) {
        assertThat(WeeklyHours.parse(text).windows())
                .allSatisfy(w -> assertThat(w.toString()).endsWith(" 07:00-22:30"))
                .extracting(w -> w.toString().substring(0, 3))
                .containsExactly(days.split(","));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "mon 00:00-24:00 | mon 00:00-24:00 | 1440",
                "mon 22:00-06:00 | mon 22:00-06:00 | 480",
                "mon 07:00-07:00 | mon 07:00-07:00 | 1440",
                "mon 09:00-00:00 | mon 09:00-00:00 | 900",
                "mon 23:59-24:00 | mon 23:59-24:00 | 1"
            })
    void times(String text, String canonical, int minutes) {
        assertThat(WeeklyHours.parse(text).windows()).hasSize(1).allSatisfy(w -> {
            assertThat(w.toString()).isEqualTo(canonical);
            assertThat(w.minutes()).isEqualTo(minutes);
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '~',
            value = {
                "~~ | is not days and times; write one like \"mon-fri 07:00-22:30\"",
                "always | is not days and times; write one like \"mon-fri 07:00-22:30\"",
                "mon fri 07:00-22:30 | is not days and times; write one like \"mon-fri 07:00-22:30\"",
                "07:00-22:30 | names no days; write \"daily 07:00-22:30\" for every day",
                "monday 07:00-22:30 | has \"monday\" where a day should be; write mon",
                "weekend 07:00-22:30 | has \"weekend\" where a day should be; write weekends",
                "mon-fri-sun 07:00-22:30 | has \"mon-fri-sun\" where a day should be;"
                        + " write mon, tue, wed, thu, fri, sat, sun, a range like mon-fri, daily, weekdays or weekends",
                "mon,,fri 07:00-22:30 | has \"\" where a day should be;"
                        + " write mon, tue, wed, thu, fri, sat, sun, a range like mon-fri, daily, weekdays or weekends",
                "mo 07:00-22:30 | has \"mo\" where a day should be;"
                        + " write mon, tue, wed, thu, fri, sat, sun, a range like mon-fri, daily, weekdays or weekends",
                "mon-mon 07:00-22:30 | has a range from a day to itself; write that day alone, or daily",
                "daily 7:00-22:30 | has \"7:00\" where a time should be; write hours and minutes like 07:00, to 24:00 at most",
                "daily 07.00-22:30 | has \"07.00\" where a time should be; write hours and minutes like 07:00, to 24:00 at most",
                "daily 07:00-22:60 | has \"22:60\" where a time should be; write hours and minutes like 07:00, to 24:00 at most",
                "daily 07:00-24:01 | has \"24:01\" where a time should be; write hours and minutes like 07:00, to 24:00 at most",
                "daily 24:00-06:00 | starts at 24:00, which only an end can be; write 00:00 and the next day",
                "daily 07:00 | needs one start and one end; write one like \"mon-fri 07:00-22:30\"",
                "daily 07:00-12:00,13:00-22:00 | needs one start and one end; write one like \"mon-fri 07:00-22:30\"",
            })
    void broken_texts_say_what_would_be_right(String text, String message) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WeeklyHours.parse(text))
                .withMessage(message);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"mon-fri 07:00-22:30", "weekends 09:00-00:30", "daily 22:00-06:00"})
    void what_it_prints_it_reads(String text) {
        WeeklyHours hours = WeeklyHours.parse(text);

        String[] printed = hours.windows().stream()
                .map(Window::toString)
                .collect(Collectors.toList())
                .toArray(String[]::new);

        assertThat(WeeklyHours.parse(printed)).isEqualTo(hours).hasToString(String.join(", ", printed));
    }
}
