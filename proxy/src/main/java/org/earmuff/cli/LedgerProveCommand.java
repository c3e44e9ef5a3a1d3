package org.earmuff.cli;

import java.io.IOException;
import java.io.StringWriter;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.LedgerUnavailableException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** One row with what is needed to check it. */
@Command(
        name = "prove",
        mixinStandardHelpOptions = true,
        description = {
            "Print one row with its salt, and after it the rows up to the next checkpoint without names: an export of one row.",
            "It is verified like any export (docs/ledger.md), and says nothing of other rows but times and sizes."
        })
final class LedgerProveCommand extends AccountCommand.Part {

    @Parameters(paramLabel = "ID", description = "The row.")
    private long id;

    LedgerProveCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Account account) throws LedgerUnavailableException, IOException {
        StringWriter lines = new StringWriter();
        boolean covered = account.prove(id, lines);
        if (lines.toString().isEmpty()) {
            throw new CommandFailure(
                    CommandFailure.FAILED, "there is no row " + id + "; earmuff uploads --json says which there are");
        }
        out().print(lines);
        out().flush();
        if (!covered) {
            err().println("earmuff: no checkpoint covers row " + id
                    + " yet; one comes within the hour: try again then");
        }
        return covered ? 0 : CommandFailure.FAILED;
    }
}
