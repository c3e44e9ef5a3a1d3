package org.earmuff.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;

/** What many ask at once. */
class QuestionsTest {

    private final Queue<Runnable> queue = new ArrayDeque<>();

    private static InetAddress at(String address) throws Exception {
        return InetAddress.getByName(address);
    }

    private void work() {
        while (!queue.isEmpty()) {
            queue.remove().run();
        }
    }

    @Test
    void a_network_that_asks_too_much_is_told_so_and_others_are_answered() throws Exception {
        Questions questions = new Questions(queue::add);
        for (int i = 0; i < Questions.MOST_OF_ONE; i++) {
            questions.ask(at("fd00::" + i), () -> "x");
        }

        assertThatExceptionOfType(Problem.class)
                .isThrownBy(() -> questions.ask(at("fd00::99"), () -> "x"))
                .satisfies(busy -> {
                    assertThat(busy.status()).isEqualTo(503);
                    assertThat(busy.answer().headers()).containsEntry("Retry-After", "1");
                });

        CompletionStage<String> other = questions.ask(at("fd00:0:0:1::1"), () -> "y");
        work();
        assertThat(other.toCompletableFuture()).isCompletedWithValue("y");
        questions.ask(at("fd00::99"), () -> "x");
    }

    @Test
    void a_question_that_fails_gives_its_place_back() throws Exception {
        Questions questions = new Questions(queue::add);

        for (int i = 0; i < 3 * Questions.MOST_OF_ONE; i++) {
            CompletionStage<String> asked = questions.ask(at("10.0.0.1"), () -> {
                throw new IllegalStateException("broken");
            });
            work();
            assertThat(asked.toCompletableFuture()).isCompletedExceptionally();
        }
    }

    @Test
    void metrics_are_made_once_a_second_however_many_ask() {
        AtomicInteger made = new AtomicInteger();
        HandClock clock = new HandClock("2026-11-22T12:00:00Z");
        SharedScrape scrape = new SharedScrape(
                () -> String.valueOf(made.incrementAndGet()).getBytes(StandardCharsets.US_ASCII), clock, queue::add);

        CompletionStage<Answer> first = scrape.answer();
        assertThat(scrape.answer()).as("asked while it is made").isSameAs(first);
        work();
        assertThat(scrape.answer()).as("asked within the second").isSameAs(first);
        assertThat(made).hasValue(1);

        clock.elapse(Duration.ofSeconds(1));

        scrape.answer();
        work();
        assertThat(made).hasValue(2);
    }

    @Test
    void metrics_that_could_not_be_made_are_tried_again_at_once() {
        AtomicInteger made = new AtomicInteger();
        SharedScrape scrape = new SharedScrape(
                () -> {
                    if (made.incrementAndGet() == 1) {
                        throw new IllegalStateException("broken");
                    }
                    return new byte[] {1};
                },
                new HandClock("2026-11-22T12:00:00Z"),
                queue::add);
        scrape.answer();
        work();

        CompletionStage<Answer> again = scrape.answer();
        work();

        assertThat(again.toCompletableFuture().join().body()).hasSize(1);
    }
}
