package org.earmuff.doctor;

import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.earmuff.flow.HouseClock;

/** Clock, memory, limits and services. */
final class SystemChecks {

    private static final long ENOUGH_KIB = 400_000;
    private static final long LEAST_KIB = 150_000;
    private static final long FILES = 16_384;
    private static final List<String> UNITS = List.of("earmuff.socket", "earmuff.service", "earmuff-firewall.service");

    private final Box box;
    private final HouseClock clock;

    SystemChecks(Box box, HouseClock clock) {
        this.box = box;
        this.clock = clock;
    }

    List<Diagnosis> all(ZoneId zone) {
        List<Diagnosis> found = new ArrayList<>();
        found.add(clock());
        found.add(zone(zone));
        found.add(memory());
        found.add(openFiles());
        found.addAll(units());
        return found;
    }

    private Diagnosis clock() {
        String remedy = "timedatectl set-ntp true, or apt-get install chrony";
        if (!clock.set()) {
            return Diagnosis.warn(
                    "clock", "was not set since the start: hours and budgets follow clock-unsynced", remedy);
        }
        Box.Said said = box.run("", "timedatectl", "show", "-p", "NTPSynchronized", "--value");
        if (said.ok()) {
            return said.out().strip().equals("yes")
                    ? Diagnosis.ok("clock", "is kept by network time")
                    : Diagnosis.warn("clock", "is not kept by network time", remedy);
        }
        Box.Said chrony = box.run("", "chronyc", "-n", "tracking");
        if (chrony.ok()) {
            return chrony.out().contains("Not synchronised")
                    ? Diagnosis.warn("clock", "chrony has not set it", "chronyc sources")
                    : Diagnosis.ok("clock", "is kept by chrony");
        }
        return Diagnosis.warn("clock", "could not tell who keeps it; Earmuff believes it", remedy);
    }

    private static Diagnosis zone(ZoneId zone) {
        boolean utc = zone.getId().matches("(Etc/)?(UTC|UCT|GMT|Zulu)|Z");
        return utc
                ? Diagnosis.warn(
                        "time zone", zone + ": rules with hours go by it", "set household.timezone, e.g. Europe/Berlin")
                : Diagnosis.ok("time zone", zone.getId());
    }

    Diagnosis memory() {
        long total = box.read("/proc/meminfo")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("MemTotal:"))
                        .findFirst())
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
                .orElse(0L);
        long limit = box.read("/sys/fs/cgroup/memory.max")
                .filter(text -> text.matches("[0-9]{1,15}"))
                .map(text -> Long.parseLong(text) / 1024)
                .orElse(Long.MAX_VALUE);
        long may = Math.min(total, limit);
        String text = may / 1024 + " MiB" + (limit < total ? " for this container" : "");
        if (total == 0) {
            return Diagnosis.warn("memory", "could not look", "free -m");
        }
        if (may < LEAST_KIB) {
            return Diagnosis.fail("memory", text + ": 150 MB are needed for Earmuff alone", "take a larger box");
        }
        return may < ENOUGH_KIB
                ? Diagnosis.warn("memory", text + " is little", "EARMUFF_JAVA_OPTS=-Xmx96m, and watch earmuff status")
                : Diagnosis.ok("memory", text);
    }

    Diagnosis openFiles() {
        Optional<String> hard = box.read("/proc/self/limits")
                .flatMap(text -> text.lines()
                        .filter(line -> line.startsWith("Max open files"))
                        .findFirst())
                .map(line -> line.strip().split(" {2,}", -1))
                .filter(fields -> fields.length >= 3)
                .map(fields -> fields[2]);
        boolean enough = hard.filter(text ->
                        text.equals("unlimited") || (text.matches("[0-9]{1,18}") && Long.parseLong(text) >= FILES))
                .isPresent();
        String found = hard.orElse("unknown");
        return enough
                ? Diagnosis.ok("open files", found + " at most")
                : Diagnosis.warn(
                        "open files",
                        found + " at most; a house in a storm needs more (the systemd unit has 65536)",
                        "ulimit -Hn 65536");
    }

    private List<Diagnosis> units() {
        if (box.read("/proc/1/comm").filter("systemd"::equals).isEmpty() || !box.has("systemctl")) {
            return List.of();
        }
        List<String> bad = new ArrayList<>();
        for (String unit : UNITS) {
            String state = box.run("", "systemctl", "is-active", unit).out().strip();
            if (!state.equals("active")) {
                bad.add(unit + " is " + (state.isEmpty() ? "unknown" : state));
            }
        }
        return List.of(
                bad.isEmpty()
                        ? Diagnosis.ok("services", "socket, appliance and firewall are active")
                        : Diagnosis.warn(
                                "services",
                                String.join(", ", bad),
                                "systemctl enable --now " + String.join(" ", UNITS) + "; then: journalctl -u earmuff"));
    }
}
