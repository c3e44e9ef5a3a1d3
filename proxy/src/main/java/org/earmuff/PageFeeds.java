package org.earmuff;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.earmuff.admin.PageSources;
import org.earmuff.admin.PageSources.Check;
import org.earmuff.admin.PageSources.Fact;
import org.earmuff.config.Configuration;
import org.earmuff.config.Listen;
import org.earmuff.doctor.Box;
import org.earmuff.doctor.Doctor;
import org.earmuff.firewall.FirewallSettings;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Discovery;
import org.earmuff.home.SpeakerDef;
import org.earmuff.home.Suggestion;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the dashboard's pages ask of parts that the dashboard does not know. */
final class PageFeeds {

    private static final Logger LOG = LoggerFactory.getLogger(PageFeeds.class);
    private static final int MEBI = 1 << 20;

    private final Supplier<Configuration> current;
    private final HouseClock clock;

    private PageFeeds(Supplier<Configuration> current, HouseClock clock) {
        this.current = current;
        this.clock = clock;
    }

    static PageSources of(Supplier<Configuration> current, HouseClock clock) {
        PageFeeds feeds = new PageFeeds(current, clock);
        ShadowWeek shadows = new ShadowWeek(clock);
        return new PageSources(
                current.get().listen().tproxy().isPresent(),
                () -> current.get().rules().rules(),
                () -> current.get().files().byPath(),
                feeds::facts,
                feeds::checks,
                feeds::newDevices,
                since -> shadows.since(current.get(), since));
    }

    private List<Fact> facts() {
        Listen listen = current.get().listen();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("listen.admin", PartSettings.text(listen.admin())));
        facts.add(new Fact(
                "listen.tproxy",
                listen.tproxy().isPresent() ? String.valueOf(listen.tproxy().getAsInt()) : "none"));
        facts.add(new Fact("listen.socks", text(listen.socks())));
        facts.add(new Fact("listen.connect", text(listen.connect())));
        facts.add(new Fact("lan.interfaces", String.join(", ", current.get().lanInterfaces())));
        facts.add(new Fact("memory", memory()));
        return facts;
    }

    private static String text(Optional<InetSocketAddress> address) {
        return address.map(PartSettings::text).orElse("none");
    }

    private static String memory() {
        long heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MEBI;
        long most = Runtime.getRuntime().maxMemory() / MEBI;
        return resident().map(all -> all + " in all; ").orElse("") + heap + " MiB of at most " + most + " MiB of heap";
    }

    /** What the kernel counts as this process's; empty where there is no such file. */
    private static Optional<String> resident() {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(line -> line.startsWith("VmRSS:"))
                    .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024 + " MiB")
                    .findFirst();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty();
        }
    }

    private List<Check> checks() {
        Configuration c = current.get();
        FirewallSettings settings = null;
        if (c.listen().tproxy().isPresent()) {
            try {
                settings = FirewallPlan.of(c);
            } catch (IllegalArgumentException e) {
                LOG.debug("the firewall cannot be told: {}", e.getMessage());
            }
        }
        return Doctor.examine(new Box(Path.of("/")), c, settings, clock).stream()
                .map(d -> new Check(d.level().word(), d.about(), d.text(), d.remedy()))
                .toList();
    }

    /** By the kernel's tables alone: a page must not send anything into the home. */
    private String newDevices() {
        Configuration c = current.get();
        if (c.lanInterfaces().isEmpty()) {
            return "";
        }
        try {
            Set<String> taken = c.speakers().stream().map(SpeakerDef::name).collect(Collectors.toSet());
            return Suggestion.entries(
                    Discovery.look(c.lanInterfaces(), c.speakers(), false, clock)
                            .findings(),
                    taken);
        } catch (IOException e) {
            LOG.debug("the kernel's neighbours cannot be read: {}", e.getMessage());
            return "";
        }
    }
}
