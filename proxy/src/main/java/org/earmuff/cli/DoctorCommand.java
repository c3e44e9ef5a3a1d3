package org.earmuff.cli;

import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.doctor.Box;
import org.earmuff.doctor.Diagnosis;
import org.earmuff.doctor.Diagnosis.Level;
import org.earmuff.doctor.Doctor;
import org.earmuff.firewall.FirewallSettings;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What on this box is missing for Earmuff, or in its way, with the remedy. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        description = {
            "Look at kernel, firewall, routing, IPv6, clock, disk and conflicts: each ok, warn or fail, with the remedy.",
            "Changes nothing. Exits with 1 where something fails. As root it sees more."
        })
final class DoctorCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration, if there is one (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final HouseClock clock;

    DoctorCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        List<Diagnosis> found = new ArrayList<>();
        Configuration configuration = configuration(found);
        FirewallSettings settings = null;
        if (configuration != null && configuration.listen().tproxy().isPresent()) {
            try {
                settings = FirewallCommand.settings(configuration);
            } catch (IllegalArgumentException e) {
                found.add(new Diagnosis(
                        Level.FAIL, "lan.interfaces", String.valueOf(e.getMessage()), "correct " + config));
            }
        }
        found.addAll(Doctor.examine(new Box(Path.of("/")), configuration, settings, clock));
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        if (json) {
            found.forEach(d -> out.println(new JsonObject()
                    .put("level", d.level().word())
                    .put("about", d.about())
                    .put("text", d.text())
                    .put("remedy", d.remedy().isEmpty() ? null : d.remedy())));
        } else {
            print(found, out);
        }
        return found.stream().anyMatch(d -> d.level() == Level.FAIL) ? CommandFailure.FAILED : 0;
    }

    private @Nullable Configuration configuration(List<Diagnosis> found) {
        Path file = Objects.requireNonNull(config);
        Path folder = file.toAbsolutePath().getParent();
        if (Files.notExists(file)) {
            found.add(new Diagnosis(
                    Level.FAIL,
                    "configuration",
                    file + " is not there",
                    "earmuff discover (prints one to begin with)"));
            return null;
        }
        if (!Files.isReadable(file)) {
            found.add(new Diagnosis(
                    Level.WARN,
                    "configuration",
                    "could not look into " + Objects.requireNonNullElse(folder, file),
                    "run as root: sudo earmuff doctor"));
            return null;
        }
        try {
            Configuration configuration = ConfigLoader.load(file);
            int speakers = configuration.speakers().size();
            found.add(
                    speakers == 0
                            ? new Diagnosis(Level.WARN, "configuration", file + " names no speaker", "earmuff discover")
                            : new Diagnosis(
                                    Level.OK,
                                    "configuration",
                                    file + ", " + speakers + (speakers == 1 ? " speaker" : " speakers"),
                                    ""));
            return configuration;
        } catch (ConfigException e) {
            found.add(new Diagnosis(
                    Level.FAIL,
                    "configuration",
                    file + " has " + e.problems().size() + " problems",
                    "earmuff check --config " + file));
            return null;
        }
    }

    private static void print(List<Diagnosis> found, PrintWriter out) {
        Table table = new Table(4, 16, 56);
        for (Diagnosis d : found) {
            table.row(d.level().word(), d.about(), d.text());
            if (!d.remedy().isEmpty()) {
                table.row("", "", "-> " + d.remedy());
            }
        }
        table.print(out);
        long fails = found.stream().filter(d -> d.level() == Level.FAIL).count();
        long warns = found.stream().filter(d -> d.level() == Level.WARN).count();
        out.println();
        out.println(fails + " to mend, " + warns + " to know about, " + (found.size() - fails - warns) + " ok");
    }
}
