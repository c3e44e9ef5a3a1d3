package org.earmuff.cli;

import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The ledger's uploads and attempts. */
@Command(
        name = "uploads",
        mixinStandardHelpOptions = true,
        description = {
            "Sound that left, and sound that was withheld, in the order in which it ended; without --since the newest 100.",
            "Seconds are estimated from record sizes and times; the destination is its name where it was said in clear."
        })
final class UploadsCommand extends ApplianceCommand {

    private static final int PAGE = 1000;

    @Option(
            names = "--since",
            paramLabel = "T",
            description = "From here on: 07:00 (the last), today, 2026-11-23, RFC 3339.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Up to here.")
    private @Nullable String until;

    @Option(names = "--speaker", paramLabel = "N", description = "This speaker alone.")
    private @Nullable String speaker;

    @Option(names = "--follow", description = "Go on and print new ones as they come.")
    private boolean follow;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    private boolean headed;
    private final Table table = new Table(19, 12, 8, 7, 8, 14, 40);

    @Override
    int run(ApplianceClient appliance) throws JsonException, InterruptedException {
        requireWellFormed(since);
        requireWellFormed(until);
        HouseTime time = HouseTime.of(appliance.get("/api/v1/status"));
        long after = since == null ? newest(appliance, time) : pages(appliance, time, 0);
        while (follow) {
            out().flush();
            TimeUnit.SECONDS.sleep(1);
            after = more(appliance, time, after);
        }
        return 0;
    }

    private long newest(ApplianceClient appliance, HouseTime time) throws JsonException {
        JsonObject answer = appliance.get("/api/v1/uploads?limit=100" + filter());
        print(answer.objects("uploads"), time);
        return (long) answer.number("next_after");
    }

    private long pages(ApplianceClient appliance, HouseTime time, long from) throws JsonException {
        long after = from;
        while (true) {
            JsonObject answer = appliance.get("/api/v1/uploads?limit=" + PAGE + "&after=" + after + filter());
            List<JsonObject> rows = answer.objects("uploads");
            print(rows, time);
            after = (long) answer.number("next_after");
            if (rows.size() < PAGE) {
                return after;
            }
        }
    }

    /** An appliance that restarts meanwhile is waited for. */
    private long more(ApplianceClient appliance, HouseTime time, long after) throws JsonException {
        try {
            return pages(appliance, time, after);
        } catch (CommandFailure e) {
            if (e.code() == CommandFailure.NOT_REACHABLE) {
                return after;
            }
            throw e;
        }
    }

    private String filter() {
        return parameter("since", since) + parameter("until", until) + parameter("speaker", speaker);
    }

    private static String parameter(String name, @Nullable String value) {
        return value == null ? "" : "&" + name + "=" + ApplianceClient.encode(value);
    }

    private void print(List<JsonObject> rows, HouseTime time) throws JsonException {
        if (!json && !headed) {
            headed = true;
            out().println(table.line("TIME", "SPEAKER", "", "SOUND", "BYTES", "REASON", "DESTINATION"));
        }
        for (JsonObject row : rows) {
            out().println(json ? row.toString() : line(row, time));
        }
    }

    private String line(JsonObject row, HouseTime time) throws JsonException {
        boolean left = "upload".equals(row.text("kind"));
        return table.line(
                time.full(row.text("at")),
                row.text("speaker") == null ? "(erased)" : row.requireText("speaker"),
                left ? "left" : "withheld",
                row.get("audio_seconds") == null
                        ? "-"
                        : String.format(Locale.ROOT, "%.1f s", row.number("audio_seconds")),
                bytes(row.number("bytes")),
                row.text("reason") == null ? "-" : row.requireText("reason"),
                destination(row));
    }

    private static String destination(JsonObject row) throws JsonException {
        String name = row.text("name");
        String address = row.text("destination");
        return name != null ? name : address != null ? address : "-";
    }

    private static String bytes(double bytes) {
        return bytes < 1000
                ? String.format(Locale.ROOT, "%.0f B", bytes)
                : String.format(Locale.ROOT, bytes < 1e6 ? "%.1f kB" : "%.1f MB", bytes / (bytes < 1e6 ? 1e3 : 1e6));
    }

    private static void requireWellFormed(@Nullable String time) {
        try {
            if (time != null) {
                TimeText.instant(time, Instant.EPOCH, ZoneOffset.UTC, TimeText.Sense.PAST);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
    }
}
