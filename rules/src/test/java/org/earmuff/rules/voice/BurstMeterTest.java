package org.earmuff.rules.voice;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class BurstMeterTest {

    private static final int SEEDS = 20;
    private static final long MILLI = 1_000_000L;

    static Stream<Shapes.Shape> sound() {
        return Shapes.sound().stream();
    }

    static Stream<Shapes.Shape> silence() {
        return Shapes.silence().stream();
    }

    @ParameterizedTest
    @MethodSource("sound")
    void sound_of_any_make_is_one_upload(Shapes.Shape shape) {
        for (long seed = 0; seed < SEEDS; seed++) {
            List<Sound> uploads = shape.make().apply(seed).bursts(shape.framing()).stream()
                    .filter(Burst::upload)
                    .map(Burst::sound)
                    .toList();
            assertThat(uploads).as("seed %d", seed).hasSize(shape.uploads());
            assertThat(uploads.get(0).kind()).isEqualTo(shape.framing().kind());
            if (shape.audioSeconds() > 0) {
                assertThat(uploads.get(0).audioSeconds())
                        .as("seed %d", seed)
                        .isCloseTo(shape.audioSeconds(), within(0.05 * shape.audioSeconds()));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("silence")
    void what_is_no_sound_is_no_upload(Shapes.Shape shape) {
        int wrong = 0;
        for (long seed = 0; seed < SEEDS; seed++) {
            wrong += (int) shape.make().apply(seed).bursts(shape.framing()).stream()
                    .filter(Burst::upload)
                    .count();
        }
        // Ten seconds of such a thing look like speech now and then; what they look like for a second and a half is all
        // a meter has.
        boolean hard = shape.name().equals("a chatty session") || shape.name().endsWith("key frames of 5");
        assertThat(wrong).isLessThanOrEqualTo(hard ? SEEDS / 6 : 0);
    }

    @ParameterizedTest
    @CsvSource({
        "33, 80, 20, cbr-32k, 50.0",
        "32, 400, 50, cbr-64k, 20.0",
        "33, 1024, 32, pcm-256k, 31.25",
        "26, 60, 20, cbr, 50.0"
    })
    void constant_rates_are_named_and_paced(int overhead, int frame, double millis, String coding, double pace) {
        Traffic traffic = Traffic.seeded(7).post(228, 131, 4140, 73, 121, overhead + 20 * frame);
        Sound sound =
                only(traffic.every(millis, 4, i -> overhead + frame).jitter(10).bursts(Framing.TLS));

        assertThat(sound.coding().word()).isEqualTo(coding);
        assertThat(sound.recordBytes()).isEqualTo(overhead + frame);
        assertThat(sound.recordsPerSecond()).isCloseTo(pace, within(0.02 * pace));
    }

    @Test
    void a_variable_rate_is_named_so() {
        Shapes.Shape homePod =
                sound().filter(s -> s.name().equals("HomePod")).findFirst().orElseThrow();
        Sound sound = only(homePod.make().apply(3L).bursts(Framing.TLS));

        assertThat(sound.coding()).isEqualTo(Coding.VBR);
        assertThat(sound.recordsPerSecond()).isCloseTo(16.7, within(0.8));
        assertThat(sound.recordBytes()).isBetween(245, 355);
    }

    @Test
    void a_pre_roll_cut_at_the_writers_buffer_counts_whole() {
        // 12 frames of 400 bytes: 4096 bytes in one record, the rest in the next.
        Traffic traffic =
                Traffic.seeded(1).post(226, 1008).pause(0.1).post(4128, 736).every(50, 4, i -> 432);

        assertThat(only(traffic.bursts(Framing.TLS)).audioSeconds()).isCloseTo((12 + 80) * 0.05, within(0.01));
    }

    @Test
    void state_notes_after_the_sound_do_not_count() {
        Traffic traffic =
                Traffic.seeded(1).post(33 + 70 * 80).every(20, 3, i -> 113).pause(0.6);
        // 3873 lies on the lattice by chance: 33 + 48 * 80.
        traffic.post(229, 131, 3873, 77, 33).pause(0.5).post(228, 131, 3844, 77, 33);

        assertThat(only(traffic.bursts(Framing.TLS)).audioSeconds()).isCloseTo((70 + 150) * 0.02, within(0.03));
    }

    @Test
    void sound_is_final_and_shows_early() {
        BurstMeter meter = new BurstMeter(Framing.TLS);
        double shown = -1;
        for (Traffic.Unit unit : Traffic.seeded(5)
                .post(5713)
                .every(20, 2, i -> 113)
                .post(4096, 77, 33)
                .ordered()) {
            meter.add(unit.nanos(), unit.bytes());
            assertThat(shown < 0 || meter.sound()).isTrue();
            shown = shown < 0 && meter.sound() ? unit.nanos() / 1e9 : shown;
        }
        assertThat(shown).isBetween(0.2, 0.5);
        Burst soFar = meter.soFar();
        assertThat(soFar).isEqualTo(meter.finish());
        assertThat(soFar.sound().recognisedAfterSeconds()).isCloseTo(shown, within(0.001));
    }

    @Test
    void a_burst_ends_with_a_pause_of_more_than_a_second() {
        BurstMeter meter = new BurstMeter(Framing.TLS);
        assertThat(meter.add(0, 100)).isNull();
        assertThat(meter.add(1000 * MILLI, 50)).isNull();
        assertThat(meter.settle(2000 * MILLI)).isNull();
        assertThat(meter.settlesAtNanos()).isEqualTo(2000 * MILLI + 1);

        Burst burst = meter.add(2000 * MILLI + 1, 7);

        assertThat(burst).isEqualTo(new Burst(0, 1000 * MILLI, 150, 160, 2, false, null));
        assertThat(meter.bytes()).isEqualTo(7);
        assertThat(meter.settle(3000 * MILLI + 2)).isNotNull();
        assertThat(meter.open()).isFalse();
        assertThat(meter.settlesAtNanos()).isEqualTo(Long.MAX_VALUE);
        assertThat(meter.finish()).isNull();
    }

    @Test
    void units_without_bytes_are_none() {
        BurstMeter meter = new BurstMeter(Framing.TLS);
        assertThat(meter.add(0, 0)).isNull();
        assertThat(meter.open()).isFalse();
    }

    @Test
    void a_third_of_a_second_of_sound_is_suspicious_though_small() {
        Burst snippet =
                Traffic.seeded(1).every(20, 0.3, i -> 113).bursts(Framing.TLS).get(0);
        Burst note = Traffic.seeded(1)
                .post(229, 131, 1035, 77, 33)
                .bursts(Framing.TLS)
                .get(0);

        assertThat(snippet.upload()).isFalse();
        assertThat(snippet.suspicious()).isTrue();
        assertThat(note.suspicious()).isFalse();
    }

    @Test
    void no_times_or_sizes_break_it() {
        Random random = new Random(4711);
        for (Framing framing : Framing.values()) {
            BurstMeter meter = new BurstMeter(framing);
            long now = Long.MIN_VALUE / 4;
            for (int i = 0; i < 200_000; i++) {
                now += (long) (random.nextGaussian() * 20 * MILLI)
                        + (random.nextInt(500) == 0 ? Math.abs(random.nextLong() >> 8) : 0);
                int size = random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(300);
                Burst burst = meter.add(now, size);
                if (burst != null && burst.upload()) {
                    assertThat(burst.sound().audioSeconds()).isFinite().isNotNegative();
                    assertThat(burst.sound().recordsPerSecond()).isFinite().isPositive();
                }
                if (i % 1000 == 0) {
                    meter.soFar();
                }
            }
        }
    }

    private static Sound only(List<Burst> bursts) {
        assertThat(bursts).hasSize(1);
        assertThat(bursts.get(0).upload()).isTrue();
        return bursts.get(0).sound();
    }
}
