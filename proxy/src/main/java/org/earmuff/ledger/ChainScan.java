package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Queue;
import org.earmuff.ledger.StoredRow.WrongTypeException;
import org.earmuff.ledger.chain.Digests;
import org.jspecify.annotations.Nullable;

/**
 * Goes along the chain and checks each row by itself and against the one before. SQLite makes the canonical forms, which is several
 * times as fast as fetching two dozen values a row. Where a digest does not fit, or a value has a type that does not belong there, the
 * row is read again value by value: so what is said to be wrong never rests on SQLite's way of writing JSON.
 */
final class ChainScan {

    private static final HexFormat HEX = HexFormat.of();

    private static final String BY_VALUE = StoredRow.SELECT + " WHERE id > ? ORDER BY id LIMIT 1";

    private final Digests digests = new Digests();
    private final Connection connection;
    private final Visitor visitor;
    private byte @Nullable [] expected;
    private long last;
    private long rows;
    private long erased;

    /** Told of the rows that are right. */
    interface Visitor {
        /** Any row. */
        void row(long id, byte[] hash);

        /** A checkpoint; what is wrong with its statement, or null. */
        @Nullable
        String checkpoint(long id, String previous, String statement, String signature);
    }

    /**
     * What is wrong with a row.
     *
     * @param row 0 for none in particular
     */
    record Fault(long row, String what) {}

    ChainScan(Connection connection, Visitor visitor) {
        this.connection = connection;
        this.visitor = visitor;
    }

    long rows() {
        return rows;
    }

    long erased() {
        return erased;
    }

    long last() {
        return last;
    }

    byte @Nullable [] lastHash() {
        return expected;
    }

    /** Checks all rows with larger ids; null where all are right. */
    @Nullable
    Fault after(long id) throws SQLException {
        last = id;
        try (Judges judges = new Judges();
                PreparedStatement quick = connection.prepareStatement(RowBatch.SELECT);
                PreparedStatement byValue = connection.prepareStatement(BY_VALUE)) {
            while (true) {
                long before = last;
                if (fast(quick, judges)) {
                    return null;
                }
                Fault fault = slow(byValue);
                if (fault != null || last == before) {
                    return fault;
                }
            }
        }
    }

    /** Whether that was all; else the next row is not what it should be, or is a checkpoint, and is still to be looked at. */
    private boolean fast(PreparedStatement s, Judges judges) throws SQLException {
        s.setLong(1, last);
        try (ResultSet r = s.executeQuery()) {
            return fast(r, judges);
        } catch (SQLException e) {
            // The first row is read here already: see RowBatch.read.
            return false;
        }
    }

    /** Batches are read while those before are judged, and are taken in the order of their rows. */
    private boolean fast(ResultSet r, Judges judges) {
        Queue<Judges.Judged> ahead = new ArrayDeque<>();
        RowBatch batch;
        do {
            batch = RowBatch.read(r);
            ahead.add(judges.judge(batch));
            if (ahead.size() > judges.ahead() && !take(ahead.remove())) {
                return false;
            }
        } while (batch.isFull());
        while (!ahead.isEmpty()) {
            if (!take(ahead.remove())) {
                return false;
            }
        }
        return batch.isLast();
    }

    /** Goes as far as its rows are right; false where that is not to its end. */
    private boolean take(Judges.Judged judged) {
        RowBatch batch = judged.batch();
        int right = judged.right().join();
        if (right > 0 && !fits(batch.previous(0))) {
            return false;
        }
        for (int i = 0; i < right; i++) {
            erased += batch.isErased(i) ? 1 : 0;
            next(batch.id(i), batch.hash(i));
        }
        return right == batch.size();
    }

    private boolean fits(byte[] previous) {
        return expected == null || Arrays.equals(previous, expected);
    }

    private void next(long id, byte[] hash) {
        last = id;
        expected = hash;
        rows++;
        visitor.row(id, hash);
    }

    /** One row, value by value. */
    private @Nullable Fault slow(PreparedStatement s) throws SQLException {
        s.setLong(1, last);
        try (ResultSet r = s.executeQuery()) {
            if (!r.next()) {
                return null;
            }
            long id = r.getLong("id");
            try {
                return slow(StoredRow.read(r));
            } catch (WrongTypeException e) {
                return new Fault(id, String.valueOf(e.getMessage()));
            }
        }
    }

    private @Nullable Fault slow(StoredRow row) {
        String fault = row.fault(digests);
        if (fault != null) {
            return new Fault(row.id(), fault);
        }
        byte[] previous = HEX.parseHex(row.previous());
        if (!fits(previous)) {
            return new Fault(
                    row.id(),
                    "it does not follow row " + last + ": rows between them are missing, or were put in or exchanged");
        }
        String statement = row.publicFields().get("statement");
        String signature = row.publicFields().get("signature");
        if (statement != null && signature != null) {
            String wrong = visitor.checkpoint(row.id(), row.previous(), statement, signature);
            if (wrong != null) {
                return new Fault(row.id(), wrong);
            }
        }
        erased += row.salt() == null ? 1 : 0;
        next(row.id(), HEX.parseHex(row.hash()));
        return null;
    }
}
