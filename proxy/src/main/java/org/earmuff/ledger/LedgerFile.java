package org.earmuff.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.sqlite.JDBC;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteErrorCode;
import org.sqlite.SQLiteException;

/**
 * {@code ledger.db}: opening it, for the one writer and for readers.
 *
 * <p>The writer commits with a write-ahead log and {@code synchronous=FULL}: every commit is flushed to the disk before it counts.
 * {@code NORMAL} would flush at checkpoints alone, so that a power cut could lose hours of rows on a quiet day. A flush for each
 * batch costs little, since there are a few batches a minute at most.
 */
final class LedgerFile {

    static final String NAME = "ledger.db";

    private static final int BUSY_MILLIS = 500;
    private static final int LOG_BYTES = 4 << 20;
    private static final Set<PosixFilePermission> OWNER_ONLY = PosixFilePermissions.fromString("rw-------");

    private final Path folder;

    LedgerFile(Path folder) {
        this.folder = folder;
    }

    Path path() {
        return folder.resolve(NAME);
    }

    /** The state folder. */
    Path folder() {
        return folder;
    }

    /** Where systemd keeps the service's credentials; null where it gave none. */
    static @Nullable Path credentials() {
        String given = System.getenv("CREDENTIALS_DIRECTORY");
        return given == null || given.isBlank() ? null : Path.of(given);
    }

    /** Which file it is at the moment; null where there is none. A file that was put in its place is another. */
    @Nullable
    Object identity() {
        try {
            return Files.readAttributes(path(), BasicFileAttributes.class).fileKey();
        } catch (IOException e) {
            return null;
        }
    }

    /** Bytes on disk, the write-ahead log included. */
    long bytes() {
        return size(path()) + size(folder.resolve(NAME + "-wal"));
    }

    /** Opens the file for writing, and makes it and its table where they are not there. */
    Connection openForWriting() throws IOException, SQLException {
        if (!Files.exists(path())) {
            makeWithTable();
        }
        // SQLite gives the log and index beside it the same mode.
        Files.setPosixFilePermissions(path(), OWNER_ONLY);
        Connection connection = openForWriting(path());
        try {
            connection.setAutoCommit(false);
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** The file gets its name when it is whole, so that no reader finds it without its table. */
    private void makeWithTable() throws IOException, SQLException {
        Path fresh = folder.resolve(NAME + ".new");
        for (String part : new String[] {"", "-wal", "-shm"}) {
            Files.deleteIfExists(folder.resolve(NAME + ".new" + part));
        }
        Files.createFile(fresh, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
        begin(fresh);
        openForWriting(fresh).close();
        Files.move(fresh, path(), StandardCopyOption.ATOMIC_MOVE);
    }

    private Connection openForWriting(Path path) throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setJournalMode(SQLiteConfig.JournalMode.WAL);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        config.setJournalSizeLimit(LOG_BYTES);
        Connection connection = open(path, config);
        try (Statement s = connection.createStatement()) {
            for (String sql : LedgerColumns.CREATE) {
                s.execute(sql);
            }
            return connection;
        } catch (SQLException | RuntimeException e) {
            connection.close();
            throw e;
        }
    }

    /** A file keeps for life how it was begun, so this comes before its log. */
    private void begin(Path fresh) throws SQLException {
        try (Connection empty = open(fresh, new SQLiteConfig());
                Statement s = empty.createStatement()) {
            s.execute("PRAGMA auto_vacuum = INCREMENTAL");
            s.execute(LedgerColumns.CREATE[0]);
        }
    }

    /** Opens a file that is there for writing, and changes nothing of how it is built. */
    Connection openForErasing() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setBusyTimeout(BUSY_MILLIS);
        config.setSynchronous(SQLiteConfig.SynchronousMode.FULL);
        Connection connection = open(path(), config);
        connection.setAutoCommit(false);
        return connection;
    }

    /** Opens the file for reading only; it must be there. */
    Connection openForReading() throws SQLException {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        config.setBusyTimeout(BUSY_MILLIS);
        return open(path(), config);
    }

    /** Whether an error says that the file is no ledger, or a damaged one. */
    static boolean damaged(Exception e) {
        return e instanceof SQLiteException s
                && ((s.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_NOTADB.code
                        || (s.getResultCode().code & 0xff) == SQLiteErrorCode.SQLITE_CORRUPT.code);
    }

    /** Moves a damaged file out of the way, with its log, so that a new one can begin; it is never deleted. */
    Path setAside(String suffix) throws IOException {
        Path aside = folder.resolve(NAME + suffix);
        Files.move(path(), aside);
        for (String part : new String[] {"-wal", "-shm"}) {
            Path beside = folder.resolve(NAME + part);
            if (Files.exists(beside)) {
                Files.move(beside, folder.resolve(NAME + suffix + part));
            }
        }
        return aside;
    }

    private Connection open(Path path, SQLiteConfig config) throws SQLException {
        NativeFolder.choose(folder);
        try {
            return JDBC.createConnection(JDBC.PREFIX + path, config.toProperties());
        } catch (SQLiteException e) {
            throw e;
        } catch (SQLException | LinkageError e) {
            throw new SQLException(
                    "SQLite's library cannot be loaded (" + e.getMessage() + "): set -Dorg.sqlite.lib.path to a folder"
                            + " with it, or -Dorg.sqlite.tmpdir to one that is not mounted noexec, and restart",
                    e);
        }
    }

    private static long size(Path path) {
        try {
            return Files.size(path);
        } catch (IOException e) {
            return 0;
        }
    }
}
