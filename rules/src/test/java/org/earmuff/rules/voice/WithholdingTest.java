package org.earmuff.rules.voice;

import static org.assertj.core.api.Assertions.assertThat;

import org.earmuff.rules.budget.TokenBucket;
import org.earmuff.rules.voice.Withholding.Step;
import org.junit.jupiter.api.Test;

class WithholdingTest {

    private static final long SECOND = 1_000_000_000L;

    private final BurstMeter meter = new BurstMeter(Framing.TLS);

    @Test
    void a_greeting_of_eight_kilobytes_passes_once() {
        Withholding withholding = new Withholding(true);
        meter.add(0, 8_000);
        assertThat(withholding.held(meter)).isEqualTo(Step.HOLD);
        assertThat(withholding.settled(meter.settle(2 * SECOND))).isEqualTo(Step.FORWARD);

        meter.add(3 * SECOND, 2_001);
        assertThat(withholding.held(meter)).isEqualTo(Step.ABORT);
    }

    @Test
    void a_connection_whose_beginning_was_not_seen_has_no_greeting() {
        Withholding withholding = new Withholding(false);
        meter.add(0, 2_000);
        assertThat(withholding.held(meter)).isEqualTo(Step.HOLD);
        meter.add(1, 1);
        assertThat(withholding.held(meter)).isEqualTo(Step.ABORT);
    }

    @Test
    void a_greeting_that_grows_too_large_is_aborted_at_once() {
        Withholding withholding = new Withholding(true);
        meter.add(0, 8_001);
        assertThat(withholding.held(meter)).isEqualTo(Step.ABORT);
    }

    @Test
    void a_small_burst_with_signs_of_sound_does_not_pass() {
        Withholding withholding = new Withholding(true);
        Burst snippet =
                Traffic.seeded(1).every(20, 0.3, i -> 113).bursts(Framing.TLS).get(0);
        assertThat(snippet.bytes()).isLessThanOrEqualTo(Withholding.SMALL);
        assertThat(withholding.settled(snippet)).isEqualTo(Step.ABORT);
    }

    @Test
    void no_minute_sees_more_housekeeping_than_its_cap() {
        TokenBucket allowance = Withholding.housekeeping(0);
        long passed = 0;
        for (long second = 0; second < 60; second++) {
            for (int i = 0; i < 20; i++) {
                passed += allowance.tryTake(second * SECOND, 500) ? 500 : 0;
            }
        }
        assertThat(passed).isBetween(Withholding.HOUSEKEEPING_PER_MINUTE * 9 / 10, Withholding.HOUSEKEEPING_PER_MINUTE);
    }
}
