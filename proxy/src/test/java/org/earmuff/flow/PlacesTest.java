package org.earmuff.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places places = new Places(12);

    private int takeAll(String holder) {
        int got = 0;
        while (places.take(holder)) {
            got++;
        }
        return got;
    }

    @Test
    void one_who_wants_all_gets_half_and_leaves_half() {
        assertThat(takeAll("kitchen")).isEqualTo(6);
        assertThat(takeAll("nursery")).isEqualTo(3);
        assertThat(places.take("hall")).isTrue();
        assertThat(places.taken()).isEqualTo(10);
    }

    @Test
    void what_is_given_back_can_be_taken_again_and_nobody_is_remembered() {
        takeAll("kitchen");
        for (int i = 0; i < 6; i++) {
            places.free("kitchen");
        }
        assertThat(places.taken()).isZero();
        assertThat(takeAll("nursery")).isEqualTo(6);
    }
}
