package org.earmuff.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.PriorityQueue;
import java.util.Random;
import org.earmuff.testing.HandClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sessions whose cookie changes: of browsers that mean well on bad networks, and of thieves. */
class RotationTest {

    private static final InetAddress FROM = InetAddress.getLoopbackAddress();
    private static final Duration TEN_MINUTES = Duration.ofMinutes(10);

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private Sessions sessions;
    private String first;

    @BeforeEach
    void logIn() {
        sessions = new Sessions(folder, clock, Runnable::run);
        first = sessions.open(Asker.OWNER, "p", FROM);
    }

    /** One request: whether it was let in, and the cookie of its answer. */
    private record Reply(boolean in, @Nullable String cookie) {}

    private Reply ask(String cookie) {
        boolean in = sessions.look(cookie, FROM).asker() == Asker.OWNER;
        return new Reply(in, in ? sessions.renew(cookie) : null);
    }

    private static String after(Reply reply, String before) {
        return reply.cookie() == null ? before : reply.cookie();
    }

    private void pass(long seconds) {
        clock.pass(Duration.ofSeconds(seconds));
    }

    /** Something that happens to the honest browser at a time. */
    private record Event(Instant at, Runnable what) {}

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void a_browser_with_parallel_requests_late_answers_and_lost_ones_never_loses_its_session(long seed) {
        Random random = new Random(seed);
        PriorityQueue<Event> events = new PriorityQueue<>(Comparator.comparing(Event::at));
        String[] jar = {first};
        int[] changes = {0};
        Instant start = clock.now();
        for (Instant at = start; at.isBefore(start.plus(Duration.ofDays(6))); ) {
            // A page of several tabs asks for six things at once; then nothing for seconds, minutes, or a night.
            at = at.plusMillis(random.nextInt(200) == 0 ? random.nextInt(40_000_000) : random.nextInt(200_000));
            for (int i = 0; i < 6; i++) {
                Instant sent = at.plusMillis(random.nextInt(300));
                events.add(new Event(sent, () -> request(events, random, jar, changes, sent)));
            }
        }

        while (!events.isEmpty()) {
            Event next = events.remove();
            clock.pass(Duration.between(clock.now(), next.at()));
            next.what().run();
        }

        assertThat(changes[0]).as("rotations").isGreaterThan(300);
    }

    private void request(PriorityQueue<Event> events, Random random, String[] jar, int[] changes, Instant sent) {
        String cookie = jar[0];
        Instant arrives = sent.plusMillis(random.nextInt(3_000));
        boolean lost = random.nextInt(5) == 0;
        Instant answered = arrives.plusMillis(random.nextInt(10) == 0 ? random.nextInt(10_000) : random.nextInt(500));
        events.add(new Event(arrives, () -> {
            Reply reply = ask(cookie);
            assertThat(reply.in()).as("at " + arrives).isTrue();
            if (reply.cookie() != null && !lost) {
                events.add(new Event(answered, () -> {
                    jar[0] = reply.cookie();
                    changes[0]++;
                }));
            }
        }));
    }

    @Test
    void an_answer_that_the_network_held_back_while_the_next_one_came_does_no_harm() {
        clock.pass(TEN_MINUTES);
        String late = ask(first).cookie();
        pass(31);
        String soon = ask(first).cookie();
        assertThat(late).isNotNull();
        assertThat(soon).isNotNull().isNotEqualTo(late);
        assertThat(ask(soon).in()).isTrue();
        pass(20);

        assertThat(ask(late).in())
                .as("the jar was overwritten by the late answer")
                .isTrue();
        assertThat(ask(soon).in()).as("under way").isTrue();
        pass(61);
        assertThat(ask(late).in()).isTrue();
    }

    @Test
    void an_offer_goes_into_one_answer_and_another_follows_only_after_a_while() {
        clock.pass(TEN_MINUTES);
        assertThat(ask(first).cookie()).isNotNull();
        assertThat(ask(first).cookie()).isNull();
        pass(14);
        assertThat(ask(first).cookie()).isNull();
        pass(1);
        assertThat(ask(first).cookie()).isNotNull();
    }

    @Test
    void offers_outlive_a_restart() {
        clock.pass(TEN_MINUTES);
        String offered = ask(first).cookie();
        assertThat(offered).isNotNull();
        sessions = new Sessions(folder, clock, Runnable::run);

        assertThat(ask(first).in()).isTrue();
        assertThat(ask(offered).in()).isTrue();
        sessions = new Sessions(folder, clock, Runnable::run);
        assertThat(ask(offered).in()).isTrue();
    }

    @Test
    void an_upload_that_began_before_the_cookie_changed_ends_well() {
        clock.pass(TEN_MINUTES);
        String next = ask(first).cookie();
        assertThat(next).isNotNull();
        ask(next);
        pass(240);

        assertThat(sessions.lookAgain(first).asker()).isEqualTo(Asker.OWNER);
        assertThat(ask(next).in()).isTrue();
    }

    @Test
    void a_clock_that_is_put_back_does_not_make_an_old_cookie_good_for_longer() {
        clock.pass(TEN_MINUTES);
        String next = ask(first).cookie();
        assertThat(next).isNotNull();
        ask(next);
        pass(-86_400);
        ask(next);
        pass(61);

        assertThat(ask(first).in()).isFalse();
        assertThat(ask(next).in()).isFalse();
    }

    /** A thief who asks now and then, and their owner, who does; what the thief does with what is offered is up to the test. */
    private interface Thief {
        String next(String shown, Reply reply);
    }

    private Duration worth(int thiefEvery, int ownerEvery, Thief thief) {
        String owner = first;
        String stolen = first;
        Instant start = clock.now();
        for (int second = 0; second < 7200; second++) {
            pass(1);
            if (second % thiefEvery == 0) {
                Reply reply = ask(stolen);
                if (!reply.in()) {
                    return Duration.between(start, clock.now());
                }
                stolen = thief.next(stolen, reply);
            }
            if (second % ownerEvery == 0) {
                owner = after(ask(owner), owner);
            }
        }
        return Duration.ofHours(2);
    }

    @Test
    void a_thief_who_waits_for_the_owner_to_change_first_is_noticed() {
        String[] kept = {null};
        Thief patient = (shown, reply) -> {
            if (reply.cookie() != null) {
                kept[0] = reply.cookie();
                return shown;
            }
            // Nothing is offered any more: the owner has taken theirs.
            return kept[0] == null ? shown : kept[0];
        };

        assertThat(worth(2, 7, patient)).isLessThan(Duration.ofMinutes(12));
        assertThat(sessions.count(Asker.OWNER)).isZero();
    }

    @Test
    void a_thief_who_takes_every_offer_before_the_owner_can_and_uses_none_is_noticed() {
        assertThat(worth(1, 7, (shown, reply) -> shown)).isLessThan(Duration.ofMinutes(13));
    }

    @Test
    void a_thief_who_takes_what_is_offered_is_noticed_when_the_owner_comes() {
        assertThat(worth(2, 7, (shown, reply) -> after(reply, shown))).isLessThan(Duration.ofMinutes(12));
    }

    @Test
    void a_thief_who_keeps_all_offers_for_later_is_noticed() {
        java.util.Deque<String> kept = new java.util.ArrayDeque<>();
        Instant start = clock.now();
        Thief hoarder = (shown, reply) -> {
            if (reply.cookie() != null) {
                kept.add(reply.cookie());
            }
            boolean late = clock.now().isAfter(start.plus(Duration.ofSeconds(640)));
            return late && !kept.isEmpty() ? kept.remove() : shown;
        };

        assertThat(worth(3, 7, hoarder)).isLessThan(Duration.ofMinutes(14));
    }
}
