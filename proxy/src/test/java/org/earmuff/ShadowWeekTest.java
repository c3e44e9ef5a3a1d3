package org.earmuff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.earmuff.admin.PageSources.ShadowUse;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.ledger.Ledger;
import org.earmuff.testing.HandClock;
import org.earmuff.testing.Uploads;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ShadowWeekTest {

    private static final Instant WEEK = Instant.parse("2026-11-16T00:00:00Z");

    @TempDir
    Path folder;

    private final HandClock clock = new HandClock("2026-11-22T12:00:00Z");

    private Configuration configuration() throws Exception {
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), """
                schema: 1
                household: {name: Our home, timezone: UTC}
                state: %s
                listen: {tproxy: none}
                speakers:
                  - {name: kitchen, room: Kitchen, match: [127.0.0.5]}
                rules:
                  - {name: nights, mode: shadow, hours: ["daily 08:00-20:00"]}
                  - {name: brief, mode: shadow, longest-upload: 5 s}
                  - {name: idle, mode: shadow, refuse-names: ["metrics.example.com"]}
                """.formatted(folder));
        return ConfigLoader.load(file);
    }

    @Test
    void each_shadow_rule_is_told_by_what_it_would_have_changed_in_the_week() throws Exception {
        try (Ledger ledger = new Ledger(folder, clock, "boot")) {
            ledger.start();
            say(ledger, "2026-11-10T21:00:00Z", 4);
            say(ledger, "2026-11-17T21:00:00Z", 4);
            say(ledger, "2026-11-18T12:00:00Z", 20);
            say(ledger, "2026-11-18T12:30:00Z", 3);
            await().until(() -> ledger.rowsWritten().get("upload") == 4);
            Configuration home = configuration();
            ShadowWeek shadows = new ShadowWeek(clock);

            List<ShadowUse> uses = shadows.since(home, WEEK);

            assertThat(uses).extracting(ShadowUse::rule).containsExactly("nights", "brief", "idle");
            assertThat(uses.get(0)).isEqualTo(new ShadowUse("nights", 1, 0, 0, 4));
            assertThat(uses.get(1).cut()).isEqualTo(1);
            assertThat(uses.get(1).seconds()).isBetween(14.5, 15.1);
            assertThat(uses.get(2)).isEqualTo(new ShadowUse("idle", 0, 0, 0, 0));
            // Kept for a minute, and read anew after it.
            say(ledger, "2026-11-19T21:00:00Z", 4);
            await().until(() -> ledger.rowsWritten().get("upload") == 5);
            assertThat(shadows.since(home, WEEK)).isEqualTo(uses);
            clock.elapse(Duration.ofSeconds(61));
            assertThat(shadows.since(home, WEEK).get(0).withheld()).isEqualTo(2);
        }
    }

    private static void say(Ledger ledger, String at, double seconds) {
        ledger.uploaded(Uploads.left("kitchen", "Kitchen", Instant.parse(at), seconds));
    }
}
