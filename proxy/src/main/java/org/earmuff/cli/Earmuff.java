package org.earmuff.cli;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.List;
import org.earmuff.Appliance;
import org.earmuff.SystemClock;
import org.earmuff.config.ConfigLoader;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;

/** The root command. Each subcommand is a class of its own, named in the list below. */
@Command(
        name = "earmuff",
        mixinStandardHelpOptions = true,
        versionProvider = Earmuff.Version.class,
        synopsisSubcommandLabel = "COMMAND",
        description = "Keeps smart speakers from sending sound when they should not.",
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            " 0:done",
            " 1:failed",
            " 2:the command was not understood",
            "69:the appliance is not reachable",
            "78:the configuration is bad"
        },
        subcommands = {
            StatusCommand.class,
            MuteCommand.class,
            UnmuteCommand.class,
            HealthCommand.class,
            PasswordCommand.class,
            InspectCommand.class,
            FirewallCommand.class
        })
public final class Earmuff {

    /** Runs a command and returns its exit code. Results go to {@code out}, complaints to {@code err}. */
    public static int run(PrintWriter out, PrintWriter err, String... args) {
        return run(new SystemClock(), out, err, args);
    }

    /** The demo's appliance, which follows its file as {@code earmuff run} does: its page says so. */
    static org.earmuff.demo.Appliance demo(HouseClock clock) {
        return file -> {
            Appliance appliance = Appliance.start(ConfigLoader.load(file, clock.now()), clock, List.of());
            appliance.watch();
            return appliance;
        };
    }

    /** The same at another time. */
    static int run(HouseClock clock, PrintWriter out, PrintWriter err, String... args) {
        CommandLine root = new CommandLine(new Earmuff());
        root.addSubcommand(new RunCommand(clock));
        root.addSubcommand(new CheckCommand(clock));
        root.addSubcommand(new ExplainCommand(clock));
        root.addSubcommand(new UploadsCommand(clock));
        root.addSubcommand(new ReplayCommand(clock));
        root.addSubcommand(new ReportCommand(clock));
        root.addSubcommand(new DiscoverCommand(clock));
        root.addSubcommand(new DoctorCommand(clock));
        root.addSubcommand(new ReconcileCommand(clock));
        root.addSubcommand(AccountCommand.with(clock));
        root.addSubcommand(new DemoCommand(demo(clock), clock));
        root.setOut(out);
        root.setErr(err);
        root.setUsageHelpWidth(80);
        root.setExecutionStrategy(Earmuff::execute);
        root.setExecutionExceptionHandler((failure, command, parsed) -> {
            err.println("earmuff: " + failure.getMessage());
            return failure instanceof CommandFailure f ? f.code() : CommandFailure.FAILED;
        });
        root.setParameterExceptionHandler((problem, wrong) -> complain(problem, err));
        try {
            return root.execute(args);
        } finally {
            out.flush();
            err.flush();
        }
    }

    /** The same on the terminal, in its own encoding. */
    public static int run(String... args) {
        return run(terminal(FileDescriptor.out), terminal(FileDescriptor.err), args);
    }

    private static int complain(ParameterException problem, PrintWriter err) {
        CommandLine command = problem.getCommandLine();
        err.println("earmuff: " + Table.clean(told(problem)));
        UnmatchedArgumentException.printSuggestions(problem, err);
        err.println("Try: " + command.getCommandSpec().qualifiedName() + " --help");
        return CommandFailure.USAGE;
    }

    /** The parser's own words count arguments from 0 and say nothing of quotes, which is what is missing mostly. */
    private static String told(ParameterException problem) {
        if (problem instanceof UnmatchedArgumentException extra && !extra.isUnknownOption()) {
            String word = extra.getUnmatched().get(0);
            return !problem.getCommandLine().getSubcommands().isEmpty()
                    ? "\"" + word + "\" is no command"
                    : "\"" + word
                            + "\" is one word too many: put quotes around what has a space in it, like \"30 min\"";
        }
        return String.valueOf(problem.getMessage()).replaceFirst("^Error: ", "");
    }

    private static int execute(ParseResult parsed) {
        if (!parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested()) {
            CommandLine root = parsed.commandSpec().commandLine();
            root.usage(root.getErr());
            return CommandFailure.USAGE;
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static PrintWriter terminal(FileDescriptor descriptor) {
        String encoding = System.getProperty("native.encoding", "UTF-8");
        Charset charset = Charset.isSupported(encoding) ? Charset.forName(encoding) : Charset.forName("UTF-8");
        var bytes = new OutputStreamWriter(new FileOutputStream(descriptor), charset);
        return new PrintWriter(charset.newEncoder().canEncode("·…") ? bytes : new PlainWriter(bytes), true);
    }

    /** The version of the jar. */
    static final class Version implements CommandLine.IVersionProvider {
        @Override
        public String[] getVersion() {
            @Nullable String version = Earmuff.class.getPackage().getImplementationVersion();
            return new String[] {"earmuff " + (version == null ? "(not packaged)" : version)};
        }
    }
}
