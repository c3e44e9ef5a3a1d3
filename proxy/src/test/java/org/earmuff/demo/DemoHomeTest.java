package org.earmuff.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.cli.DemoCommand;
import org.earmuff.flow.HouseClock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

/** The made-up home as a whole: what it starts, what it tells, and that nothing is left of it. */
class DemoHomeTest {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HouseClock clock = new HouseClock() {
        @Override
        public Instant now() {
            return Instant.now();
        }

        @Override
        public long nanos() {
            return System.nanoTime();
        }

        @Override
        public boolean set() {
            return true;
        }
    };
    private final TestAppliance appliance = new TestAppliance();
    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8);

    @TempDir
    private Path base;

    private String text() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    @Test
    void three_speakers_are_online_soon_and_a_newcomer_sees_sound_within_5_s() throws Exception {
        long began = System.nanoTime();
        try (DemoHome home = DemoHome.open(appliance, base, OptionalInt.empty())) {
            await().atMost(LIMIT).until(() -> home.speakers().stream().allMatch(DemoSpeaker::online));
            await().atMost(LIMIT).until(() -> home.cloud().tally("kitchen").soundSeconds() > 1);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(5));
            assertThat(home.speakers())
                    .extracting(s -> s.plan().vendor())
                    .doesNotHaveDuplicates()
                    .hasSize(3);
            assertThat(appliance.socks.connections)
                    .extracting(c -> c.speaker.getInetAddress().getHostAddress())
                    .contains("127.0.10.11", "127.0.10.12", "127.0.10.13");
        }
    }

    @Test
    void nothing_is_left_when_it_is_closed() throws Exception {
        Path folder;
        try (DemoHome home = DemoHome.open(appliance, base, OptionalInt.empty())) {
            folder = home.folder();
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(folder)))
                    .isEqualTo("rwx------");
            Files.createDirectories(folder.resolve("state/tls"));
            Files.writeString(folder.resolve("state/tls/key"), "x");
            await().atMost(LIMIT).until(() -> home.speakers().stream().allMatch(DemoSpeaker::online));
        }
        assertThat(folder).doesNotExist();
        assertThat(base).isEmptyDirectory();
        assertThat(appliance.closed).isTrue();
        assertThat(Thread.getAllStackTraces().keySet())
                .extracting(Thread::getName)
                .noneMatch(name -> name.startsWith("demo"));
    }

    @Test
    void nothing_is_left_when_the_appliance_does_not_start() {
        Appliance broken = config -> {
            throw new IOException("listen.admin 127.0.0.1:1: Permission denied");
        };
        assertThatThrownBy(() -> DemoHome.open(broken, base, OptionalInt.empty()))
                .isInstanceOf(DemoException.class)
                .hasMessage("the appliance does not start: listen.admin 127.0.0.1:1: Permission denied");
        assertThat(base).isEmptyDirectory();
    }

    @Test
    void two_demos_live_side_by_side() throws Exception {
        try (DemoHome one = DemoHome.open(appliance, base, OptionalInt.empty());
                DemoHome other = DemoHome.open(new TestAppliance(), base, OptionalInt.empty())) {
            assertThat(one.folder()).isNotEqualTo(other.folder());
            await().atMost(LIMIT).until(() -> other.speakers().stream().allMatch(DemoSpeaker::online));
        }
    }

    @Test
    void a_usual_port_that_is_taken_is_said_loudly() throws Exception {
        try (ServerSocket taken = takeUsualPort();
                DemoHome home = DemoHome.open(appliance, base, OptionalInt.empty())) {
            new DemoShow(home, clock, out, true).begin(OptionalInt.empty());

            assertThat(text())
                    .startsWith("NOTE: port 8480 is taken; the dashboard is on another one:")
                    .contains("http://127.0.0.1:" + home.appliance().admin().getPort() + "/")
                    .doesNotContain(":8480/");
        }
    }

    /** Somebody else may hold it already, which serves as well. */
    private static ServerSocket takeUsualPort() throws IOException {
        ServerSocket socket = new ServerSocket();
        try {
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), DemoPorts.USUAL_ADMIN));
        } catch (BindException e) {
            return socket;
        }
        return socket;
    }

    @Test
    void a_port_asked_for_that_is_taken_is_an_error() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = taken.getLocalPort();
            assertThatThrownBy(() -> DemoHome.open(appliance, base, OptionalInt.of(port)))
                    .hasMessageStartingWith("127.0.0.1:" + port + " is taken; give another --port");
            assertThat(base).isEmptyDirectory();
        }
    }

    @Test
    void a_mute_makes_the_clouds_count_stand_still_and_is_told() throws Exception {
        CountDownLatch stop = new CountDownLatch(1);
        try (DemoHome home = DemoHome.open(appliance, base, OptionalInt.empty())) {
            DemoSpeaker bedroom = home.speakers().get(2);
            assertThat(bedroom.plan().name()).isEqualTo("bedroom");
            DemoShow show = new DemoShow(home, clock, out, false);
            CompletableFuture<Void> showing = CompletableFuture.runAsync(() -> run(show, stop));

            // given a speaker that was heard
            assertThat(bedroom.speak(Duration.ofSeconds(1))
                            .get(20, TimeUnit.SECONDS)
                            .answered())
                    .isTrue();
            long heard = home.cloud().tally("bedroom").soundBytes();
            String count = String.format(Locale.ROOT, "%,d", heard);

            // when it is muted and speaks
            appliance.mute("bedroom");
            await().atMost(LIMIT).until(() -> text().contains("bedroom is muted."));
            assertThat(bedroom.speak(Duration.ofSeconds(1))
                            .get(20, TimeUnit.SECONDS)
                            .answered())
                    .isFalse();

            // then the cloud's count stands, and that is said
            await().atMost(LIMIT).until(() -> text().contains("bedroom spoke and was cut off: it is muted."));
            assertThat(text()).contains("The cloud's count stands at " + count + " bytes of sound;");
            assertThat(home.cloud().tally("bedroom").soundBytes()).isEqualTo(heard);

            // and the end of the mute is said too
            appliance.unmute("bedroom");
            await().atMost(LIMIT).until(() -> text().contains("bedroom may be heard again."));
            assertThat(text()).contains("0 bytes of sound and ").contains("requests cut off: 1.");
            assertThat(text()).doesNotContain("yet");
            await().atMost(LIMIT).until(() -> text().contains("  kitchen "));
            stop.countDown();
            showing.get(10, TimeUnit.SECONDS);
        }
        assertThat(text().lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(80));
    }

    private static void run(DemoShow show, CountDownLatch stop) {
        try {
            show.run(stop, null);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sound_that_arrives_during_a_mute_is_not_hushed_up() throws Exception {
        // given an appliance that says muted and forwards all the same
        CountDownLatch stop = new CountDownLatch(1);
        try (DemoHome home = DemoHome.open(appliance, base, OptionalInt.empty())) {
            appliance.socks.cutAt = (address, body) -> false;
            appliance.mute("bedroom");
            CompletableFuture<Void> showing =
                    CompletableFuture.runAsync(() -> run(new DemoShow(home, clock, out, false), stop));
            await().atMost(LIMIT).until(() -> text().contains("bedroom is muted."));

            home.speakers().get(2).speak(Duration.ofMillis(500));

            await().atMost(LIMIT).until(() -> text().contains("more bytes of sound reached the cloud"));
            stop.countDown();
            showing.get(10, TimeUnit.SECONDS);
        }
    }

    @Test
    void the_command_stops_by_itself_and_sums_up() {
        PrintStream before = System.out;
        System.setOut(out);
        try {
            int exit = new CommandLine(new DemoCommand(appliance, clock))
                    .execute("--for", "2s", "--quiet", "--base", base.toString());
            assertThat(exit).isZero();
        } finally {
            System.setOut(before);
        }
        assertThat(text())
                .contains("Dashboard: http://127.0.0.1:")
                .contains("Stopped; ")
                .contains("kitchen");
        assertThat(base).isEmptyDirectory();
        assertThat(appliance.closed).isTrue();
    }

    @Test
    void the_command_refuses_what_makes_no_sense() {
        CommandLine command = new CommandLine(new DemoCommand(appliance, clock));
        command.setErr(new PrintWriter(out, true, StandardCharsets.UTF_8));
        assertThat(command.execute("--for", "soon")).isEqualTo(2);
        assertThat(command.execute("--port", "70000")).isEqualTo(2);
        assertThat(text()).contains("write one like 30s, 5m or 1h").contains("write one of 1 to 65535");
    }
}
