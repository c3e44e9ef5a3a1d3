package org.earmuff.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.earmuff.FirewallPlan;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.firewall.Finding;
import org.earmuff.firewall.Firewall;
import org.earmuff.firewall.FirewallException;
import org.earmuff.firewall.FirewallSettings;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;

/** What the kernel is told: the table {@code inet earmuff} and the policy routing that goes with it. */
@Command(
        name = "firewall",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Hands speakers' TCP and UDP to Earmuff and lets nothing of theirs around it.",
            "Other devices' traffic is not touched."
        })
final class FirewallCommand {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            scope = ScopeType.INHERIT,
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Command(
            name = "print",
            mixinStandardHelpOptions = true,
            description = "Print the nftables table as nft reads it, with the routing commands as comments.")
    int print() {
        out().print(text(settings(Objects.requireNonNull(config))));
        return 0;
    }

    @Command(
            name = "apply",
            mixinStandardHelpOptions = true,
            description = {
                "Set the table, in one step, and the routing. Applying again changes nothing but what the"
                        + " configuration changed.",
                "Needs root."
            })
    int apply() {
        FirewallSettings settings = settings(Objects.requireNonNull(config));
        try {
            List<Finding> warnings = new Firewall().apply(settings);
            int speakers = settings.speakers().size();
            out().println("applied: the table inet earmuff and its routing, for " + speakers
                    + (speakers == 1 ? " speaker" : " speakers") + " behind "
                    + String.join(", ", settings.interfaces()));
            warnings.forEach(warning -> err().println("earmuff: warning: " + warning));
        } catch (FirewallException | IllegalArgumentException e) {
            throw failure(e);
        }
        return 0;
    }

    @Command(
            name = "remove",
            mixinStandardHelpOptions = true,
            description = {
                "Take the table and the routing away: speakers then reach the Internet like any other device.",
                "Needs root, and no configuration."
            })
    int remove() {
        try {
            new Firewall().remove();
            out().println("removed: the table inet earmuff and its routing; speakers now go past Earmuff");
        } catch (FirewallException e) {
            throw failure(e);
        }
        return 0;
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Compare what is in force with what the configuration wants, and change nothing: 0 where they agree,"
                        + " 1 where they do not.",
                "A difference is marked \"wrong\"; what else spoils the effect is a \"warning\". Needs root."
            })
    int check(@Option(names = "--json", description = "Print one JSON object a line.") boolean json) {
        FirewallSettings settings = settings(Objects.requireNonNull(config));
        try {
            List<Finding> findings = new Firewall().check(settings);
            findings.forEach(finding -> out().println(json ? json(finding) : text(finding)));
            boolean wrong = findings.stream().anyMatch(Finding::wrong);
            if (!json && !wrong) {
                out().println("the firewall is as the configuration wants it");
            }
            return wrong ? CommandFailure.FAILED : 0;
        } catch (FirewallException | IllegalArgumentException e) {
            throw failure(e);
        }
    }

    private static String level(Finding finding) {
        return finding.wrong() ? "wrong" : "warning";
    }

    private static String text(Finding finding) {
        return level(finding) + ": " + finding.what() + "\n    " + finding.remedy();
    }

    private static JsonObject json(Finding finding) {
        return new JsonObject()
                .put("level", level(finding))
                .put("what", finding.what())
                .put("remedy", finding.remedy());
    }

    /** The part of a configuration that the kernel is told of. */
    static FirewallSettings settings(Configuration configuration) {
        return FirewallPlan.of(configuration);
    }

    private static FirewallSettings settings(Path config) {
        try {
            return settings(ConfigLoader.load(config));
        } catch (ConfigException e) {
            throw new CommandFailure(
                    CommandFailure.BAD_CONFIGURATION, "the configuration is not usable:\n" + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw failure(e);
        }
    }

    private static String text(FirewallSettings settings) {
        try {
            return Firewall.print(settings);
        } catch (IllegalArgumentException e) {
            throw failure(e);
        }
    }

    private static CommandFailure failure(Exception e) {
        int code = e instanceof IllegalArgumentException ? CommandFailure.BAD_CONFIGURATION : CommandFailure.FAILED;
        return new CommandFailure(code, String.valueOf(e.getMessage()));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }

    private PrintWriter err() {
        return spec.commandLine().getErr();
    }
}
