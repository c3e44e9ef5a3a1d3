package org.earmuff.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.Charset;
import java.util.Locale;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.ErasePlan;
import org.earmuff.ledger.LedgerUnavailableException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Takes names out of rows for good. */
@Command(
        name = "erase",
        mixinStandardHelpOptions = true,
        description = {
            "Take speaker, room, destination, name, reason and rule out of rows, for good; times and sizes stay, and the"
                    + " ledger still verifies.",
            "The file is written anew, so that the words are nowhere in it: that needs room for a second copy. Exports,"
                    + " backups and the system's log are not touched."
        })
final class LedgerEraseCommand extends AccountCommand.Part {

    @Option(names = "--id", paramLabel = "N[,M-N]", description = "These rows.")
    private @Nullable String ids;

    @Option(names = "--speaker", paramLabel = "NAME", description = "This speaker's rows.")
    private @Nullable String speaker;

    @Option(names = "--since", paramLabel = "T", description = "With --speaker: those that began here or later.")
    private @Nullable String since;

    @Option(names = "--until", paramLabel = "T", description = "With --speaker: those that began before.")
    private @Nullable String until;

    @Option(names = "--before", paramLabel = "T", description = "All rows that began before.")
    private @Nullable String before;

    @Option(names = "--yes", description = "Do not ask.")
    private boolean yes;

    LedgerEraseCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Account account) throws LedgerUnavailableException, IOException, InterruptedException {
        ErasePlan plan = plan();
        long rows = account.count(plan, clock());
        if (rows == 0 && !yes) {
            out().println(
                            "There is nothing to erase: no row is asked for that still has its names (checkpoints have none)."
                                    + " If an erasing was cut short, --yes cleans the file all the same.");
            return CommandFailure.FAILED;
        }
        if (!yes && !confirmed(rows)) {
            out().println("nothing was erased");
            return CommandFailure.FAILED;
        }
        long erased = account.erase(plan, clock());
        out().println("erased: " + rows(erased)
                + (erased == 0
                        ? "; none that is asked for still has its names. The file was cleaned of what was erased before"
                        : ""));
        return 0;
    }

    private ErasePlan plan() {
        int ways = (ids == null ? 0 : 1) + (speaker == null ? 0 : 1) + (before == null ? 0 : 1);
        if (ways != 1 || (speaker == null && (since != null || until != null))) {
            throw new CommandFailure(
                    CommandFailure.USAGE,
                    "say which rows: one of --id, --before, and --speaker, which takes --since and --until");
        }
        try {
            if (ids != null) {
                return ErasePlan.ids(ids);
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
        var time = instant(before);
        return time != null
                ? ErasePlan.before(time)
                : ErasePlan.speaker(String.valueOf(speaker), instant(since), instant(until));
    }

    private boolean confirmed(long rows) throws IOException {
        out().print((rows == 1 ? "1 row loses its" : rows + " rows lose their") + " names for good. Go on? [y/N] ");
        out().flush();
        String answer = new BufferedReader(new InputStreamReader(System.in, Charset.defaultCharset())).readLine();
        return answer != null && answer.strip().toLowerCase(Locale.ROOT).matches("y|yes");
    }

    private static String rows(long count) {
        return count + (count == 1 ? " row" : " rows");
    }
}
