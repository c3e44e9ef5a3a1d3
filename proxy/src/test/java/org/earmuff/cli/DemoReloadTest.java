package org.earmuff.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.OptionalInt;
import org.earmuff.SystemClock;
import org.earmuff.demo.DemoHome;
import org.earmuff.rules.Verdict;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever tries a rule in the demo sees it come into force, as its page says. */
class DemoReloadTest {

    @TempDir
    Path base;

    @Test
    void a_rule_that_is_written_into_the_demo_s_file_is_in_force_within_seconds() throws Exception {
        try (DemoHome home = DemoHome.open(Earmuff.demo(new SystemClock()), base, OptionalInt.empty())) {
            assertThat(verdict(home)).isInstanceOf(Verdict.Allow.class);
            String text = Files.readString(home.config());

            Files.writeString(
                    home.config(),
                    text.replace("rules:\n", "rules:\n  - {name: not-here, speakers: [kitchen], refuse: true}\n"));

            await().atMost(Duration.ofSeconds(10)).until(() -> verdict(home) instanceof Verdict.Refuse);
        }
    }

    private static Verdict verdict(DemoHome home) {
        return home.appliance().house().speakers().stream()
                .filter(s -> s.name().equals("kitchen"))
                .findFirst()
                .orElseThrow()
                .decision()
                .verdict();
    }
}
