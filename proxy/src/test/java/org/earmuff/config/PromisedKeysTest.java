package org.earmuff.config;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Rule;
import org.earmuff.rules.Verdict;
import org.earmuff.tls.TlsMode;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The example with which the format was promised, with every group of keys in it. It stays as it is: files that people wrote after it must
 * be accepted, and mean the same. Only the two paths of an installed box are others here.
 */
class PromisedKeysTest {

    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");

    @TempDir
    private Path folder;

    private Configuration promised;

    @BeforeEach
    void load() throws IOException, ConfigException {
        Path password = Files.writeString(folder.resolve("mqtt.pw"), "secret");
        String text;
        try (var in = Objects.requireNonNull(PromisedKeysTest.class.getResourceAsStream("/config/promised.yaml"))) {
            text = new String(in.readAllBytes(), UTF_8);
        }
        Path file = Files.writeString(
                folder.resolve("earmuff.yaml"),
                text.replace("/etc/earmuff/mqtt.pw", password.toString())
                        .replace("/var/lib/earmuff", folder.resolve("state").toString()));
        promised = ConfigLoader.load(file, NOW);
    }

    @Test
    void the_house_and_its_rules_are_read() {
        assertThat(promised.speakers())
                .extracting(SpeakerDef::name, SpeakerDef::room)
                .containsExactly(tuple("kitchen", "Kitchen"));
        assertThat(promised.rules().rules())
                .extracting(rule -> rule.ref().name())
                .containsExactly(
                        "day-time", "children", "no-monologues", "slow-at-night", "no-telemetry", "try-stricter");
        assertThat(promised.rules().rules()).filteredOn(Rule::shadow).hasSize(1);
        assertThat(promised.udp()).isEqualTo(new Udp(false, Verdict.WITHHOLD));
    }

    @Test
    void so_are_the_ways_to_mute_messages_and_limits() {
        assertThat(promised.muteSources().file()).contains(Path.of("/run/earmuff/mute"));
        assertThat(promised.muteSources().button().orElseThrow().keyName()).isEqualTo("KEY_MUTE");
        MuteSources.Mqtt mqtt = promised.muteSources().mqtt().orElseThrow();
        assertThat(mqtt.broker()).isEqualTo(URI.create("tcp://127.0.0.1:1883"));
        assertThat(mqtt.password()).isEqualTo("secret");
        assertThat(promised.notices())
                .singleElement()
                .satisfies(one -> assertThat(one.on())
                        .containsExactlyInAnyOrder("upload-while-away", "long-upload", "new-device", "ledger-broken")
                        .isSubsetOf(Notify.EVENTS));
        assertThat(promised.account()).isEqualTo(new Account(Duration.ofDays(400), 1L << 30));
        assertThat(promised.admin().names()).containsExactly("earmuff.lan");
        assertThat(promised.admin().tls()).isInstanceOf(TlsMode.Auto.class);
    }

    @Test
    void what_it_says_about_who_is_not_there_is_a_warning_only() {
        assertThat(Advice.on(promised))
                .extracting(Problem::message)
                .contains("names nursery, and there is none of that name below speakers");
        assertThat(promised.lanInterfaces()).containsExactly("br-lan");
    }
}
