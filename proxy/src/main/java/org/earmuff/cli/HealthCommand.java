package org.earmuff.cli;

import org.earmuff.json.JsonException;
import picocli.CommandLine.Command;

/** Whether the running appliance decides and listens. */
@Command(
        name = "health",
        mixinStandardHelpOptions = true,
        description =
                "Exits 0 if the running appliance decides and listens, 1 if it does not, 69 if it does not answer.")
final class HealthCommand extends ApplianceCommand {

    @Override
    int run(ApplianceClient appliance) throws JsonException {
        ApplianceClient.Reply reply = appliance.call("GET", "/readyz", null);
        if (reply.status() == 200) {
            out().println("ready");
            return 0;
        }
        String detail = reply.body().text("detail");
        throw new CommandFailure(
                CommandFailure.FAILED, "not ready: " + (detail == null ? "it answers " + reply.status() : detail));
    }
}
