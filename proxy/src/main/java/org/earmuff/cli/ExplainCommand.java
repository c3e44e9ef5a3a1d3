package org.earmuff.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.earmuff.admin.DecisionJson;
import org.earmuff.admin.Outlook;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.SpeakerDef;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Why a speaker may do what it may: from the running appliance, which knows mutes and budgets, else from the file. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        description = {
            "What a speaker may do, now or at another time: the verdict, the rule, its file and line, and when it next"
                    + " changes.",
            "Asks the running appliance, or else the configuration, which knows of no mutes and no used budgets."
        })
final class ExplainCommand implements Callable<Integer> {

    private final HouseClock clock;

    @Parameters(paramLabel = "SPEAKER", description = "The speaker's name.")
    private String speaker = "";

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "Another time: 07:00 (the next), \"mon 07:00\", tomorrow, 2026-11-23T07:00, or RFC 3339.")
    private @Nullable String at;

    @Option(names = "--offline", description = "Ask the configuration, not the appliance.")
    private boolean offline;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    ExplainCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        Path file = Objects.requireNonNull(config);
        try {
            if (!offline) {
                try {
                    return online(ApplianceClient.of(file));
                } catch (CommandFailure e) {
                    if (e.code() != CommandFailure.NOT_REACHABLE) {
                        throw e;
                    }
                }
            }
            return fromFile(ConfigLoader.load(file));
        } catch (ConfigException e) {
            throw new CommandFailure(CommandFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        } catch (JsonException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "the appliance's answer is not as expected: " + e.getMessage());
        }
    }

    private int online(ApplianceClient appliance) throws JsonException {
        String query =
                "?speaker=" + ApplianceClient.encode(speaker) + (at == null ? "" : "&at=" + ApplianceClient.encode(at));
        JsonObject answer = appliance.get("/api/v1/explain" + query).put("source", "appliance");
        print(answer, json ? null : HouseTime.of(appliance.get("/api/v1/status")));
        return 0;
    }

    private int fromFile(Configuration c) throws JsonException {
        SpeakerDef found = c.speakers().stream()
                .filter(s -> s.name().equals(speaker))
                .findFirst()
                .orElseThrow(() -> new CommandFailure(
                        CommandFailure.USAGE,
                        "there is no speaker \"" + speaker + "\"; there are: "
                                + c.speakers().stream().map(SpeakerDef::name).collect(Collectors.joining(", "))));
        ZoneId zone = c.household().timezone();
        Instant now = clock.now();
        Instant when = when(now, zone);
        JsonObject answer = new JsonObject().put("speaker", speaker).put("at", when);
        Outlook outlook = Outlook.of(c.foresee(found, when), then -> c.foresee(found, then));
        DecisionJson.add(answer, outlook, Optional.empty(), zone, now);
        // As it would have come over the wire.
        print(Json.readObject(answer.put("source", "file").toString()), new HouseTime(zone));
        if (!json) {
            out().println("(from " + Table.clean(c.file().toString())
                    + ", not from a running appliance: nothing muted, no budget used)");
        }
        return 0;
    }

    private Instant when(Instant now, ZoneId zone) {
        try {
            return at == null ? now : TimeText.instant(at, now, zone, TimeText.Sense.COMING);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, "--at: " + e.getMessage());
        }
    }

    private void print(JsonObject answer, @Nullable HouseTime time) throws JsonException {
        if (time == null || json) {
            out().println(answer);
            return;
        }
        Table table = new Table(9, 69);
        table.row("speaker", speaker);
        table.row("at", time.full(answer.text("at")));
        table.row("verdict", answer.requireText("says"));
        JsonObject rule = answer.object("rule");
        if (rule != null) {
            table.row("rule", rule.text("name") + ", " + rule.text("file") + ":" + (long) rule.number("line"));
        }
        String until = answer.text("valid_until");
        table.row("changes", until == null ? "never, as things are" : time.full(until));
        table.print(out());
    }

    private PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }
}
