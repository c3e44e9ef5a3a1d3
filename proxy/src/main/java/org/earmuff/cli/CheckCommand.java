package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.earmuff.admin.Outlook;
import org.earmuff.admin.Words;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.config.Advice;
import org.earmuff.config.ConfigException;
import org.earmuff.config.ConfigLoader;
import org.earmuff.config.Configuration;
import org.earmuff.config.Problem;
import org.earmuff.config.Seal;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.SpeakerDef;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Whether a configuration is good, and what it comes to. Changes nothing and asks nobody. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        description = {
            "Check a configuration and the files in rules.d beside it: every problem with its place, or what each"
                    + " speaker may do now, by the rules alone, and until when.",
            "Warnings are about what is allowed but seldom meant; they do not change the exit code."
        })
final class CheckCommand implements Callable<Integer> {

    private final HouseClock clock;

    @Parameters(paramLabel = "FILE", arity = "0..1", description = "The configuration (default: that of --config).")
    private @Nullable Path file;

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Option(
            names = "--seal",
            description = {
                "Where all is good, also write a seal into the first line of each file: a checksum of the rest. A sealed file"
                        + " that anything changed, be it one byte, is refused until it is sealed again."
            })
    private boolean seal;

    @Spec
    private @Nullable CommandSpec spec;

    CheckCommand(HouseClock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Path path = file != null ? file : Objects.requireNonNull(config);
        Instant now = clock.now();
        try {
            if (seal) {
                seal(path, now, out);
            }
            Configuration c = ConfigLoader.load(path, now);
            out.println(Table.clean(path.toString()) + " is good: "
                    + count(c.speakers().size(), "speaker") + ", "
                    + count(c.rules().rules().size(), "rule"));
            speakers(c, now, out);
            List<Problem> advice = Advice.on(c);
            if (Files.isReadable(c.state()) && Files.notExists(c.state().resolve(PasswordFile.NAME))) {
                err.println("warning: no password is set, so whoever may connect to the dashboard may mute and unmute:"
                        + " sudo earmuff password");
            }
            advice.forEach(warning -> err.println("warning: " + warning));
            return 0;
        } catch (ConfigException e) {
            tell(e, err);
            return CommandFailure.BAD_CONFIGURATION;
        }
    }

    /** Every problem, a line each, and their count. */
    static void tell(ConfigException e, PrintWriter err) {
        e.problems().forEach(err::println);
        err.println(count(e.problems().size(), "problem") + "; the configuration is not usable");
    }

    private static void seal(Path path, Instant now, PrintWriter out) throws ConfigException {
        try {
            List<Path> written = Seal.put(path, now);
            written.forEach(file -> out.println("sealed " + Table.clean(file.toString())));
            if (written.isEmpty()) {
                out.println("every file had its seal already");
            }
        } catch (IOException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED,
                    "could not be sealed: " + e + "; run as a user who may write the files and their folder");
        }
    }

    private static void speakers(Configuration c, Instant now, PrintWriter out) {
        if (c.speakers().isEmpty()) {
            return;
        }
        out.println();
        out.println("Now, " + new HouseTime(c.household().timezone()).brief(now.toString()) + " ("
                + c.household().timezone() + "), with nothing muted and no budget used:");
        Words words = new Words(c.household().timezone(), now);
        Table table = new Table(16, 62);
        for (SpeakerDef speaker : c.speakers()) {
            Outlook outlook = Outlook.of(c.foresee(speaker, now), at -> c.foresee(speaker, at));
            table.row(speaker.name(), words.verdict(outlook) + " · " + words.why(outlook, Optional.empty()));
        }
        table.print(out);
    }

    private static String count(int n, String what) {
        return n + " " + what + (n == 1 ? "" : "s");
    }
}
