package org.earmuff.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Rows with all that is needed to verify them elsewhere. */
@Command(
        name = "export",
        mixinStandardHelpOptions = true,
        description = {
            "Write rows so that anybody can verify them with docs/ledger.md alone: hashes, signed checkpoints, public key.",
            "A range is followed by the rows up to the next checkpoint, without names, since their hashes lead to the signature."
        })
final class LedgerExportCommand extends AccountCommand.Part {

    private enum Format {
        jsonl,
        csv
    }

    @Option(names = "--since", paramLabel = "T", description = "Rows that began here or later.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "Rows that began before.")
    private @Nullable String until;

    @Option(
            names = "--format",
            paramLabel = "jsonl|csv",
            description = "JSON Lines, or CSV (default: ${DEFAULT-VALUE}).")
    private Format format = Format.jsonl;

    @Option(names = "--output", paramLabel = "FILE", description = "Write into a new file instead of the terminal.")
    private @Nullable Path output;

    LedgerExportCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Account account) throws LedgerUnavailableException, IOException {
        boolean csv = format == Format.csv;
        boolean covered;
        Path file = output;
        if (file == null) {
            PrintWriter out = out();
            covered = account.export(instant(since), instant(until), csv, out);
            out.flush();
        } else {
            try (Writer writer = Files.newBufferedWriter(file, java.nio.file.StandardOpenOption.CREATE_NEW)) {
                covered = account.export(instant(since), instant(until), csv, writer);
            } catch (java.nio.file.FileAlreadyExistsException e) {
                throw new CommandFailure(CommandFailure.FAILED, file + " is there already: give another --output");
            } catch (IOException e) {
                throw new CommandFailure(
                        CommandFailure.FAILED,
                        file + ": cannot be written (" + e
                                + "): is the folder there, with room, and may you write to it?");
            }
        }
        if (!covered) {
            err().println("warning: no checkpoint covers the last of these rows yet; one comes every hour");
        }
        return 0;
    }
}
