package org.earmuff.policy;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.flow.HouseClock;
import org.junit.jupiter.api.Test;

class ClockWatchTest {

    /** Three clocks, each moved by hand. */
    private static final class Clocks implements HouseClock {
        Instant wall = Instant.parse("2026-11-23T12:00:00Z");
        long nanos;
        long boot;
        boolean set = true;

        void run(Duration time) {
            wall = wall.plus(time);
            nanos += time.toNanos();
            boot += time.toNanos();
        }

        void sleep(Duration time) {
            wall = wall.plus(time);
            boot += time.toNanos();
        }

        @Override
        public Instant now() {
            return wall;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public long sinceBootNanos() {
            return boot;
        }

        @Override
        public boolean set() {
            return set;
        }
    }

    private final Clocks clocks = new Clocks();
    private final List<String> told = new ArrayList<>();

    private ClockWatch watch() {
        return new ClockWatch(clocks, (what, seconds) -> told.add(what + " / " + seconds));
    }

    @Test
    void a_clock_that_runs_is_nothing_to_tell() {
        ClockWatch watch = watch();
        for (int i = 0; i < 100; i++) {
            clocks.run(Duration.ofSeconds(1));
            clocks.wall = clocks.wall.plusMillis(100); // NTP slews
            assertThat(watch.changed()).isFalse();
        }
        assertThat(told).isEmpty();
    }

    @Test
    void jumps_and_sleep_are_told_apart() {
        ClockWatch watch = watch();
        clocks.run(Duration.ofSeconds(1));
        clocks.wall = clocks.wall.plusSeconds(3600);
        assertThat(watch.changed()).isTrue();
        clocks.run(Duration.ofSeconds(1));
        clocks.wall = clocks.wall.minusMillis(1500);
        assertThat(watch.changed()).isTrue();
        clocks.run(Duration.ofSeconds(1));
        clocks.sleep(Duration.ofMinutes(10));
        assertThat(watch.changed()).isTrue();
        assertThat(watch.changed()).isFalse();
        assertThat(told)
                .containsExactly(
                        "went forward by 3600.0 s / 3600.0",
                        "went back by 1.5 s / 1.5",
                        "the machine slept for 600.0 s / 600.0");
    }

    @Test
    void a_clock_that_is_not_set_is_told_and_so_is_its_setting() {
        clocks.set = false;
        ClockWatch watch = watch();
        assertThat(watch.changed()).isFalse();
        clocks.set = true;
        assertThat(watch.changed()).isTrue();
        assertThat(told).containsExactly("not set since boot / 0.0", "set / 0.0");
    }
}
