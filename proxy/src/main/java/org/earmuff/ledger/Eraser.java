package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;

/**
 * Takes personal fields and salts out of rows, and every trace of them out of the file: what SQLite deletes it overwrites, the file is
 * written anew since pages may hold copies from when they were split, and the log is cut to nothing. It may run beside the appliance,
 * whose rows wait meanwhile.
 */
final class Eraser {

    private static final long PATIENCE_SECONDS = 30;

    private final Connection connection;
    private final HouseClock clock;

    /**
     * Of a file that is open.
     *
     * @param connection opened for writing, without automatic commits
     */
    Eraser(Connection connection, HouseClock clock) {
        this.connection = connection;
        this.clock = clock;
    }

    /** How many rows a plan is about. */
    long count(ErasePlan plan) throws SQLException {
        try (PreparedStatement s = connection.prepareStatement("SELECT COUNT(*) FROM ledger WHERE " + plan.where())) {
            bind(s, plan);
            try (ResultSet r = s.executeQuery()) {
                return r.next() ? r.getLong(1) : 0;
            }
        } finally {
            connection.rollback();
        }
    }

    /**
     * Erases and returns how many rows that were. Rows are erased in one transaction; where what follows fails, doing it again, with no
     * row left to erase, cleans the file.
     *
     * @throws SQLException where the file is locked for too long, or there is no room to write it anew; nothing is half erased
     */
    long erase(ErasePlan plan) throws SQLException, InterruptedException {
        connection.setAutoCommit(true);
        execute("PRAGMA busy_timeout = " + TimeUnit.SECONDS.toMillis(PATIENCE_SECONDS));
        execute("PRAGMA secure_delete = ON");
        long rows;
        String sql = "UPDATE ledger SET " + String.join(" = NULL, ", StoredRow.PERSONAL) + " = NULL, salt = NULL WHERE "
                + plan.where();
        try (PreparedStatement s = connection.prepareStatement(sql)) {
            bind(s, plan);
            rows = s.executeUpdate();
        }
        execute("VACUUM");
        cutLog();
        return rows;
    }

    /** It can be cut only while nobody reads. */
    private void cutLog() throws SQLException, InterruptedException {
        long began = clock.nanos();
        while (true) {
            try (Statement s = connection.createStatement();
                    ResultSet r = s.executeQuery("PRAGMA wal_checkpoint(TRUNCATE)")) {
                if (r.next() && r.getInt(1) == 0) {
                    return;
                }
            }
            if (clock.nanos() - began > TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS)) {
                throw new SQLException(
                        "the rows are erased, but the log beside the file still holds what they said, since"
                                + " somebody goes on reading it: run the same again");
            }
            TimeUnit.MILLISECONDS.sleep(50);
        }
    }

    private void execute(String sql) throws SQLException {
        try (Statement s = connection.createStatement()) {
            s.execute(sql);
        }
    }

    private static void bind(PreparedStatement s, ErasePlan plan) throws SQLException {
        for (int i = 0; i < plan.values().size(); i++) {
            s.setObject(i + 1, plan.values().get(i));
        }
    }
}
