package org.earmuff.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.Account;
import org.earmuff.ledger.KnownHead;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.VerifyReport;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Whether the ledger is what was written. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        description = {
            "Check every row, the chain and the signatures; name the first row that is wrong (exit 1).",
            "Whoever has the signing key can write another past: a head or an export kept elsewhere shows that, too."
        })
final class LedgerVerifyCommand extends AccountCommand.Part {

    @Option(
            names = "--head",
            paramLabel = "\"ROW HASH\"",
            description = "This head, known from elsewhere, must be in the ledger. May be given several times.")
    private List<String> heads = List.of();

    @Option(names = "--export", paramLabel = "FILE", description = "So must the last row of this export (JSON Lines).")
    private @Nullable Path export;

    @Option(
            names = "--key",
            paramLabel = "FINGERPRINT",
            description = "Only this key may have signed. May be given several times.")
    private List<String> keys = List.of();

    @Option(names = "--json", description = "Print one JSON object.")
    private boolean json;

    LedgerVerifyCommand(HouseClock clock) {
        super(clock);
    }

    @Override
    int run(Account account) throws LedgerUnavailableException, IOException {
        VerifyReport report = account.verify(known(), fingerprints());
        if (json) {
            out().println(json(report));
        } else {
            print(account, report);
        }
        return report.isGood() ? 0 : CommandFailure.FAILED;
    }

    private List<KnownHead> known() throws IOException {
        List<KnownHead> known = new ArrayList<>();
        try {
            heads.forEach(head -> known.add(KnownHead.parse(head)));
            if (export != null) {
                known.add(lastOf(export));
            }
        } catch (IllegalArgumentException e) {
            throw new CommandFailure(CommandFailure.USAGE, String.valueOf(e.getMessage()));
        }
        return known;
    }

    private static KnownHead lastOf(Path file) throws IOException {
        try (BufferedReader lines = Files.newBufferedReader(file)) {
            String last = lines.lines().filter(line -> !line.isBlank()).reduce("", (a, b) -> b);
            JsonObject row = Json.readObject(last);
            return KnownHead.parse(row.requireText("id") + " " + row.requireText("hash"));
        } catch (java.nio.file.NoSuchFileException | java.nio.file.AccessDeniedException e) {
            throw new IllegalArgumentException(
                    "--export " + file
                            + ": it is not there, or this user may not read it; name the file that ledger export wrote",
                    e);
        } catch (JsonException | java.io.UncheckedIOException e) {
            throw new IllegalArgumentException(file + " is no export in JSON Lines: " + e.getMessage(), e);
        }
    }

    private Set<String> fingerprints() {
        Set<String> fingerprints = new HashSet<>();
        for (String key : keys) {
            String plain = key.replaceAll("[\\s:]", "").toLowerCase(Locale.ROOT);
            if (!plain.matches("[0-9a-f]{64}")) {
                throw new CommandFailure(
                        CommandFailure.USAGE,
                        "\"" + key + "\" is no fingerprint: ledger head prints it, 64 hexadecimal digits");
            }
            fingerprints.add(plain);
        }
        return fingerprints;
    }

    private void print(Account account, VerifyReport report) {
        VerifyReport.Wrong wrong = report.wrong();
        if (wrong == null) {
            out().println("The ledger is what was written: " + report.rows() + " rows"
                    + (report.rows() == 0 ? "." : ", " + report.first() + " to " + report.last() + "."));
        } else {
            out().println("WRONG" + (wrong.row() == 0 ? "" : " at row " + wrong.row()) + ": " + wrong.what() + ".");
            out().println(wrong.remedy());
        }
        Table table = new Table(12, 66);
        table.row("file", account.path().toString());
        if (wrong == null && report.rows() > 0) {
            table.row("head", report.last() + " " + report.hash());
        }
        String at = report.lastCheckpointAt() == null
                ? ""
                : time().full(report.lastCheckpointAt().toString());
        table.row(
                "signed",
                report.checkpoints() == 0
                        ? "nothing"
                        : report.checkpoints() + (report.checkpoints() == 1 ? " checkpoint" : " checkpoints")
                                + ", the last at row " + report.lastCheckpoint() + " of " + at + "; "
                                + report.unsigned() + (report.unsigned() == 1 ? " row" : " rows") + " after it");
        for (VerifyReport.KeyUse key : report.keys()) {
            table.row("key", Digests.grouped(key.fingerprint()) + " from row " + key.from());
        }
        if (report.keys().size() > 1) {
            table.row(
                    "beware",
                    "more than one key signed. If you did not change it, somebody else did; --key demands the one you know.");
        }
        table.row("dropped", report.dropped() + " rows, by age or size");
        table.row("erased", report.erased() + " rows, whose names were taken out");
        table.print(out());
    }

    private static JsonObject json(VerifyReport report) {
        VerifyReport.Wrong wrong = report.wrong();
        return new JsonObject()
                .put("good", report.isGood())
                .put(
                        "wrong",
                        wrong == null
                                ? null
                                : new JsonObject()
                                        .put("row", wrong.row() == 0 ? null : wrong.row())
                                        .put("what", wrong.what())
                                        .put("remedy", wrong.remedy()))
                .put("ledger", report.ledger())
                .put("rows", report.rows())
                .put("first", report.first())
                .put("last", report.last())
                .put("hash", report.hash())
                .put("dropped", report.dropped())
                .put("erased", report.erased())
                .put("checkpoints", report.checkpoints())
                .put("last_checkpoint", report.lastCheckpoint() == 0 ? null : report.lastCheckpoint())
                .put("last_checkpoint_at", report.lastCheckpointAt())
                .put("unsigned_rows", report.unsigned())
                .put(
                        "keys",
                        report.keys().stream()
                                .map(key -> new JsonObject()
                                        .put("fingerprint", key.fingerprint())
                                        .put("from", key.from()))
                                .toList());
    }
}
