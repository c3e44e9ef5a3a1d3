package org.earmuff.cli;

import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.earmuff.config.ConfigException;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.JsonException;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** A command that reads the account in the state folder, whether the appliance runs or not. */
abstract class LedgerCommand implements Callable<Integer> {

    final HouseClock clock;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Spec
    private @Nullable CommandSpec spec;

    LedgerCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public final Integer call() throws InterruptedException, JsonException {
        try {
            Configuration household = ApplianceClient.configuration(config());
            return run(household, LedgerRows.in(household.state()));
        } catch (ConfigException e) {
            CheckCommand.tell(e, err());
            return CommandFailure.BAD_CONFIGURATION;
        } catch (LedgerUnavailableException e) {
            throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
        }
    }

    /** The command's work; returns its exit code. */
    abstract int run(Configuration household, LedgerRows ledger)
            throws ConfigException, LedgerUnavailableException, InterruptedException, JsonException;

    /** The configuration file, as it was named. */
    Path config() {
        return Objects.requireNonNull(config);
    }

    static void requireThere(LedgerRows ledger) throws LedgerUnavailableException {
        if (!ledger.there()) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    ledger.path() + " is not there: Earmuff has not run with this configuration yet; name another by"
                            + " --config, or start it");
        }
    }

    /**
     * An instant of the past as the user wrote it; null where nothing was written.
     *
     * @param option where it was written
     */
    @Nullable
    Instant instant(String option, @Nullable String text, ZoneId zone) {
        try {
            return text == null ? null : TimeText.instant(text, clock.now(), zone, TimeText.Sense.PAST);
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, option + ": " + e.getMessage());
        }
    }

    /** Refuses a range that nothing can be in. */
    static void requireOrder(@Nullable Instant since, @Nullable Instant until, HouseTime time) {
        if (since != null && until != null && !since.isBefore(until)) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "--since (" + time.full(since.toString()) + ") is not before --until ("
                            + time.full(until.toString()) + ")");
        }
    }

    PrintWriter out() {
        return Objects.requireNonNull(spec).commandLine().getOut();
    }

    PrintWriter err() {
        return Objects.requireNonNull(spec).commandLine().getErr();
    }
}
