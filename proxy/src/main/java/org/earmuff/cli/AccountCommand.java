package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a household does with its ledger besides looking at it. Each works on the file, with or without an appliance that runs. */
@Command(
        name = "ledger",
        mixinStandardHelpOptions = true,
        synopsisSubcommandLabel = "COMMAND",
        description = {
            "Prove, export and erase the account of what left.",
            "These read the ledger's file itself, so run them as Earmuff's user or with sudo."
        })
final class AccountCommand implements Runnable {

    @Spec
    private @Nullable CommandSpec spec;

    /** With all that is below it. */
    static CommandLine with(HouseClock clock) {
        return new CommandLine(new AccountCommand())
                .addSubcommand(new LedgerVerifyCommand(clock))
                .addSubcommand(new LedgerHeadCommand(clock))
                .addSubcommand(new LedgerExportCommand(clock))
                .addSubcommand(new LedgerProveCommand(clock))
                .addSubcommand(new LedgerEraseCommand(clock));
    }

    @Override
    public void run() {
        throw new ParameterException(
                Objects.requireNonNull(spec).commandLine(), "it takes one of verify, head, export, prove and erase");
    }

    /** What all of them have in common: where the ledger is, and whose clock times are read on. */
    abstract static class Part implements Callable<Integer> {

        @Option(
                names = "--config",
                paramLabel = "FILE",
                defaultValue = "/etc/earmuff/earmuff.yaml",
                description = "The configuration, whose state folder has the ledger (default: ${DEFAULT-VALUE}).")
        private @Nullable Path config;

        @Option(
                names = "--state",
                paramLabel = "FOLDER",
                description = "The folder with ledger.db, instead of the configuration's; such as a copy.")
        private @Nullable Path state;

        @Spec
        private @Nullable CommandSpec spec;

        private final HouseClock clock;
        private ZoneId zone = ZoneOffset.UTC;

        Part(HouseClock clock) {
            this.clock = clock;
        }

        @Override
        public final Integer call() throws IOException, InterruptedException {
            try {
                return run(account());
            } catch (LedgerUnavailableException e) {
                throw new CommandFailure(CommandFailure.FAILED, String.valueOf(e.getMessage()));
            }
        }

        private Account account() {
            Path folder = state;
            if (folder != null) {
                return new Account(folder);
            }
            try {
                Configuration c = ConfigLoader.load(Objects.requireNonNull(config), clock.now());
                zone = c.household().timezone();
                return new Account(c.state());
            } catch (ConfigException e) {
                e.problems().forEach(problem -> err().println(problem));
                throw new CommandFailure(
                        CommandFailure.BAD_CONFIGURATION,
                        "the configuration is bad; --state names the folder with ledger.db without one");
            }
        }

        abstract int run(Account account) throws LedgerUnavailableException, IOException, InterruptedException;

        HouseClock clock() {
            return clock;
        }

        HouseTime time() {
            return new HouseTime(zone);
        }

        /** A time in the past as people write it; null for none. */
        @Nullable
        Instant instant(@Nullable String text) {
            try {
                return text == null ? null : TimeText.instant(text, clock.now(), zone, TimeText.Sense.PAST);
            } catch (IllegalArgumentException e) {
                throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
            }
        }

        PrintWriter out() {
            return Objects.requireNonNull(spec).commandLine().getOut();
        }

        PrintWriter err() {
            return Objects.requireNonNull(spec).commandLine().getErr();
        }
    }
}
