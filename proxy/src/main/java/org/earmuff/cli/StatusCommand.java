package org.earmuff.cli;

import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** What every speaker may do now, and how the appliance is. */
@Command(
        name = "status",
        mixinStandardHelpOptions = true,
        description =
                "Speakers and their verdicts, mutes and their ends, today's uploads, clock, configuration, ledger.")
final class StatusCommand extends ApplianceCommand {

    @Option(names = "--json", description = "Print the whole status as JSON.")
    private boolean json;

    @Override
    int run(ApplianceClient appliance) throws JsonException {
        JsonObject status = appliance.get("/api/v1/status");
        if (json) {
            out().println(status);
            return 0;
        }
        HouseTime time = HouseTime.of(status);
        PrintWriter out = out();
        JsonObject household = object(status, "household");
        out.println(Table.clean(household.requireText("name")) + "  ·  " + time.brief(status.text("now")) + "  ·  "
                + household.requireText("timezone"));
        out.println();
        speakers(status, time).print(out);
        mutes(status, time, out);
        out.println();
        appliance(status, time).print(out);
        return 0;
    }

    private static Table speakers(JsonObject status, HouseTime time) throws JsonException {
        Table table = new Table(16, 16, 10, 7, 8, 13);
        table.row("SPEAKER", "ROOM", "SOUND", "UPLOADS", "WITHHELD", "LAST UPLOAD");
        for (JsonObject speaker : status.objects("speakers")) {
            JsonObject today = object(speaker, "today");
            JsonObject last = speaker.object("last_upload");
            table.row(
                    speaker.requireText("name"),
                    speaker.requireText("room"),
                    String.format(Locale.ROOT, "%.1f s", today.number("audio_seconds")),
                    whole(today, "uploads"),
                    whole(today, "withheld"),
                    speaker.flag("uploading")
                            ? "now"
                            : time.brief(last == null ? null : last.text("at")).replaceFirst("^\\w+ ", ""));
        }
        return table;
    }

    private static void mutes(JsonObject status, HouseTime time, PrintWriter out) throws JsonException {
        out.println();
        Table verdicts = new Table(16, 62);
        for (JsonObject speaker : status.objects("speakers")) {
            verdicts.row(speaker.requireText("name"), speaker.requireText("says"));
        }
        verdicts.print(out);
        List<JsonObject> mutes = status.objects("mutes");
        if (mutes.isEmpty()) {
            return;
        }
        out.println();
        Table table = new Table(26, 22, 28);
        table.row("MUTED", "UNTIL", "BY");
        for (JsonObject mute : mutes) {
            String reason = mute.requireText("reason");
            table.row(
                    mute.requireText("scope"),
                    mute.text("until") == null ? "until lifted" : time.full(mute.text("until")),
                    mute.requireText("by") + (reason.isEmpty() ? "" : ": " + reason));
        }
        table.print(out);
    }

    private static Table appliance(JsonObject status, HouseTime time) throws JsonException {
        JsonObject configuration = object(status, "configuration");
        JsonObject ledger = object(status, "ledger");
        Table table = new Table(13, 65);
        table.row("appliance", "version " + status.text("version") + ", since " + time.brief(status.text("started")));
        for (String problem : status.texts("not_ready")) {
            table.row("not ready", problem);
        }
        String firewall = status.text("firewall_problem");
        if (firewall != null) {
            table.row("FIREWALL", firewall);
        }
        for (String problem : status.texts("device_problems")) {
            table.row("devices", problem);
        }
        if (!status.flag("password_set")) {
            table.row(
                    "PASSWORD",
                    "none: whoever may connect to the dashboard reads, mutes and unmutes; set one: sudo earmuff password");
        }
        table.row("clock", status.flag("clock_set") ? "set" : "never set since the start");
        String sha = configuration.requireText("sha256");
        table.row(
                "configuration",
                configuration.text("file") + ", since " + time.brief(configuration.text("loaded")) + ", "
                        + sha.substring(0, Math.min(12, sha.length())));
        addProblem(table, configuration.text("problem"));
        table.row(
                "ledger",
                ledger.text("head_at") == null
                        ? "empty"
                        : "row " + whole(ledger, "head") + " of " + time.full(ledger.text("head_at"))
                                + (ledger.number("errors") > 0 ? ", " + whole(ledger, "errors") + " errors" : ""));
        if (ledger.text("hash") != null) {
            table.row("  head", whole(ledger, "head") + " " + ledger.text("hash"));
        }
        String key = ledger.text("key");
        table.row("  key", key == null ? "nothing is signed" : Digests.grouped(key));
        addProblem(table, ledger.text("problem"));
        table.row("figures", String.valueOf(status.text("measure")));
        return table;
    }

    private static void addProblem(Table table, @Nullable String problem) {
        if (problem != null) {
            problem.lines().forEach(line -> table.row("  problem", line));
        }
    }

    private static String whole(JsonObject object, String key) throws JsonException {
        return Long.toString((long) object.number(key));
    }

    private static JsonObject object(JsonObject parent, String key) throws JsonException {
        JsonObject child = parent.object(key);
        if (child == null) {
            throw new JsonException("\"" + key + "\" is missing");
        }
        return child;
    }
}
