package org.earmuff.firewall;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.testing.netns.HouseNet.CLOUD4;
import static org.earmuff.testing.netns.HouseNet.CLOUD6;
import static org.earmuff.testing.netns.HouseNet.SPEAKER_MAC;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import org.earmuff.testing.netns.Agent;
import org.earmuff.testing.netns.HouseNet;
import org.earmuff.testing.netns.Requires;
import org.earmuff.testing.netns.Shell;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * The command is killed between any two programs that it runs. Speakers are then let out no further than before it began,
 * and nobody else notices.
 */
@Tag("namespace")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FirewallKilledIT {

    /** More than the command ever runs; the loop below ends where it is no longer killed. */
    private static final int MOST_STEPS = 60;

    private static final Duration SHORT = Duration.ofMillis(500);

    /** Stands before the real program, and kills who called it instead of running it once its steps are used up. */
    private static final String WRAPPER = """
            #!/bin/sh
            left=$(cat %1$s/left)
            if [ "$left" -eq 0 ]; then
                kill -9 "$PPID"
                exit 1
            fi
            echo $((left - 1)) >%1$s/left
            exec %2$s "$@"
            """;

    @TempDir
    private Path tools;

    private HouseNet house;
    private Agent speaker;
    private Agent bystander;

    @BeforeAll
    void build() throws IOException {
        Requires.root();
        Requires.commands("nft", "ip", "sysctl");
        house = HouseNet.oneArmed();
        speaker = house.speaker().agent();
        bystander = house.bystander().agent();
        house.cloud().agent().listen(443);
    }

    @BeforeEach
    void wrap() throws IOException {
        for (String program : new String[] {"nft", "ip"}) {
            Path file = tools.resolve(program);
            String real = Shell.run("sh", "-c", "PATH=$PATH:/usr/sbin:/sbin command -v " + program)
                    .ok()
                    .out()
                    .strip();
            Files.writeString(file, WRAPPER.formatted(tools, real));
            Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwx------"));
        }
    }

    @AfterAll
    void tearDown() {
        if (house != null) {
            house.close();
        }
    }

    @Test
    void a_first_apply_closes_at_one_step_for_good_and_a_removal_opens_at_its_last() throws IOException {
        int steps = 0;
        boolean closed = false;
        while (killedAfter(steps, "apply")) {
            boolean open = isOpen();
            assertThat(open && closed).as("open again after step " + steps).isFalse();
            closed |= !open;
            assertOthersPass();
            steps++;
        }
        assertThat(steps).isBetween(8, MOST_STEPS);
        assertThat(isOpen()).isFalse();

        assertThat(killedAfter(MOST_STEPS, "remove")).isFalse();
        assertThat(killedAfter(MOST_STEPS, "apply")).isFalse();
        for (steps = 0; killedAfter(steps, "remove"); steps++) {
            assertThat(isOpen()).as("open after step " + steps).isFalse();
            assertOthersPass();
        }
        assertThat(steps).isBetween(6, MOST_STEPS);
        assertThat(isOpen()).isTrue();
    }

    @Test
    void a_second_apply_with_other_speakers_is_closed_at_every_step() throws IOException {
        assertThat(killedAfter(MOST_STEPS, "apply")).isFalse();
        int steps = 0;
        while (killedAfter(steps, "apply", HouseNet.SPEAKER2_MAC)) {
            assertThat(isOpen()).as("open after step " + steps).isFalse();
            assertOthersPass();
            steps++;
        }
        assertThat(steps).isBetween(8, MOST_STEPS);
        assertThat(killedAfter(MOST_STEPS, "remove")).isFalse();
        assertThat(isOpen()).isTrue();
    }

    private void assertOthersPass() {
        assertThat(bystander.tryConnect(CLOUD4, 443, Duration.ofSeconds(5))).isEqualTo("connected");
        assertThat(bystander.tryConnect(CLOUD6, 443, Duration.ofSeconds(5))).isEqualTo("connected");
    }

    private boolean isOpen() {
        boolean open4 = speaker.tryConnect(CLOUD4, 443, SHORT).equals("connected");
        boolean open6 = speaker.tryConnect(CLOUD6, 443, SHORT).equals("connected");
        assertThat(open4).isEqualTo(open6);
        return open4;
    }

    private boolean killedAfter(int steps, String verb, String... moreSpeakers) throws IOException {
        Files.writeString(tools.resolve("left"), steps + "\n");
        Process program = house.box().java(FirewallProgram.class, tools.toString());
        String order = verb.equals("remove")
                ? verb
                : verb + " " + house.lanInterface() + " 15443 8480 " + SPEAKER_MAC + " "
                        + String.join(" ", moreSpeakers);
        program.outputWriter().append(order.strip()).append('\n').flush();
        String answer = program.inputReader().readLine();
        program.destroyForcibly().onExit().join();
        if (answer != null) {
            assertThat(answer).startsWith("done");
        }
        return answer == null;
    }
}
