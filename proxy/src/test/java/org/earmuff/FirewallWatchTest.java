package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FirewallWatchTest {

    @Test
    void what_is_missing_is_told_and_a_look_that_fails_does_not_end_the_watch() {
        AtomicInteger looks = new AtomicInteger();
        AtomicInteger told = new AtomicInteger();
        try (FirewallWatch watch = new FirewallWatch(
                () -> {
                    if (looks.incrementAndGet() == 1) {
                        throw new IllegalStateException("once");
                    }
                    return Optional.of("gone");
                },
                told::incrementAndGet)) {
            await().atMost(Duration.ofSeconds(20)).until(() -> watch.problem().equals("gone"));
            assertThat(looks.get()).isGreaterThanOrEqualTo(2);
            await().atMost(Duration.ofSeconds(5)).until(() -> told.get() == 1);
        }
    }
}
