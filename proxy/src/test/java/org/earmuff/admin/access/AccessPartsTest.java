package org.earmuff.admin.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import org.earmuff.flow.HouseClock;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AccessPartsTest {

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    private final Steps steps = new Steps();

    /** Nanoseconds that a test moves. */
    private static final class Steps implements HouseClock {
        long nanos;

        @Override
        public Instant now() {
            return Instant.EPOCH;
        }

        @Override
        public long nanos() {
            return nanos;
        }

        @Override
        public boolean set() {
            return true;
        }
    }

    @Test
    void hashes_are_those_of_the_reference_program() {
        // echo -n password | argon2 somesalt -id -t 2 -k 65536 -p 1 -l 24 -e (phc-winner-argon2)
        String reference = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";

        assertThat(Argon2.matches(reference, "password")).isTrue();
        assertThat(Argon2.matches(reference, "Password")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "$argon2id$v=19$m=99999,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2i$v=19$m=4096,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "$argon2id$v=19$m=4096,t=99,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc",
                "password"
            })
    void what_would_cost_too_much_or_is_no_hash_is_refused(String text) {
        assertThat(Argon2.isHash(text)).isFalse();
        assertThat(Argon2.matches(text, "password")).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "'',The password is empty.",
        "'          ',The password is empty.",
        "short,The password has 5 characters; it needs 8 or more.",
        "12345678,among the first that anybody would try",
        "aaaaaaaaaa,among the first that anybody would try"
    })
    void weak_passwords_are_refused_with_the_reason(String password, String why) {
        assertThat(PasswordFile.objection(password)).get().asString().contains(why);
        assertThat(PasswordFile.objection("vier Wörter am Stück")).isEmpty();
    }

    @Test
    void many_addresses_together_are_held_back_but_not_one_that_logged_in_before() throws Exception {
        LoginLimits limits = new LoginLimits(steps);
        InetAddress home = InetAddress.getByName("192.168.1.7");
        limits.take(home);
        limits.succeeded(home);
        for (int i = 0; i < LoginLimits.OF_ALL; i++) {
            assertThat(limits.take(InetAddress.getByName("192.168.1." + (100 + i))))
                    .isEmpty();
        }

        InetAddress guesser = InetAddress.getByName("192.168.1.99");
        assertThat(limits.take(guesser)).hasValue(4);

        assertThat(limits.take(home)).isEmpty();
        steps.nanos += 4_000_000_000L;
        assertThat(limits.take(guesser)).isEmpty();
    }

    @Test
    void one_address_gets_a_try_back_each_minute() throws Exception {
        LoginLimits limits = new LoginLimits(steps);
        InetAddress guesser = InetAddress.getByName("192.168.1.99");
        for (int i = 0; i < LoginLimits.OF_ONE; i++) {
            assertThat(limits.take(guesser)).isEmpty();
        }

        assertThat(limits.take(guesser)).hasValue(61);
        steps.nanos += 61_000_000_000L;
        assertThat(limits.take(guesser)).isEmpty();
        assertThat(limits.take(guesser)).isPresent();
    }

    @Test
    void addresses_of_one_ipv6_network_count_together() throws Exception {
        LoginLimits limits = new LoginLimits(steps);
        int let = 0;
        for (int i = 1; i < 40; i++) {
            let += limits.take(InetAddress.getByName("fd00:1::" + i)).isEmpty() ? 1 : 0;
        }

        assertThat(let).isEqualTo(15);
        assertThat(limits.take(InetAddress.getByName("fd00:2::1"))).isEmpty();
    }

    @Test
    void sessions_are_bounded_and_the_one_unused_for_longest_makes_way() throws Exception {
        InetAddress from = InetAddress.getLoopbackAddress();
        Sessions sessions = new Sessions(folder, clock, Runnable::run);
        String first = sessions.open(Asker.OWNER, "p", from);
        clock.pass(Duration.ofSeconds(1));
        String second = sessions.open(Asker.OWNER, "p", from);
        clock.pass(Duration.ofSeconds(1));
        sessions.look(first, from);
        for (int i = 2; i <= Sessions.MOST; i++) {
            sessions.open(Asker.OWNER, "p", from);
        }

        assertThat(sessions.look(second, from).asker()).isEqualTo(Asker.NOBODY);
        assertThat(sessions.look(first, from).asker()).isEqualTo(Asker.OWNER);
        for (int day = 0; day < 29; day++) {
            clock.pass(Duration.ofDays(1));
            assertThat(sessions.look(first, from).asker()).isEqualTo(Asker.OWNER);
            String fresh = sessions.renew(first);
            first = fresh == null ? first : fresh;
        }
        assertThat(sessions.look(first, from).asker()).isEqualTo(Asker.OWNER);
        clock.pass(Duration.ofDays(2));
        assertThat(sessions.look(first, from).asker())
                .as("thirty days are over")
                .isEqualTo(Asker.NOBODY);
    }

    @Test
    void a_guest_link_has_a_few_sessions_and_takes_none_from_others() throws Exception {
        InetAddress from = InetAddress.getLoopbackAddress();
        Sessions sessions = new Sessions(folder, clock, Runnable::run);
        String other = sessions.open(Asker.GUEST, "guest A", from);
        clock.pass(Duration.ofSeconds(1));
        String first = sessions.open(Asker.GUEST, "guest B", from);
        for (int i = 0; i < 40; i++) {
            clock.pass(Duration.ofSeconds(1));
            sessions.open(Asker.GUEST, "guest B", from);
        }

        assertThat(sessions.count(Asker.GUEST)).isEqualTo(1 + Sessions.MOST_OF_LINK);
        assertThat(sessions.look(other, from).asker()).isEqualTo(Asker.GUEST);
        assertThat(sessions.look(first, from).asker()).isEqualTo(Asker.NOBODY);
    }

    @Test
    void after_a_restart_an_address_with_a_session_is_not_held_back_by_guesses_of_others() throws Exception {
        InetAddress home = InetAddress.getByName("192.168.1.7");
        new PasswordFile(folder).set("four words in a row");
        try (Access before = new Access(folder, clock, Runnable::run)) {
            before.openOwner(home);
        }

        try (Access after = new Access(folder, clock, Runnable::run)) {
            for (int i = 0; i < LoginLimits.OF_ALL; i++) {
                after.limits().take(InetAddress.getByName("192.168.1." + (100 + i)));
            }

            assertThat(after.limits().take(InetAddress.getByName("192.168.1.99")))
                    .isPresent();
            assertThat(after.limits().take(home)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"2028", "2029", "202E", "200B", "1B", "85", "D800", "E0041", "FFFF"})
    void names_with_what_cannot_be_seen_are_refused_with_its_code(String code) {
        String name = "a" + Character.toString(Integer.parseInt(code, 16)) + "b";

        assertThat(Guests.objection(name)).get().asString().contains("cannot be seen (U+");
        assertThat(Guests.objection("Zoë Müller-Łuck, 祖母 🦊")).isEmpty();
        assertThat(Guests.objection("a".repeat(Guests.LONGEST_NAME + 1))).isPresent();
    }

    @Test
    void lines_that_others_bring_about_are_paced_and_those_left_out_are_told() {
        LinePace pace = new LinePace(steps, 2, Duration.ofMinutes(1));

        assertThat(pace.next()).hasValue(0);
        assertThat(pace.next()).hasValue(0);
        assertThat(pace.next()).isEmpty();
        assertThat(pace.next()).isEmpty();
        steps.nanos += 61_000_000_000L;
        assertThat(pace.next()).hasValue(2);
        assertThat(LinePace.more(2)).contains("2 like it");
    }

    @Test
    void a_damaged_file_of_sessions_or_guests_lets_nobody_in_and_stops_nothing() throws Exception {
        for (String text : new String[] {"", "{", "{\"sessions\":[{}],\"guests\":[{}]}", "[]", "\u0000\u0000"}) {
            Files.writeString(folder.resolve(Sessions.FILE), text);
            Files.writeString(folder.resolve(Guests.FILE), text);

            assertThat(new Sessions(folder, clock, Runnable::run).count(Asker.OWNER))
                    .isZero();
            assertThat(new Guests(folder, clock).all()).isEmpty();
        }
    }
}
