package org.earmuff.signals;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.ButtonMutes.Press;
import org.earmuff.testing.TestClock;
import org.earmuff.testing.netns.Requires;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real {@code struct input_event}s, as a kernel writes them, out of a pipe in the place of a device. */
class ButtonMutesTest {

    private static final int MUTE = 113;
    private static final int EV_SYN = 0;
    private static final int EV_KEY = 1;

    @TempDir
    private Path folder;

    private Path device;
    private Desk house;
    private ButtonMutes button;
    private FileChannel keys;
    private long micros = 1_000_000;

    @BeforeEach
    void open() throws Exception {
        Requires.commands("mkfifo");
        house = new Desk(folder, new TestClock());
        device = folder.resolve("event0");
    }

    @AfterEach
    void close() throws Exception {
        if (keys != null) {
            keys.close();
        }
        if (button != null) {
            button.close();
        }
        house.close();
    }

    private void plugIn() throws Exception {
        assertThat(new ProcessBuilder("mkfifo", device.toString()).start().waitFor())
                .isZero();
        // Open both ways, so that neither end waits for the other.
        keys = FileChannel.open(device, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    private void listen(Press press) {
        button = new ButtonMutes(
                new ButtonMutes.Settings(device, MUTE, Scope.ALL, press, MuteOrder.Style.WITHHOLD),
                house.desk,
                new TestClock());
        button.start();
    }

    private void event(int type, int code, int value, int millisLater) throws IOException {
        micros += millisLater * 1000L;
        ByteBuffer event = ByteBuffer.allocate(24).order(ByteOrder.nativeOrder());
        event.putLong(micros / 1_000_000).putLong(micros % 1_000_000);
        event.putShort((short) type).putShort((short) code).putInt(value).flip();
        // A device gives whole events; a reader of a pipe must stand their being cut.
        int limit = event.limit();
        event.limit(7);
        keys.write(event);
        event.limit(limit);
        keys.write(event);
    }

    private void press() throws IOException {
        event(EV_KEY, MUTE, 1, 300);
        event(EV_SYN, 0, 0, 0);
        event(EV_KEY, MUTE, 2, 250);
        event(EV_KEY, MUTE, 2, 33);
        event(EV_KEY, MUTE, 0, 200);
        event(EV_SYN, 0, 0, 0);
    }

    private void awaitTold(String... told) {
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(house.told).containsExactly(told));
    }

    @Test
    void each_press_toggles_and_holding_letting_go_other_keys_and_bouncing_do_not() throws Exception {
        plugIn();
        listen(Press.TOGGLE);

        press();
        awaitTold("muted all by button");
        event(EV_KEY, MUTE, 1, 10);
        event(EV_KEY, MUTE, 0, 10);
        event(EV_KEY, 114, 1, 300);
        event(4, MUTE, 1, 0);
        press();

        awaitTold("muted all by button", "lifted all by button");
    }

    @Test
    void a_toggle_lifts_what_another_source_muted() throws Exception {
        house.mute(Scope.ALL, "mqtt");
        plugIn();
        listen(Press.TOGGLE);

        press();

        awaitTold("muted all by mqtt", "lifted all by button");
    }

    @Test
    void a_button_may_only_mute_or_only_unmute() throws Exception {
        plugIn();
        listen(Press.MUTE);
        press();
        press();
        awaitTold("muted all by button", "muted all by button");
        button.close();

        listen(Press.UNMUTE);
        press();
        press();
        awaitTold("muted all by button", "muted all by button", "lifted all by button");
    }

    @Test
    void a_device_that_comes_later_is_found_and_close_ends_a_reader_that_waits() throws Exception {
        listen(Press.TOGGLE);
        plugIn();
        press();
        awaitTold("muted all by button");

        button.close();

        await().atMost(Duration.ofSeconds(5))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .noneMatch(t -> t.getName().equals("mute-button")));
    }

    @Test
    void what_is_no_device_is_tried_again_with_pauses() throws Exception {
        Files.writeString(device, "no events");

        listen(Press.TOGGLE);
        await().atMost(Duration.ofSeconds(5))
                .until(() -> Thread.getAllStackTraces().keySet().stream()
                        .anyMatch(
                                t -> t.getName().equals("mute-button") && t.getState() == Thread.State.TIMED_WAITING));

        assertThat(house.told).isEmpty();
    }
}
