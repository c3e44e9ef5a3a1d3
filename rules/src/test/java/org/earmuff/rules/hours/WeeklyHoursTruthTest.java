package org.earmuff.rules.hours;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.DayOfWeek;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Random windows against what the calendar says minute by minute, around every kind of clock change. */
class WeeklyHoursTruthTest {

    private static final int BOOKS = 60;

    /** Zone and an instant near a change of its clocks. */
    static final List<Arguments> CHANGES = List.of(
            Arguments.of("Europe/Berlin", "2026-03-29T01:00:00Z"),
            Arguments.of("Europe/Berlin", "2026-10-25T01:00:00Z"),
            Arguments.of("Europe/London", "2026-03-29T01:00:00Z"),
            Arguments.of("Europe/London", "2026-10-25T01:00:00Z"),
            Arguments.of("America/Denver", "2026-03-08T09:00:00Z"),
            Arguments.of("America/Denver", "2026-11-01T08:00:00Z"),
            Arguments.of("Australia/Lord_Howe", "2026-04-04T15:00:00Z"),
            Arguments.of("Australia/Lord_Howe", "2026-10-03T15:30:00Z"),
            Arguments.of("Pacific/Apia", "2011-12-30T10:00:00Z"),
            Arguments.of("UTC", "2026-01-01T00:00:00Z"));

    static Stream<Arguments> changesAndSeeds() {
        return CHANGES.stream()
                .flatMap(c -> IntStream.range(0, 3).mapToObj(seed -> Arguments.of(c.get()[0], c.get()[1], seed)));
    }

    @ParameterizedTest
    @MethodSource("changesAndSeeds")
    void is_open_when_the_calendar_says_so_and_changes_when_it_said(String zoneId, String around, int seed) {
        ZoneId zone = ZoneId.of(zoneId);
        Random random = new Random(seed);
        Instant from = Instant.parse(around).minus(Duration.ofHours(40));
        Instant to = Instant.parse(around).plus(Duration.ofHours(40));
        for (int book = 0; book < BOOKS; book++) {
            WeeklyHours hours = someHours(random);
            // One walk backwards over the minutes knows the next change of each from the one after it.
            Instant next = hours.nextChange(to, zone);
            for (Instant at = to; !at.isBefore(from); at = at.minusSeconds(60)) {
                boolean open = isOpen(hours, LocalDateTime.ofInstant(at, zone));
                if (open != isOpen(hours, LocalDateTime.ofInstant(at.plusSeconds(60), zone))) {
                    next = at.plusSeconds(60);
                }
                assertThat(hours.openAt(at, zone)).as("%s at %s", hours, at).isEqualTo(open);
                if (at.isBefore(to)) {
                    assertThat(hours.nextChange(at, zone))
                            .as("%s after %s", hours, at)
                            .isEqualTo(next);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"Europe/Berlin,1", "America/Denver,2", "Australia/Lord_Howe,3", "Pacific/Apia,4", "Asia/Kolkata,5"})
    void is_constant_up_to_the_next_change_and_differs_there(String zoneId, long seed) {
        ZoneId zone = ZoneId.of(zoneId);
        Random random = new Random(seed);
        Instant start = Instant.parse("2000-01-01T00:00:00Z");
        for (int i = 0; i < 2_000; i++) {
            WeeklyHours hours = someHours(random);
            Instant at = start.plusSeconds(random.nextInt(40 * 365 * 24 * 3600 / 10) * 10L)
                    .plusNanos(random.nextInt(1_000_000_000));
            boolean open = hours.openAt(at, zone);
            Instant next = hours.nextChange(at, zone);
            if (next.equals(Instant.MAX)) {
                assertThat(hours.nextChange(at.plus(Duration.ofDays(3)), zone)).isEqualTo(Instant.MAX);
                continue;
            }
            assertThat(next).isAfter(at);
            assertThat(hours.openAt(next, zone)).as("%s at %s", hours, next).isEqualTo(!open);
            assertThat(hours.openAt(next.minusNanos(1), zone))
                    .as("%s just before %s", hours, next)
                    .isEqualTo(open);
            long span = Duration.between(at, next).toSeconds();
            for (int sample = 0; sample < 20; sample++) {
                Instant between = at.plusSeconds((long) (random.nextDouble() * span));
                assertThat(hours.openAt(between, zone))
                        .as("%s at %s", hours, between)
                        .isEqualTo(open);
            }
        }
    }

    /** The contract's words, without any arithmetic of weeks. */
    private static boolean isOpen(WeeklyHours hours, LocalDateTime wall) {
        int minute = wall.getHour() * 60 + wall.getMinute();
        DayOfWeek today = wall.getDayOfWeek();
        return hours.windows().stream().anyMatch(w -> {
            boolean overnight = w.end() <= w.start();
            if (!overnight) {
                return w.day() == today && w.start() <= minute && minute < w.end();
            }
            return (w.day() == today && w.start() <= minute) || (w.day() == today.minus(1) && minute < w.end());
        });
    }

    private static WeeklyHours someHours(Random random) {
        List<Window> windows = new ArrayList<>();
        int count = 1 + random.nextInt(5);
        for (int i = 0; i < count; i++) {
            // Half of them near the small hours, where clocks change.
            int start = random.nextBoolean() ? random.nextInt(240) : random.nextInt(1440);
            int end = random.nextBoolean() ? Math.min(1440, start + 1 + random.nextInt(90)) : random.nextInt(1441);
            windows.add(new Window(DayOfWeek.of(1 + random.nextInt(7)), start, end));
        }
        return WeeklyHours.of(windows);
    }
}
