package org.earmuff.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.earmuff.ledger.chain.SigningKey;
import org.earmuff.testing.HandClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the account when its key is not what it was. */
class SigningKeyTest {

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");

    private Ledger run(String version) {
        Ledger ledger = new Ledger(folder, clock, "boot");
        ledger.started(version);
        ledger.start();
        await().atMost(Duration.ofSeconds(20))
                .until(() -> ledger.rowsWritten().get("start") == 1
                        && (ledger.checkpoint().isPresent()
                                || !ledger.problems().isEmpty()));
        return ledger;
    }

    private VerifyReport verify(String... keys) throws Exception {
        return new Account(folder).verify(List.of(), Set.of(keys));
    }

    @Test
    void a_damaged_key_stays_as_it_is_and_the_account_goes_on_unsigned_and_says_so() throws Exception {
        run("1").close();
        Path key = folder.resolve(SigningKey.FILE);
        String good = Files.readString(key);
        Files.writeString(key, "-----BEGIN PRIVATE KEY-----\nMC4CAQ\n-----END PRIVATE KEY-----\n");
        String damaged = Files.readString(key);

        Ledger ledger = run("2");
        ledger.close();

        assertThat(ledger.problems()).singleElement().asString().contains("not signed", "signing.key", "backup");
        assertThat(Files.readString(key)).isEqualTo(damaged);
        assertThat(verify().wrong()).isNull();
        assertThat(verify().unsigned()).isEqualTo(1);
        assertThat(verify().rows()).isEqualTo(4);

        Files.writeString(key, good);
        run("3").close();
        assertThat(verify().unsigned()).isZero();
        assertThat(verify().keys()).hasSize(1);
    }

    @Test
    void a_lost_key_is_made_anew_with_a_row_that_says_so() throws Exception {
        Ledger first = run("1");
        String old = first.checkpoint().orElseThrow().key();
        first.close();
        Files.delete(folder.resolve(SigningKey.FILE));

        run("2").close();

        VerifyReport report = verify();
        assertThat(report.wrong()).isNull();
        assertThat(report.keys()).hasSize(2);
        assertThat(report.keys().get(0).fingerprint()).isEqualTo(old);
        assertThat(report.keys().get(1).from()).isEqualTo(5);
        assertThat(verify(old).wrong()).satisfies(wrong -> {
            assertThat(wrong.row()).isEqualTo(5);
            assertThat(wrong.what()).contains("another key");
        });
    }

    @Test
    void systemds_credential_comes_first() throws Exception {
        Path credentials = Files.createDirectory(folder.resolve("credentials"));
        SigningKey given = SigningKey.in(credentials, null);

        assertThat(SigningKey.in(folder, credentials).fingerprint()).isEqualTo(given.fingerprint());
        assertThat(folder.resolve(SigningKey.FILE)).doesNotExist();
    }

    @Test
    void a_checkpoint_comes_every_hour_though_nothing_happens() throws Exception {
        Ledger ledger = run("1");
        long before = ledger.checkpoint().orElseThrow().id();

        clock.pass(Duration.ofMinutes(61));

        await().atMost(Duration.ofSeconds(10))
                .until(() -> ledger.checkpoint().orElseThrow().id() == before + 1);
        ledger.close();
        assertThat(verify().wrong()).isNull();
    }

    @Test
    void rows_that_go_on_with_nothing_signed_are_not_good() throws Exception {
        Ledger ledger = run("1");
        ledger.close();
        Files.writeString(folder.resolve(SigningKey.FILE), "");
        clock.pass(Duration.ofHours(3));

        run("2").close();

        assertThat(verify().wrong()).satisfies(wrong -> assertThat(wrong.what()).contains("nothing signed"));
    }

    @Test
    void what_somebody_changed_is_told_at_the_start() throws Exception {
        run("1").close();
        try (var c = java.sql.DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("ledger.db"));
                var s = c.createStatement()) {
            s.executeUpdate("INSERT INTO ledger (at, kind, boot, monotonic_ns) VALUES ('2026', 'upload', 'x', 1)");
        }

        Ledger ledger = new Ledger(folder, clock, "boot");
        ledger.start();
        ledger.started("2");

        await().atMost(Duration.ofSeconds(20))
                .until(() -> ledger.problems().stream().anyMatch(p -> p.contains("row 4")));
        ledger.close();
    }
}
