package org.earmuff.ledger;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.earmuff.ledger.VerifyReport.KeyUse;
import org.earmuff.ledger.VerifyReport.Wrong;
import org.earmuff.ledger.chain.Attestation;
import org.earmuff.ledger.chain.Digests;
import org.earmuff.ledger.chain.Signatures;
import org.jspecify.annotations.Nullable;

/**
 * Checks a whole ledger, or what follows its newest checkpoint. It finds the first row that is not what was written there, rows that are
 * missing, put in or exchanged, and statements that the key has not signed. For one check.
 */
final class Verifier {

    /** A signature comes every hour while the appliance runs; rows so much younger than the newest one should not be. */
    private static final Duration UNSIGNED_MOST = Duration.ofHours(2);

    private static final HexFormat HEX = HexFormat.of();
    private static final String KEEP =
            "Keep the file and its -wal as they are, find out who could write them, and compare with a backup or an export.";

    private final Connection connection;
    private final Digests digests = new Digests();
    private final Map<String, Long> keys = new LinkedHashMap<>();
    private final Map<Long, String> known = new HashMap<>();
    private final Set<String> allowedKeys;
    private final ChainScan scan;
    private String ledger = "";
    private long checkpoints;
    private long lastCheckpoint;
    private long unsigned;
    private @Nullable Attestation lastStatement;
    private long first;
    private byte @Nullable [] firstPrevious;
    private @Nullable Wrong wrongHead;

    /**
     * @param connection without automatic commits, so that all of it sees one state of the file
     * @param heads that must be in the chain
     * @param keys fingerprints of the only keys that may have signed; empty for any
     */
    Verifier(Connection connection, List<KnownHead> heads, Set<String> keys) {
        this.connection = connection;
        this.allowedKeys = Set.copyOf(keys);
        heads.forEach(head -> known.put(head.id(), head.hash()));
        this.scan = new ChainScan(connection, new ChainScan.Visitor() {
            @Override
            public void row(long id, byte[] hash) {
                seen(id, hash);
            }

            @Override
            public @Nullable String checkpoint(long id, String previous, String statement, String signature) {
                return signed(id, previous, statement, signature);
            }
        });
    }

    /** Checks every row. */
    VerifyReport all() throws SQLException {
        begin();
        ChainScan.Fault fault = scan.after(Long.MIN_VALUE);
        if (fault != null) {
            return report(new Wrong(fault.row(), fault.what(), remedy()));
        }
        return report(verdict());
    }

    /** Checks the newest checkpoint and what follows it, and how the ledger begins; without a checkpoint, all. */
    VerifyReport sinceCheckpoint() throws SQLException {
        begin();
        long from = newestCheckpoint();
        ChainScan.Fault fault = scan.after(from == 0 ? Long.MIN_VALUE : from - 1);
        return report(
                fault != null ? new Wrong(fault.row(), fault.what(), remedy()) : scan.rows() == 0 ? null : start());
    }

    private void begin() throws SQLException {
        if (Migration.version(connection) < Migration.CHAINED) {
            throw new SQLException(
                    "it is from before the chain: start the appliance once, which brings its rows into it");
        }
        ledger = Chain.ledger(connection);
        try (Statement s = connection.createStatement();
                ResultSet r = s.executeQuery("SELECT id, previous FROM ledger ORDER BY id LIMIT 1")) {
            if (r.next()) {
                first = r.getLong(1);
                firstPrevious = r.getBytes(2);
            }
        }
    }

    /** Its row; 0 where there is none. */
    private long newestCheckpoint() throws SQLException {
        try (PreparedStatement s = connection.prepareStatement(Checkpoints.NEWEST);
                ResultSet r = s.executeQuery()) {
            return r.next() ? r.getLong(1) : 0;
        }
    }

    private void seen(long id, byte[] hash) {
        unsigned++;
        String expected = known.isEmpty() ? null : known.remove(id);
        if (expected != null && wrongHead == null && !HEX.formatHex(hash).startsWith(expected)) {
            wrongHead = new Wrong(
                    id,
                    "its hash is not the one known outside, so this row or one before it was rewritten since",
                    KEEP);
        }
    }

    private @Nullable String signed(long id, String previous, String text, String signature) {
        Attestation statement = Attestation.parse(text);
        if (statement == null) {
            return "its statement is not one that Earmuff makes";
        }
        if (!Signatures.isGood(statement, signature)) {
            return "its signature is not that of key " + fingerprint(statement.key());
        }
        if (!statement.ledger().equals(ledger)) {
            return "its statement is about another ledger, " + statement.ledger();
        }
        if (!statement.hash().equals(previous) || statement.row() != id - 1) {
            return "what it signs is row " + statement.row() + " with another hash: rows before it were rewritten";
        }
        if (statement.first() == first && !statement.firstPrevious().equals(hex(firstPrevious))) {
            return "what it signs about row " + first + ", the first one, is not so: rows before were exchanged";
        }
        String fingerprint = fingerprint(statement.key());
        if (!allowedKeys.isEmpty() && !allowedKeys.contains(fingerprint)) {
            return "it is signed by another key, " + fingerprint;
        }
        keys.putIfAbsent(fingerprint, id);
        checkpoints++;
        lastCheckpoint = id;
        lastStatement = statement;
        unsigned = -1;
        return null;
    }

    private @Nullable Wrong verdict() throws SQLException {
        Wrong wrong = start();
        if (wrong == null) {
            wrong = wrongHead != null ? wrongHead : absentHead();
        }
        if (wrong == null && scan.rows() > 0) {
            wrong = tail();
        }
        return wrong;
    }

    /** How the ledger begins: at its beginning, or where a signature says that the rows before were dropped. */
    private @Nullable Wrong start() {
        Attestation statement = lastStatement;
        if (scan.rows() == 0 || Arrays.equals(firstPrevious, digests.genesis(ledger))) {
            return null;
        }
        if (statement != null
                && statement.first() == first
                && statement.firstPrevious().equals(hex(firstPrevious))) {
            return null;
        }
        return new Wrong(
                first, "it is the first row, and no signed statement says that those before it were dropped", KEEP);
    }

    private @Nullable Wrong absentHead() {
        for (Map.Entry<Long, String> head : known.entrySet()) {
            if (head.getKey() > scan.last()) {
                return new Wrong(
                        head.getKey(),
                        "it is known outside and is not there: the ledger ends at row " + Math.max(0, scan.last())
                                + ", its tail was cut off",
                        KEEP);
            }
            return new Wrong(
                    head.getKey(),
                    "it cannot be compared any more: the first row that is kept is " + first,
                    "Take a newer head; the rows before were dropped as ledger.keep and ledger.max-size say.");
        }
        return null;
    }

    private @Nullable Wrong tail() throws SQLException {
        Attestation statement = lastStatement;
        String remedy = "Look at status and the log: is the signing key there, can the ledger be written? If so, "
                + Character.toLowerCase(KEEP.charAt(0)) + KEEP.substring(1);
        if (statement == null) {
            return new Wrong(0, "nothing is signed: there is no checkpoint", remedy);
        }
        String newest = "";
        try (PreparedStatement s = connection.prepareStatement("SELECT MAX(at) FROM ledger WHERE id > ?")) {
            s.setLong(1, lastCheckpoint);
            try (ResultSet r = s.executeQuery()) {
                newest = r.next() && r.getString(1) != null ? r.getString(1) : statement.at();
            }
        }
        return LedgerColumns.instant(newest).isAfter(instant(statement).plus(UNSIGNED_MOST))
                ? new Wrong(
                        lastCheckpoint,
                        "it is the last checkpoint, of " + statement.at() + ", and rows go on until " + newest
                                + " with nothing signed",
                        remedy)
                : null;
    }

    private String remedy() {
        return (lastCheckpoint == 0
                        ? ""
                        : "Rows " + first + " to " + (lastCheckpoint - 1) + " are proven by the checkpoint at row "
                                + lastCheckpoint + ". ")
                + KEEP;
    }

    private VerifyReport report(@Nullable Wrong wrong) {
        List<KeyUse> uses = new ArrayList<>();
        keys.forEach((fingerprint, from) -> uses.add(new KeyUse(fingerprint, from)));
        byte[] hash = scan.lastHash();
        return new VerifyReport(
                ledger,
                scan.rows(),
                first,
                Math.max(0, scan.last()),
                hash == null ? "" : HEX.formatHex(hash),
                first == 0 ? 0 : first - 1,
                scan.erased(),
                checkpoints,
                lastCheckpoint,
                lastStatement == null ? null : instant(lastStatement),
                Math.max(0, unsigned),
                uses,
                wrong);
    }

    private static Instant instant(Attestation statement) {
        return LedgerColumns.instant(statement.at());
    }

    private String fingerprint(String key) {
        return digests.fingerprint(HEX.parseHex(key));
    }

    private static String hex(byte @Nullable [] bytes) {
        return bytes == null ? "" : HEX.formatHex(bytes);
    }
}
