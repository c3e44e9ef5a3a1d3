package org.earmuff.cli;

import java.util.ArrayList;
import java.util.List;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lifts one scope's mute and says which others remain. */
@Command(
        name = "unmute",
        mixinStandardHelpOptions = true,
        description = {
            "Lifts the mute on one scope.",
            "Mutes on other scopes stay: unmute all lifts the mute on all, not those on rooms and speakers."
        })
final class UnmuteCommand extends ApplianceCommand {

    @Parameters(
            paramLabel = "SCOPE",
            arity = "0..1",
            defaultValue = "all",
            description = "all, room:NAME or speaker:NAME (default: all).")
    private String scope = "all";

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    @Override
    int run(ApplianceClient appliance) throws JsonException {
        JsonObject answer = appliance.delete("/api/v1/mutes/" + ApplianceClient.encode(scope));
        if (json) {
            out().println(answer);
            return 0;
        }
        out().println((answer.flag("lifted") ? "unmuted: " : "was not muted: ")
                + Table.clean(answer.text("scope") == null ? scope : answer.requireText("scope")));
        List<String> remaining = new ArrayList<>();
        for (JsonObject mute : answer.objects("mutes")) {
            remaining.add(Table.clean(mute.requireText("scope")));
        }
        if (!remaining.isEmpty()) {
            out().println("still muted: " + String.join(", ", remaining));
        }
        return 0;
    }
}
