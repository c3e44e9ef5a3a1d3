package org.earmuff;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import org.earmuff.flow.HouseClock;

/** The machine's own time. */
public final class SystemClock implements HouseClock {

    /** No appliance of this version ran before it was made: an earlier wall clock was never set. */
    private static final Instant RELEASED = Instant.parse("2026-11-01T00:00:00Z");

    private static final Path TIMESYNCD = Path.of("/run/systemd/timesync");
    /** systemd-timesyncd touches it when it has set the clock, and it is gone after a boot. */
    private static final Path SYNCHRONIZED = TIMESYNCD.resolve("synchronized");

    /** Seconds since boot, sleep included (CLOCK_BOOTTIME), in hundredths. */
    private static final Path UPTIME = Path.of("/proc/uptime");

    private volatile boolean wasSet;

    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public long nanos() {
        return System.nanoTime();
    }

    @Override
    public long sinceBootNanos() {
        try {
            String uptime = Files.readString(UPTIME);
            return (long) (Double.parseDouble(uptime.substring(0, uptime.indexOf(' '))) * 1e9);
        } catch (IOException | RuntimeException e) {
            return nanos();
        }
    }

    /** A clock once set stays set; only one that has since gone back behind this release is doubted again. */
    @Override
    public boolean set() {
        if (now().isBefore(RELEASED)) {
            wasSet = false;
            return false;
        }
        if (!wasSet) {
            wasSet = !Files.isDirectory(TIMESYNCD) || Files.exists(SYNCHRONIZED);
        }
        return wasSet;
    }
}
