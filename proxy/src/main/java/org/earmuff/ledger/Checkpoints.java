package org.earmuff.ledger;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.function.BiFunction;
import org.earmuff.flow.HouseClock;
import org.earmuff.ledger.chain.Attestation;
import org.earmuff.ledger.chain.Digests;
import org.earmuff.ledger.chain.SigningKey;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Signs the account: every hour, at the stop, when rows are dropped, and when a key signs for the first time. All on the writer's
 * thread, where the key and Bouncy Castle are loaded after the first rows are on disk. Without a usable key the account goes on, and
 * {@link #problem()} says so; the key is looked for again every minute.
 */
final class Checkpoints {

    /** No checkpoint has a speaker, so the index of speakers leads to them. */
    static final String NEWEST =
            "SELECT id, at, statement, hash FROM ledger WHERE speaker IS NULL AND kind = 'checkpoint' ORDER BY id DESC LIMIT 1";

    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration TRY_KEY_AGAIN = Duration.ofMinutes(1);
    private static final Logger LOG = LoggerFactory.getLogger(Checkpoints.class);

    private final Path folder;
    private final @Nullable Path credentials;
    private final HouseClock clock;
    private final Chain chain;
    private final BiFunction<Instant, String, LedgerRow> row;
    private volatile @Nullable SigningKey key;
    private volatile String problem = "";
    private volatile long newestRow;
    private volatile @Nullable Instant newestAt;
    private volatile @Nullable LedgerHead newest;
    private @Nullable String newestKey;
    private long signedNanos;
    private long lookedForKey;
    private boolean looked;

    /**
     * Nothing is read yet.
     *
     * @param row makes a checkpoint's row of an instant and what it was made for
     */
    Checkpoints(
            Path folder,
            @Nullable Path credentials,
            HouseClock clock,
            Chain chain,
            BiFunction<Instant, String, LedgerRow> row) {
        this.folder = folder;
        this.credentials = credentials;
        this.clock = clock;
        this.chain = chain;
        this.row = row;
    }

    /** Why nothing is signed, as a sentence; empty where it is. Any thread. */
    String problem() {
        return problem;
    }

    /** Any thread. */
    @Nullable
    String fingerprint() {
        SigningKey k = key;
        return k == null ? null : k.fingerprint();
    }

    /** The newest checkpoint as a head; null where there is none. Any thread. */
    @Nullable
    LedgerHead newest() {
        return newest;
    }

    long newestRow() {
        return newestRow;
    }

    @Nullable
    Instant newestAt() {
        return newestAt;
    }

    /** Reads which checkpoint is the newest, after the file was opened. */
    void follow(Connection c) throws SQLException {
        newestRow = 0;
        newestAt = null;
        newest = null;
        newestKey = null;
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery(NEWEST)) {
            if (r.next()) {
                newestRow = r.getLong(1);
                var statement = Attestation.parse(r.getString(3));
                if (statement != null) {
                    newestAt = LedgerColumns.instant(r.getString(2));
                    newestKey = statement.key();
                    byte[] hash = r.getBytes(4);
                    if (hash != null && hash.length == Digests.BYTES) {
                        String hex = HexFormat.of().formatHex(hash);
                        found(new Chain.End(newestRow, r.getString(2), hex), statement.key());
                    }
                }
            }
        }
        signedNanos = clock.nanos();
    }

    /** Whether one should be made now. By the wall clock too: after a sleep or a jump there should be one soon. */
    boolean isDue() {
        SigningKey k = key;
        Instant at = newestAt;
        return k != null
                && (!k.publicKey().equals(newestKey)
                        || clock.nanos() - signedNanos > EVERY.toNanos()
                        || at == null
                        || Duration.between(at, clock.now()).abs().compareTo(EVERY) > 0);
    }

    /**
     * Appends one in the transaction that is open, and commits nothing; null where there is no key.
     *
     * @param why what it is made for, unless the key is new
     */
    Chain.@Nullable End write(Connection c, String why) throws SQLException {
        loadKey();
        SigningKey k = key;
        if (k == null) {
            return null;
        }
        String reason = k.publicKey().equals(newestKey)
                ? why
                : newestKey == null ? "the first with its key" : "another key signs from here on";
        Instant now = clock.now();
        Chain.lock(c);
        Chain.End end = chain.end(c);
        var statement = statement(c, k, end, now);
        Chain.End next =
                chain.append(c, List.of(new Chain.Entry(row.apply(now, reason), statement.text(), k.sign(statement))));
        newestRow = next.id();
        newestAt = now;
        newestKey = k.publicKey();
        signedNanos = clock.nanos();
        found(next, k.publicKey());
        return next;
    }

    private void found(Chain.End end, String publicKey) {
        Instant at = LedgerColumns.instant(end.at());
        String fingerprint = new Digests().fingerprint(HexFormat.of().parseHex(publicKey));
        newest = new LedgerHead(end.id(), at, end.hash(), fingerprint, end.id(), at);
    }

    private static Attestation statement(Connection c, SigningKey key, Chain.End end, Instant now) throws SQLException {
        HexFormat hex = HexFormat.of();
        long first = end.id() + 1;
        String firstPrevious = end.hash();
        try (Statement s = c.createStatement();
                ResultSet r = s.executeQuery("SELECT id, previous FROM ledger ORDER BY id LIMIT 1")) {
            byte[] previous;
            if (r.next() && (previous = r.getBytes(2)) != null) {
                first = r.getLong(1);
                firstPrevious = hex.formatHex(previous);
            }
        }
        return new Attestation(
                Chain.ledger(c), end.id(), end.hash(), LedgerColumns.at(now), first, firstPrevious, key.publicKey());
    }

    /** Looks for the key where there is none yet, once a minute. */
    void loadKey() {
        if (key != null || (looked && clock.nanos() - lookedForKey <= TRY_KEY_AGAIN.toNanos())) {
            return;
        }
        looked = true;
        lookedForKey = clock.nanos();
        try {
            SigningKey found = SigningKey.in(folder, credentials);
            key = found;
            problem = "";
            LOG.info("{}: the ledger is signed by key {}", found.file(), found.fingerprint());
        } catch (IOException | LinkageError e) {
            String message = "the ledger is not signed: " + e.getMessage();
            if (!message.equals(problem)) {
                LOG.error("{}", message);
            }
            problem = message;
        }
    }
}
