package org.earmuff.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Sets a mute; done when every connection acts on it. */
@Command(
        name = "mute",
        mixinStandardHelpOptions = true,
        description = {
            "Withholds the sound of all speakers, of a room's, or of one.",
            "It is done when the command is: what has not left by then does not leave."
        })
final class MuteCommand extends ApplianceCommand {

    @Parameters(
            paramLabel = "SCOPE",
            arity = "0..1",
            defaultValue = "all",
            description = "all, room:NAME or speaker:NAME (default: all).")
    private String scope = "all";

    @ArgGroup
    private @Nullable End end;

    @Option(names = "--reason", paramLabel = "R", description = "A word to those who look at the dashboard.")
    private @Nullable String reason;

    @Option(names = "--json", description = "Print the answer as JSON.")
    private boolean json;

    /** At most one of the two. */
    static final class End {
        @Option(names = "--for", paramLabel = "D", description = "How long: 30m, 2h, \"1 h 30 min\", \"1 day\", PT30M.")
        @Nullable
        String length;

        @Option(
                names = "--until",
                paramLabel = "T",
                description =
                        "Until when, on the clock on the wall: 07:00 (the next), tomorrow, \"mon 07:00\", 2026-11-23T07:00, or RFC 3339.")
        @Nullable
        String until;
    }

    @Override
    int run(ApplianceClient appliance) throws JsonException {
        String length = end == null ? null : end.length;
        String until = end == null ? null : end.until;
        requireWellFormed(length, until);
        JsonObject body =
                new JsonObject().put("for", length).put("until", until).put("reason", reason == null ? "" : reason);
        JsonObject answer = appliance.put("/api/v1/mutes/" + ApplianceClient.encode(scope), body);
        if (json) {
            out().println(answer);
        } else {
            JsonObject mute = answer.object("mute");
            JsonObject status = appliance.get("/api/v1/status");
            HouseTime time = HouseTime.of(status);
            String firewall = status.text("firewall_problem");
            if (firewall != null) {
                err().println("earmuff: " + firewall);
            }
            String muted = mute == null ? scope : mute.requireText("scope");
            out().println("muted: " + Table.clean(muted) + ", " + end(mute, time)
                    + before(answer.object("replaced"), time));
        }
        String warning = answer.text("warning");
        if (warning != null) {
            err().println("earmuff: " + warning);
        }
        return 0;
    }

    private static String before(@Nullable JsonObject replaced, HouseTime time) throws JsonException {
        return replaced == null ? "" : " (before: " + end(replaced, time) + ")";
    }

    private static String end(@Nullable JsonObject mute, HouseTime time) throws JsonException {
        String until = mute == null ? null : mute.text("until");
        return until == null ? "until lifted" : "until " + time.full(until);
    }

    /** Known here already, so that a typo is told even while the appliance is away; the appliance itself counts the time. */
    private static void requireWellFormed(@Nullable String length, @Nullable String until) {
        try {
            if (length != null) {
                TimeText.duration(length);
            }
            if (until != null) {
                TimeText.instant(until, Instant.EPOCH, ZoneOffset.UTC, TimeText.Sense.COMING);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
