package org.earmuff.admin;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.Upload;
import org.earmuff.ledger.Ledger;
import org.earmuff.policy.BudgetView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Rule;
import org.earmuff.rules.ShadowFinding;
import org.earmuff.rules.Verdict;
import org.earmuff.testing.Uploads;

/** A home that has been lived in: days of uploads, rules from a file, a budget half used. The same at every start. */
public final class ShownHome implements AutoCloseable {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");
    private static final long WHOLE = 65154;
    /** Well under what the writer's queue holds. */
    private static final int BATCH = 2_000;

    private static final Map<String, String> ROOMS =
            Map.of("kitchen", "Kitchen", "nursery", "Kids room", "bedroom", "Bedroom");
    private static final Map<String, List<String>> NAMES = Map.of(
            "kitchen", List.of("avs-alexa-4-eu.amazon.com", "api.amazonalexa.com"),
            "nursery", List.of("assistant-pa.googleapis.com", "clients4.google.com"),
            "bedroom", List.of("guzzoni.smoot.apple.com"));

    private static final String YAML = """
            schema: 1
            household: {name: Our home, timezone: Europe/Berlin}
            lan: {interfaces: [br-lan]}
            speakers:
              - {name: kitchen, room: Kitchen, match: [192.168.1.20], profile: amazon-echo}
              - {name: nursery, room: Kids room, match: [192.168.1.21], profile: google-nest}
              - {name: bedroom, room: Bedroom, match: [192.168.1.22], profile: apple-homepod}
            rules:
              - name: day-time
                speakers: [nursery]
                hours: ["mon-fri 07:00-19:00", "sat,sun 08:00-20:00"]
              - name: children
                speakers: ["room:Kids room"]
                budget: [3 min per day, 20 MB per hour]
              - name: no-monologues
                longest-upload: 15 s
              - name: slow-at-night
                when: daily 22:00-06:00
                rate: 64 kbit/s
              - name: no-telemetry
                refuse-names: ["device-metrics-*.amazon.com", "telemetry:amazon-echo"]
              - name: try-stricter
                mode: shadow
                hours: ["daily 08:00-20:00"]
            """;

    public final SmallHome home;
    private final Map<String, Rule> rules;
    private final Random random = new Random(7);
    private int written;

    /** @param folder of its state, empty as yet */
    public ShownHome(Path folder, int days, int uploadsADay) throws IOException {
        home = new SmallHome(folder);
        Path file = Files.writeString(folder.resolve("earmuff.yaml"), YAML);
        Configuration c = load(file);
        rules = c.rules().rules().stream().collect(Collectors.toMap(r -> r.ref().name(), Function.identity()));
        home.rules = c.rules().rules();
        home.files = c.files().byPath();
        Rule children = rules.get("children");
        Instant midnight = Instant.parse("2026-11-22T23:00:00Z");
        home.budgets = List.of(
                new BudgetView("nursery", children.ref(), children.budgets().get(0), 152_000, midnight),
                new BudgetView(
                        "nursery",
                        children.ref(),
                        children.budgets().get(1),
                        1_900_000,
                        Instant.parse("2026-11-22T13:00:00Z")));
        home.facts = List.of(
                new PageSources.Fact("listen.admin", "192.168.1.2:8480"),
                new PageSources.Fact("listen.tproxy", "15443"),
                new PageSources.Fact("lan.interfaces", "br-lan"),
                new PageSources.Fact("memory", "118 MiB in all; 34 MiB of at most 128 MiB of heap"));
        home.checks = List.of(
                new PageSources.Check("ok", "kernel", "has TPROXY for IPv4 and IPv6", ""),
                new PageSources.Check("ok", "firewall", "is in place", ""),
                new PageSources.Check(
                        "warn", "clock", "no time service is running", "sudo systemctl enable --now systemd-timesyncd"),
                new PageSources.Check("ok", "state", "/var/lib/earmuff is private and has 24 GB free", ""));
        home.newDevices =
                "  - name: sonos-one  # Sonos, Inc.\n    match: [\"48:a6:b8:12:34:56\"]\n    profile: sonos\n";
        home.shadows = since -> List.of(new PageSources.ShadowUse("try-stricter", 9, 1, 0, 47.2));
        home.metrics.shadowRules(Set.of("try-stricter"));
        home.metrics.shadowed(
                Uploads.flow("kitchen", "Kitchen"),
                List.of(new ShadowFinding(rules.get("try-stricter").ref(), Verdict.WITHHOLD)));
        fill(home.ledger, days, uploadsADay);
    }

    private static Configuration load(Path file) throws IOException {
        try {
            return ConfigLoader.load(file);
        } catch (ConfigException e) {
            throw new IOException(e);
        }
    }

    private void fill(Ledger ledger, int days, int uploadsADay) {
        LocalDate today = LocalDate.of(2026, 11, 22);
        for (int back = days - 1; back >= 0; back--) {
            // Mostly by day; today only until the picture's noon.
            int[] minutes = random.doubles(uploadsADay)
                    .mapToInt(d -> (int) Math.min(1439, Math.max(5, 420 + random.nextGaussian() * 130 + d * 620)))
                    .sorted()
                    .toArray();
            for (int minute : minutes) {
                String speaker =
                        List.of("kitchen", "kitchen", "nursery", "bedroom").get(random.nextInt(4));
                Instant at = today.minusDays(back)
                        .atStartOfDay(BERLIN)
                        .plusMinutes(minute)
                        .toInstant();
                if (at.isBefore(home.clock.now())) {
                    add(ledger, speaker, at);
                }
            }
        }
        await().atMost(Duration.ofMinutes(2)).until(() -> onDisk(ledger) >= written);
    }

    private void add(Ledger ledger, String speaker, Instant at) {
        int hour = at.atZone(BERLIN).getHour();
        double seconds = 1.5 + Math.abs(random.nextGaussian()) * 5;
        Upload upload = Uploads.upload(speaker, ROOMS.get(speaker), at, seconds, WHOLE, allowed());
        if (speaker.equals("nursery") && (hour < 8 || hour >= 19)) {
            upload = Uploads.upload(
                    speaker, ROOMS.get(speaker), at, seconds, 0, by("day-time", Verdict.WITHHOLD, Reason.HOURS));
        } else if (hour >= 22 || hour < 6) {
            Verdict slow = new Verdict.Limit(new Rate(8000, 16384));
            upload = Uploads.upload(
                    speaker, ROOMS.get(speaker), at, seconds, WHOLE, by("slow-at-night", slow, Reason.RATE));
        } else if (seconds > 13) {
            upload = Uploads.upload(
                    speaker,
                    ROOMS.get(speaker),
                    at,
                    24,
                    WHOLE * 15 / 24,
                    by("no-monologues", Verdict.ALLOW, Reason.LONGEST_UPLOAD));
        }
        if (seconds > 12 && seconds <= 13 && upload.forwardedBytes() == WHOLE) {
            Decision mute = new Decision(upload.decision().verdict(), Reason.MUTE, null, Instant.MAX);
            upload = Uploads.upload(speaker, ROOMS.get(speaker), at, seconds, WHOLE * 3 / 4, mute);
        }
        List<String> names = NAMES.get(speaker);
        // Else it would be a storm, of which the account keeps the sums.
        home.clock.elapse(Duration.ofSeconds(1));
        ledger.uploaded(new Upload(
                upload.flow(),
                names.get(random.nextInt(names.size())),
                upload.start(),
                upload.end(),
                upload.burst(),
                upload.forwardedBytes(),
                upload.decision()));
        written++;
        if (written % BATCH == 0) {
            await().atMost(Duration.ofMinutes(1)).until(() -> onDisk(ledger) >= written);
        }
    }

    private static Decision allowed() {
        return new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX);
    }

    private Decision by(String rule, Verdict verdict, Reason reason) {
        return new Decision(verdict, reason, rules.get(rule).ref(), Instant.MAX);
    }

    private static long onDisk(Ledger ledger) {
        Map<String, Long> rows = ledger.rowsWritten();
        return rows.get("upload") + rows.get("attempt");
    }

    @Override
    public void close() {
        home.close();
    }
}
