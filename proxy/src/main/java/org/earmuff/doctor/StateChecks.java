package org.earmuff.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Where the account is kept, and where libraries are unpacked. */
final class StateChecks {

    private static final long LITTLE = 200L << 20;
    private static final long NOTHING = 20L << 20;

    private final Box box;

    StateChecks(Box box) {
        this.box = box;
    }

    /** A mounted file system: where, of what type, and with which options. */
    record Mount(String place, String type, List<String> options) {}

    List<Diagnosis> all(Path state) {
        List<Diagnosis> found = new ArrayList<>();
        found.add(state(state));
        found.add(natives());
        password(state).ifPresent(found::add);
        return found;
    }

    private Diagnosis state(Path state) {
        Path there = existing(state);
        Mount mount = mountOf(there);
        if (mount.options().contains("ro")) {
            return Diagnosis.fail(
                    "state", state + " is on a file system mounted read-only", "mount -o remount,rw " + mount.place());
        }
        long free = free(there);
        if (free >= 0 && free < NOTHING) {
            return Diagnosis.fail(
                    "disk", megabytes(free) + " left for " + state, "free some, or move state: in the configuration");
        }
        if (mount.type().equals("tmpfs") || mount.type().equals("ramfs")) {
            return Diagnosis.warn(
                    "state",
                    state + " is in memory (" + mount.type() + "): account, mutes and budgets are lost with the power",
                    "set state: in the configuration to a folder on a disk");
        }
        if (free >= 0 && free < LITTLE) {
            return Diagnosis.warn(
                    "disk", megabytes(free) + " left for " + state, "free some, or move state: in the configuration");
        }
        if (!Files.isDirectory(state)) {
            return Diagnosis.warn(
                    "state", state + " is not there yet; earmuff run makes it", "mkdir -p -m 0700 " + state);
        }
        if (!Files.isWritable(state)) {
            return Diagnosis.warn(
                    "state",
                    state + " cannot be written by you; the service's user may",
                    "sudo -u earmuff test -w " + state);
        }
        return Diagnosis.ok("state", state + ", " + (free < 0 ? "" : megabytes(free) + " left"));
    }

    /** Said only by who may look. */
    private static Optional<Diagnosis> password(Path state) {
        if (!Files.isReadable(state)) {
            return Optional.empty();
        }
        return Optional.of(
                Files.exists(state.resolve("admin.password"))
                        ? Diagnosis.ok("password", "the dashboard asks for one")
                        : Diagnosis.warn(
                                "password",
                                "none is set: whoever may connect to the dashboard may read, mute and unmute",
                                "sudo earmuff password"));
    }

    private Diagnosis natives() {
        Path temporary = Path.of(System.getProperty("java.io.tmpdir", "/tmp"));
        if (!mountOf(temporary).options().contains("noexec")) {
            return Diagnosis.ok("libraries", "can be unpacked to " + temporary);
        }
        boolean elsewhere = !mountOf(Path.of("/var/tmp")).options().contains("noexec");
        return elsewhere
                ? Diagnosis.ok("libraries", temporary + " is noexec, so the launcher unpacks to /var/tmp or the cache")
                : Diagnosis.fail(
                        "libraries",
                        temporary + " and /var/tmp are noexec: the network library cannot be unpacked",
                        "TMPDIR=/a/folder/that/is/not earmuff run");
    }

    private static Path existing(Path folder) {
        Path there = folder.toAbsolutePath();
        while (there.getParent() != null && !Files.exists(there)) {
            there = Objects.requireNonNull(there.getParent());
        }
        return there;
    }

    /** The mount that a folder lies on, by {@code /proc/self/mounts}; a later one hides an earlier one at the same place. */
    Mount mountOf(Path folder) {
        Mount best = new Mount("/", "", List.of());
        for (String line : box.read("/proc/self/mounts").orElse("").lines().toList()) {
            String[] fields = line.split(" ", -1);
            if (fields.length < 4) {
                continue;
            }
            Path place = Path.of(fields[1].replace("\\040", " "));
            if (folder.startsWith(place)
                    && place.getNameCount() >= Path.of(best.place()).getNameCount()) {
                best = new Mount(place.toString(), fields[2], Arrays.asList(fields[3].split(",", -1)));
            }
        }
        return best;
    }

    private static long free(Path folder) {
        try {
            return Files.getFileStore(folder).getUsableSpace();
        } catch (IOException e) {
            return -1;
        }
    }

    private static String megabytes(long bytes) {
        return (bytes >> 20) + " MiB";
    }
}
