package org.earmuff.cli;

import org.earmuff.flow.HouseClock;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** The newest row and what stands for all of them. */
@Command(
        name = "head",
        mixinStandardHelpOptions = true,
        description = {
            "Print the newest row and its hash, which stands for it and every row before it.",
            "Written down elsewhere, on paper or on another machine, it proves later that none of them was changed or cut off:"
                    + " earmuff ledger verify --head \"ROW HASH\"."
        })
final class LedgerHeadCommand extends AccountCommand.Part {

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    LedgerHeadCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Account account) throws LedgerUnavailableException {
        @Nullable LedgerHead head = account.head().orElse(null);
        if (json) {
            out().println(json(head));
        } else if (head == null) {
            out().println("the ledger is empty");
        } else {
            Table table = new Table(10, 75);
            table.row("head", head.text());
            table.row("of", time().full(head.at().toString()));
            String key = head.key();
            table.row("key", key == null ? "nothing is signed yet" : Digests.grouped(key));
            table.row(
                    "signed",
                    head.checkpointAt() == null
                            ? "never"
                            : "by row " + head.checkpoint() + " of "
                                    + time().full(head.checkpointAt().toString()));
            table.print(out());
        }
        return 0;
    }

    static JsonObject json(@Nullable LedgerHead head) {
        JsonObject json = new JsonObject();
        if (head == null) {
            return json.put("head", null);
        }
        return json.put("head", head.id())
                .put("hash", head.hash())
                .put("at", head.at())
                .put("key", head.key())
                .put("checkpoint", head.checkpoint() == 0 ? null : head.checkpoint())
                .put("checkpoint_at", head.checkpointAt());
    }
}
