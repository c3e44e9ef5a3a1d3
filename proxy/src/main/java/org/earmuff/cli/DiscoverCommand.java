package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.home.SpeakerDef;
import org.earmuff.home.Suggestion;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Who is on the LAN, and what of it looks like a speaker. */
@Command(
        name = "discover",
        mixinStandardHelpOptions = true,
        description = {
            "Devices on the LAN, which of them look like speakers and why, and the YAML to add them.",
            "Works without a configuration; with one it looks at lan.interfaces and marks the speakers that are"
                    + " configured."
        })
final class DiscoverCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration, if there is one (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Option(names = "--passive", description = "Send nothing: do not ask the LAN by multicast DNS.")
    private boolean passive;

    @Option(names = "--json", description = "Print one JSON object a device.")
    private boolean json;

    @Spec
    private @Nullable CommandSpec spec;

    private final HouseClock clock;

    DiscoverCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Configuration known = configuration(err);
        List<String> interfaces = known == null ? List.of() : known.lanInterfaces();
        List<SpeakerDef> speakers = known == null ? List.of() : known.speakers();
        try {
            Discovery found = Discovery.look(interfaces, speakers, !passive, clock);
            if (json) {
                found.findings().forEach(f -> out.println(json(f)));
            } else {
                print(found, speakers, known != null, out);
            }
            return 0;
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    private @Nullable Configuration configuration(PrintWriter err) {
        Path file = Objects.requireNonNull(config);
        if (Files.notExists(file)) {
            return null;
        }
        if (!Files.isReadable(file)) {
            err.println("earmuff: " + file + " cannot be read, so no speaker is marked as configured: run with sudo");
            return null;
        }
        try {
            return ConfigLoader.load(file);
        } catch (ConfigException e) {
            err.println("earmuff: " + file
                    + " is not usable, so no speaker is marked as configured; see: earmuff check " + file);
            return null;
        }
    }

    private void print(Discovery found, List<SpeakerDef> speakers, boolean configured, PrintWriter out) {
        if (found.findings().isEmpty()) {
            out.println("No device was seen. Only devices of a network that this box is on can be seen, and only ones");
            out.println("that have talked to it lately: wake a speaker (ask it something) and try again.");
        } else {
            Table table = new Table(17, 15, 44);
            table.row("HARDWARE ADDRESS", "ADDRESS", "WHAT IT IS");
            found.findings().forEach(f -> table.row(f.device().mac().toString(), address(f), what(f)));
            table.print(out);
        }
        out.println();
        out.println("Looked at:");
        Table asked = new Table(2, 76);
        found.asked().forEach(text -> asked.row("-", text));
        asked.print(out);
        suggest(found, speakers, configured, out);
    }

    private void suggest(Discovery found, List<SpeakerDef> speakers, boolean configured, PrintWriter out) {
        Set<String> taken = speakers.stream().map(SpeakerDef::name).collect(Collectors.toSet());
        String entries = Suggestion.entries(found.findings(), taken);
        out.println();
        if (entries.isEmpty()) {
            out.println("Nothing new looks like a speaker. One that is missing has its hardware address (MAC) printed");
            out.println("on it, or in its app.");
            return;
        }
        Path file = Objects.requireNonNull(config);
        if (configured) {
            out.println("To add them, paste this below \"speakers:\" in " + file + ", and name them as you like:");
            out.println();
            out.print(entries);
        } else {
            out.println("To begin with, write this to " + file + ", and name them as you like:");
            out.println();
            out.print(Suggestion.whole(entries, found.interfacesOfSpeakers()));
        }
        out.println();
        out.println("Then: earmuff check, earmuff doctor.");
    }

    private static String address(Finding finding) {
        String first = finding.device().addresses().get(0).getHostAddress();
        int more = finding.device().addresses().size() - 1;
        return more == 0 || first.length() > 11 ? first : first + " +" + more;
    }

    private static String what(Finding finding) {
        String why = String.join("; ", finding.why());
        if (finding.speaker() != null) {
            return "speaker " + finding.speaker() + ", configured" + (why.isEmpty() ? "" : ": " + why);
        }
        if (finding.profile() != null) {
            return "LOOKS LIKE A SPEAKER: " + why;
        }
        String name = finding.name().isEmpty() || why.contains(finding.name()) ? "" : "calls itself " + finding.name();
        return name.isEmpty() || why.isEmpty() ? (name + why).isEmpty() ? "-" : name + why : name + "; " + why;
    }

    private static JsonObject json(Finding f) {
        return new JsonObject()
                .put("mac", f.device().mac().toString())
                .put("randomised", f.device().mac().madeUp())
                .put("interface", f.device().device())
                .put(
                        "addresses",
                        f.device().addresses().stream()
                                .map(InetAddress::getHostAddress)
                                .toList())
                .put("name", f.name().isEmpty() ? null : f.name())
                .put("services", f.services().stream().sorted().toList())
                .put("speaker", f.speaker())
                .put("looks_like", f.profile())
                .put("several_devices", f.device().shared())
                .put("why", f.why());
    }
}
