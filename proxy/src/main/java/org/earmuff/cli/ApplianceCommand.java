package org.earmuff.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.earmuff.json.JsonException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that asks the running appliance over HTTP. */
abstract class ApplianceCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public final Integer call() throws InterruptedException {
        try {
            return run(ApplianceClient.of(Objects.requireNonNull(config)));
        } catch (JsonException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "the appliance's answer is not what this command expects (" + e.getMessage()
                            + "): are both of the same version?");
        }
    }

    /** The command's work; returns its exit code. */
    abstract int run(ApplianceClient appliance) throws JsonException, InterruptedException;

    PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
