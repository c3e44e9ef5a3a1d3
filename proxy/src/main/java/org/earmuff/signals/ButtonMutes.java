package org.earmuff.signals;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutes at the press of a key of a Linux input device. A device that is not there, or goes, is said once and tried again, sooner at first
 * and then every half a minute; the mutes stay as they are.
 */
public final class ButtonMutes implements AutoCloseable {

    /** The {@code by} of its orders. */
    public static final String BY = "button";

    /** What a press does. */
    public enum Press {
        /** Lifts the mute on the scope where there is one, else mutes until it is lifted. */
        TOGGLE,
        MUTE,
        UNMUTE
    }

    /**
     * Which key means what.
     *
     * @param device such as /dev/input/event0
     * @param key its code in {@code linux/input-event-codes.h}
     * @param style what its mutes do
     */
    public record Settings(Path device, int key, Scope scope, Press press, MuteOrder.Style style) {}

    private static final Logger LOG = LoggerFactory.getLogger(ButtonMutes.class);
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(1);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Settings settings;
    private final MuteDesk desk;
    private final HouseClock clock;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private String said = "";

    public ButtonMutes(Settings settings, MuteDesk desk, HouseClock clock) {
        this.settings = settings;
        this.desk = desk;
        this.clock = clock;
        this.thread = new Thread(this::run, "mute-button");
        thread.setDaemon(true);
    }

    public void start() {
        thread.start();
    }

    private void run() {
        Duration pause = FIRST_PAUSE;
        while (stop.getCount() > 0) {
            boolean read = follow();
            pause = read ? FIRST_PAUSE : pause.multipliedBy(2);
            if (pause.compareTo(LONGEST_PAUSE) > 0) {
                pause = LONGEST_PAUSE;
            }
            try {
                if (stop.await(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    return;
                }
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Reads the device for as long as it is there; returns whether it ever brought something. */
    private boolean follow() {
        boolean read = false;
        try (FileChannel device = FileChannel.open(settings.device(), StandardOpenOption.READ)) {
            InputEvents events = new InputEvents(settings.key());
            while (events.fill(device)) {
                read = true;
                if (!said.isEmpty()) {
                    said = "";
                    LOG.info("the button {} is there again", settings.device());
                }
                while (events.nextPress()) {
                    pressed();
                }
            }
            say("it has ended; mute.button.device must be an input device, such as /dev/input/event0");
        } catch (NoSuchFileException e) {
            say("it is not there; plug it in, or correct mute.button.device");
        } catch (AccessDeniedException e) {
            say("permission denied; add Earmuff's user to the group input, and let the service see the device"
                    + " (docs/install.md)");
        } catch (FileSystemException e) {
            say(String.valueOf(e.getReason()));
        } catch (IOException | RuntimeException e) {
            say(String.valueOf(e.getMessage()));
        }
        return read;
    }

    private void say(String why) {
        if (stop.getCount() > 0 && !why.equals(said)) {
            said = why;
            LOG.warn("the button {} cannot be read, and is tried again: {}", settings.device(), why);
        }
    }

    private void pressed() {
        Scope scope = settings.scope();
        boolean muted = desk.state().at(clock.now()).on(scope).isPresent();
        boolean mute = settings.press() == Press.TOGGLE ? !muted : settings.press() == Press.MUTE;
        try {
            MuteReceipt receipt = Receipts.await(
                    mute
                            ? desk.order(new MuteOrder(scope, settings.style(), null, BY, "", clock.now()))
                            : desk.lift(scope, BY, ""));
            if (!receipt.warning().isEmpty()) {
                LOG.warn("{}", receipt.warning());
            }
        } catch (MuteRefusedException e) {
            LOG.error("the button was pressed, but: {}", e.getMessage());
        }
    }

    /** Stops listening; what the button ordered stays in force. */
    @Override
    public void close() {
        stop.countDown();
        // It waits in a read, which an interrupt ends.
        thread.interrupt();
    }
}
