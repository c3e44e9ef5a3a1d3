package org.earmuff.cli;

import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.earmuff.admin.access.PasswordFile;
import org.earmuff.config.ConfigException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code earmuff password}. */
@Command(
        name = "password",
        mixinStandardHelpOptions = true,
        description = {
            "Set the dashboard's password; it asks twice and shows nothing.",
            "Whoever is logged in with another one has to log in again. A running appliance takes it over within"
                    + " two seconds."
        })
final class PasswordCommand implements Callable<Integer> {

    @Option(
            names = "--config",
            paramLabel = "FILE",
            defaultValue = "/etc/earmuff/earmuff.yaml",
            description = "The configuration (default: ${DEFAULT-VALUE}).")
    private @Nullable Path config;

    @Option(names = "--stdin", description = "Read it from the first line of standard input, for scripts.")
    private boolean stdin;

    @Spec
    private @Nullable CommandSpec spec;

    @Override
    public Integer call() {
        PrintWriter out = Objects.requireNonNull(spec).commandLine().getOut();
        Path state = state(Objects.requireNonNull(config));
        String password = stdin ? firstLine() : asked();
        PasswordFile.objection(password).ifPresent(why -> {
            throw new CommandFailure(CommandFailure.FAILED, why + " Nothing was changed.");
        });
        PasswordFile file = new PasswordFile(state);
        try {
            file.set(password);
        } catch (AccessDeniedException e) {
            throw new CommandFailure(
                    CommandFailure.FAILED, file.path() + " cannot be written by this user: run the command with sudo");
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, file.path() + " cannot be written: " + e);
        }
        out.println("The password is set. The dashboard asks for it from now on.");
        return 0;
    }

    private static Path state(Path config) {
        try {
            Path state = ApplianceClient.configuration(config).state();
            if (Files.notExists(state)) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        "the state folder " + state + " is not there yet: start the appliance once, or make it");
            }
            return state;
        } catch (ConfigException e) {
            throw new CommandFailure(CommandFailure.BAD_CONFIGURATION, String.valueOf(e.getMessage()));
        }
    }

    // From JDK 22 on there is a console without a terminal, too; it then reads standard input, as asked.
    @SuppressWarnings("SystemConsoleNull")
    private static String asked() {
        Console console = System.console();
        if (console == null) {
            throw new CommandFailure(
                    CommandFailure.USAGE, "there is no terminal to ask at: give the password with --stdin");
        }
        String first = typed(console, "New password: ");
        if (!first.equals(typed(console, "The same again: "))) {
            throw new CommandFailure(CommandFailure.FAILED, "The two are not the same. Nothing was changed.");
        }
        return first;
    }

    private static String typed(Console console, String prompt) {
        char[] typed = console.readPassword("%s", prompt);
        if (typed == null) {
            throw new CommandFailure(CommandFailure.FAILED, "No password was typed. Nothing was changed.");
        }
        return new String(typed);
    }

    private static String firstLine() {
        try {
            String line = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)).readLine();
            return line == null ? "" : line;
        } catch (IOException e) {
            throw new CommandFailure(CommandFailure.FAILED, "standard input cannot be read: " + e.getMessage());
        }
    }
}
