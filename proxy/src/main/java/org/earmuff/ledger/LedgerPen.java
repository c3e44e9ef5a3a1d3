package org.earmuff.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file as its writer has it open: what is written joins the chain, and what is due is signed. After an error it is closed and opened
 * anew. Used by the writer's thread alone, but for what is said to be for any.
 */
final class LedgerPen {

    private static final Logger LOG = LoggerFactory.getLogger(LedgerPen.class);

    private final LedgerFile file;
    private final HouseClock clock;
    private final Chain chain = new Chain();
    private final Checkpoints checkpoints;
    private final Rows rows;
    private final Consumer<String> changed;
    private final Consumer<LedgerHead> signed;
    private volatile @Nullable LedgerHead head;
    private volatile String broken = "";
    private @Nullable Object opened;
    /** The newest row that is on disk for certain; null where that is to be looked up. */
    private @Nullable LedgerHead known;

    private String untold = "";
    private boolean checked;
    private @Nullable Connection connection;

    /** Makes rows of an instant and a reason. */
    record Rows(
            BiFunction<Instant, String, LedgerRow> gap,
            BiFunction<Instant, String, LedgerRow> checkpoint,
            BiFunction<Instant, String, LedgerRow> chained) {}

    LedgerPen(LedgerFile file, HouseClock clock, Rows rows, Consumer<String> changed, Consumer<LedgerHead> signed) {
        this.file = file;
        this.clock = clock;
        this.rows = rows;
        this.changed = changed;
        this.signed = signed;
        this.checkpoints = new Checkpoints(file.folder(), LedgerFile.credentials(), clock, chain, rows.checkpoint());
    }

    /** The newest row on disk; null until the file was opened or where it is empty. Any thread. */
    @Nullable
    LedgerHead head() {
        return head;
    }

    /** The newest checkpoint; null where there is none. Any thread. */
    @Nullable
    LedgerHead checkpoint() {
        return checkpoints.newest();
    }

    /** Why nothing is signed, as a sentence; empty where it is. Any thread. */
    String unsigned() {
        return checkpoints.problem();
    }

    /** What was found to be wrong with the chain, as a sentence; empty for nothing. Any thread. */
    String broken() {
        return broken;
    }

    boolean isOpen() {
        return connection != null;
    }

    /** The connection, without automatic commits; opened where it is not, and where the file was put away or exchanged. */
    Connection open() throws SQLException, IOException {
        if (connection != null && !Objects.equals(opened, file.identity())) {
            close();
        }
        Connection c = connection;
        if (c == null) {
            c = file.openForWriting();
            connection = c;
            opened = file.identity();
            mend(c);
            if (Migration.isDue(c)) {
                migrate(c);
            }
            checkpoints.follow(c);
            seen(chain.end(c));
            c.rollback();
        }
        return c;
    }

    /** Another file begins, and this pen knows why: what it remembers of the one before is not looked for in it. */
    void forget() {
        known = null;
    }

    /** Undoes what would keep rows out, or have a changed past chained and signed as if it were an old one. */
    private void mend(Connection c) throws SQLException {
        if (Migration.version(c) > Migration.CHAINED) {
            return;
        }
        List<String> triggers = Shape.dropTriggers(c);
        boolean setBack = Migration.version(c) < Migration.CHAINED && Chain.hasBegun(c);
        if (setBack) {
            Migration.mark(c);
        }
        c.commit();
        if (!triggers.isEmpty()) {
            accuse("somebody had put triggers into it, which are removed: " + String.join(", ", triggers));
        }
        if (setBack) {
            accuse("somebody set the number of its format back, so that its rows would have been chained anew");
        }
    }

    /** What was written last must still be there: until it is signed, nothing else would show that it was changed. */
    private Connection openAndLook() throws SQLException, IOException {
        Connection c = open();
        LedgerHead last = known;
        if (last != null && !Chain.isStillThere(c, last.id(), last.hash())) {
            known = null;
            accuse("row " + last.id() + " of " + LedgerColumns.at(last.at())
                    + " is not there any more as it was written: it was changed, or the file exchanged");
        }
        return c;
    }

    private void accuse(String what) {
        LOG.error("{}: the account was changed by somebody else: {}", file.path(), what);
        if (broken.isEmpty()) {
            broken = "the ledger was changed by somebody else: " + what;
        }
        untold = untold.isEmpty() ? what : untold;
    }

    private void migrate(Connection c) throws SQLException {
        long before = Migration.run(c, chain);
        if (before > 0) {
            String what = before
                    + " rows from before the chain were brought into it: from here on they cannot be changed unnoticed";
            chain.append(c, List.of(new Chain.Entry(rows.chained().apply(clock.now(), what), null, null)));
            LOG.info("{}: {}", file.path(), what);
        }
        c.commit();
    }

    /** Writes and flushes. */
    void write(List<LedgerRow> batch) throws SQLException, IOException {
        Connection c = openAndLook();
        List<Chain.Entry> entries = new ArrayList<>();
        if (!untold.isEmpty()) {
            String what = "unknown number of rows: the file was changed by somebody else: " + untold;
            entries.add(new Chain.Entry(rows.gap().apply(clock.now(), what), null, null));
        }
        batch.forEach(row -> entries.add(new Chain.Entry(row, null, null)));
        Chain.End end = chain.append(c, entries);
        c.commit();
        seen(end);
        known = head;
        if (!untold.isEmpty()) {
            changed.accept(untold);
            untold = "";
        }
    }

    /** Signs where that is due, once what follows the checkpoint before was looked at. */
    void signWhereDue() throws SQLException, IOException {
        checkpoints.loadKey();
        boolean due = checkpoints.isDue();
        if (due || !checked) {
            open();
            check();
            checked = true;
        }
        if (due) {
            sign("an hour");
        }
    }

    /** Signs now. */
    void sign(String why) throws SQLException, IOException {
        Connection c = openAndLook();
        if (!untold.isEmpty()) {
            write(List.of());
        }
        Chain.End end = checkpoints.write(c, why);
        c.commit();
        if (end != null) {
            seen(end);
            known = head;
            LedgerHead newest = checkpoints.newest();
            if (newest != null) {
                signed.accept(newest);
            }
        }
    }

    /** A statement of what was dropped, in the transaction that drops it. */
    void dropped(Connection c, long dropped) throws SQLException {
        known = null;
        Chain.End end = checkpoints.write(c, dropped + " rows were dropped");
        if (end != null) {
            seen(end);
        }
    }

    /** Looks at the newest checkpoint and what follows it; tells once what is wrong. */
    private void check() throws SQLException, IOException {
        Connection c = open();
        try {
            VerifyReport report = new Verifier(c, List.of(), Set.of()).sinceCheckpoint();
            VerifyReport.Wrong wrong = report.wrong();
            String shape = Shape.fault(c);
            String found = wrong != null ? "row " + wrong.row() + ": " + wrong.what() : shape == null ? "" : shape;
            if (!found.isEmpty() && broken.isEmpty()) {
                LOG.error(
                        "{}: the account was changed: {}. {}", file.path(), found, wrong == null ? "" : wrong.remedy());
                changed.accept(found);
            }
            broken = found.isEmpty() ? broken : "the ledger was changed by somebody else: " + found;
        } finally {
            c.rollback();
        }
    }

    private void seen(Chain.End end) {
        head = end.id() == 0
                ? null
                : new LedgerHead(
                        end.id(),
                        LedgerColumns.instant(end.at()),
                        end.hash(),
                        checkpoints.fingerprint(),
                        checkpoints.newestRow(),
                        checkpoints.newestAt());
    }

    void close() {
        Connection c = connection;
        connection = null;
        if (c != null) {
            try {
                c.close();
            } catch (SQLException e) {
                LOG.debug("closing the ledger: {}", e.toString());
            }
        }
    }
}
