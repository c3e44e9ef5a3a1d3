package org.earmuff.ledger;

import java.io.IOException;
import java.io.Writer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.chain.Attestation;
import org.earmuff.ledger.chain.Digests;
import org.earmuff.ledger.chain.SigningKey;
import org.jspecify.annotations.Nullable;

/**
 * The ledger of a state folder for the commands that prove, export and erase it, whether an appliance runs or not. Everything reads the
 * disk. Errors are for the user.
 */
public final class Account {

    private static final String BESIDE =
            "Keep a copy of the file and its -wal as they are, find out who could write them."
                    + " If it was you who put a key or a file there: --key FINGERPRINT names the key that may have signed, and"
                    + " earmuff ledger erase --id 0 writes indexes anew.";

    private final LedgerFile file;

    /**
     * Of a folder.
     *
     * @param folder the state folder
     */
    public Account(Path folder) {
        this.file = new LedgerFile(folder);
    }

    /** The file that it is in. */
    public Path path() {
        return file.path();
    }

    private interface Question<T> {
        T ask(Connection connection) throws SQLException, IOException;
    }

    /**
     * Checks all of it.
     *
     * @param heads known outside, which must be in it
     * @param keys fingerprints of the only keys that may have signed; empty for any
     */
    public VerifyReport verify(List<KnownHead> heads, Set<String> keys) throws LedgerUnavailableException {
        return ask(c -> {
            VerifyReport report = new Verifier(c, heads, keys).all();
            String what = report.isGood() ? beside(c, report, keys) : null;
            return what == null ? report : report.with(new VerifyReport.Wrong(0, what, BESIDE));
        });
    }

    /** What is wrong though every row follows the one before and is signed for. */
    private @Nullable String beside(Connection c, VerifyReport report, Set<String> keys) throws SQLException {
        String shape = Shape.fault(c);
        if (shape == null && report.rows() > 0 && report.last() - report.first() + 1 != report.rows()) {
            shape = "rows are not numbered one after the other";
        }
        String index = shape == null ? Shape.indexFault(c) : shape;
        return index == null && keys.isEmpty() ? otherKey(c) : index;
    }

    /** Who may write the file alone can sign all of it anew, but not with the key beside it. */
    private @Nullable String otherKey(Connection c) throws SQLException {
        String own = SigningKey.fingerprintIn(file.folder());
        String signer = head(c).map(LedgerHead::key).orElse(null);
        return own == null || signer == null || own.equals(signer)
                ? null
                : "the newest checkpoint is signed by key " + signer + ", and " + SigningKey.FILE
                        + " beside the file is " + own;
    }

    /** The newest row; empty where there is none. */
    public Optional<LedgerHead> head() throws LedgerUnavailableException {
        return ask(Account::head);
    }

    /**
     * Exports the rows of a span of time, and those up to the next checkpoint.
     *
     * @return whether a checkpoint covers them all
     */
    public boolean export(@Nullable Instant since, @Nullable Instant until, boolean csv, Writer out)
            throws LedgerUnavailableException {
        return ask(c -> new Exporter(c, out, csv).range(since, until));
    }

    /**
     * Exports one row and those up to the next checkpoint.
     *
     * @return whether a checkpoint covers it; false also where there is no such row
     */
    public boolean prove(long id, Writer out) throws LedgerUnavailableException {
        return ask(c -> new Exporter(c, out, false).row(id));
    }

    /** How many rows would be erased. */
    public long count(ErasePlan plan, HouseClock clock) throws LedgerUnavailableException {
        return ask(c -> new Eraser(c, clock).count(plan));
    }

    /** Erases for good, and returns how many rows that were. */
    public long erase(ErasePlan plan, HouseClock clock) throws LedgerUnavailableException, InterruptedException {
        requireFile();
        try (Connection c = file.openForErasing()) {
            return new Eraser(c, clock).erase(plan);
        } catch (SQLException e) {
            throw new LedgerUnavailableException(
                    file.path() + ": cannot be erased from: " + e.getMessage()
                            + "; run as Earmuff's user or as root, with room for a second copy of the file",
                    e);
        }
    }

    private static Optional<LedgerHead> head(Connection c) throws SQLException {
        String key = null;
        long checkpoint = 0;
        Instant at = null;
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(Checkpoints.NEWEST)) {
            if (r.next()) {
                checkpoint = r.getLong(1);
                at = LedgerColumns.instant(r.getString(2));
                Attestation statement = Attestation.parse(r.getString(3));
                key = statement == null
                        ? null
                        : new Digests().fingerprint(HexFormat.of().parseHex(statement.key()));
            }
        }
        Chain.End end = new Chain().end(c);
        return end.id() == 0
                ? Optional.empty()
                : Optional.of(
                        new LedgerHead(end.id(), LedgerColumns.instant(end.at()), end.hash(), key, checkpoint, at));
    }

    private void requireFile() throws LedgerUnavailableException {
        if (!LedgerRows.in(file.folder()).there()) {
            throw new LedgerUnavailableException(
                    file.path()
                            + ": there is no ledger; --config names the configuration whose state folder has it, --state the folder",
                    null);
        }
    }

    private <T> T ask(Question<T> question) throws LedgerUnavailableException {
        requireFile();
        try (Connection c = file.openForReading()) {
            c.setAutoCommit(false);
            if (Migration.version(c) < Migration.CHAINED) {
                throw new SQLException(
                        "it is from before the chain: start the appliance once, which brings its rows into it");
            }
            return question.ask(c);
        } catch (SQLException | IOException | RuntimeException e) {
            throw new LedgerUnavailableException(file.path() + ": " + e.getMessage(), e);
        }
    }
}
