package org.earmuff.ledger;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Locale;
import org.earmuff.ledger.chain.CanonicalForm;
import org.jspecify.annotations.Nullable;

/** How a row lies in the table: names, order and types of the columns. */
final class LedgerColumns {

    static final String[] CREATE = {
        """
        CREATE TABLE IF NOT EXISTS ledger (
          id INTEGER PRIMARY KEY AUTOINCREMENT,
          at TEXT NOT NULL,
          kind TEXT NOT NULL,
          speaker TEXT, room TEXT, flow INTEGER, destination TEXT, name TEXT, transport TEXT, coding TEXT,
          bytes INTEGER, forwarded_bytes INTEGER, audio_seconds REAL, duration REAL,
          verdict TEXT, reason TEXT, rule TEXT, config_sha256 TEXT, boot TEXT NOT NULL, monotonic_ns INTEGER NOT NULL,
          previous BLOB, hash BLOB, salt BLOB, commitment BLOB, statement TEXT, signature TEXT)
        """,
        "CREATE TABLE IF NOT EXISTS chain (ledger TEXT NOT NULL)",
        "DROP INDEX IF EXISTS ledger_at",
        "CREATE INDEX IF NOT EXISTS ledger_time ON ledger (at, kind, speaker)",
        "CREATE INDEX IF NOT EXISTS ledger_speaker ON ledger (speaker, kind, id)"
    };

    /** What a row tells, in the table's order. */
    static final List<String> EACH = List.of(
            "at",
            "kind",
            "speaker",
            "room",
            "flow",
            "destination",
            "name",
            "transport",
            "coding",
            "bytes",
            "forwarded_bytes",
            "audio_seconds",
            "duration",
            "verdict",
            "reason",
            "rule",
            "config_sha256",
            "boot",
            "monotonic_ns");

    static final String NAMES = String.join(", ", EACH);

    /** What the chain adds to them. */
    static final List<String> EACH_OF_CHAIN =
            List.of("previous", "hash", "salt", "commitment", "statement", "signature");

    static final String CHAIN = String.join(", ", EACH_OF_CHAIN);

    static final String INSERT = "INSERT INTO ledger (id, " + NAMES + ", " + CHAIN
            + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    /** Of one width, so that texts sort as times do. */
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LedgerColumns() {}

    static String at(Instant instant) {
        return AT.format(instant);
    }

    /** A row's instant; 1970 where somebody wrote something else there, which verify names and nothing else must stumble over. */
    static Instant instant(@Nullable String at) {
        try {
            return at == null ? Instant.EPOCH : Instant.parse(at);
        } catch (DateTimeParseException e) {
            return Instant.EPOCH;
        }
    }

    /** A row's values in the order of {@link #NAMES}, as they are stored: no empty texts, seconds to the thousandth. */
    static @Nullable Object[] values(LedgerRow row) {
        return new @Nullable Object[] {
            at(row.at()),
            row.kind().word(),
            orNull(row.speaker()),
            orNull(row.room()),
            row.flow(),
            orNull(row.destination()),
            orNull(row.name()),
            orNull(row.transport()),
            orNull(row.coding()),
            row.bytes(),
            row.forwardedBytes(),
            CanonicalForm.rounded(row.audioSeconds()),
            CanonicalForm.rounded(row.duration()),
            orNull(row.verdict()),
            orNull(row.reason()),
            orNull(row.rule()),
            orNull(row.configSha256()),
            row.boot(),
            row.monotonicNanos()
        };
    }

    /** In a CSV file nobody could tell an empty text from none. */
    private static @Nullable String orNull(@Nullable String text) {
        return text == null || text.isEmpty() ? null : text;
    }

    static LedgerRow read(ResultSet r) throws SQLException {
        return new LedgerRow(
                r.getLong("id"),
                Instant.parse(r.getString("at")),
                RowKind.of(r.getString("kind")),
                r.getString("speaker"),
                r.getString("room"),
                wholeNumber(r, "flow"),
                r.getString("destination"),
                r.getString("name"),
                r.getString("transport"),
                r.getString("coding"),
                wholeNumber(r, "bytes"),
                wholeNumber(r, "forwarded_bytes"),
                number(r, "audio_seconds"),
                number(r, "duration"),
                r.getString("verdict"),
                r.getString("reason"),
                r.getString("rule"),
                r.getString("config_sha256"),
                r.getString("boot"),
                r.getLong("monotonic_ns"));
    }

    private static @Nullable Long wholeNumber(ResultSet r, String column) throws SQLException {
        long value = r.getLong(column);
        return r.wasNull() ? null : value;
    }

    private static @Nullable Double number(ResultSet r, String column) throws SQLException {
        double value = r.getDouble(column);
        return r.wasNull() ? null : value;
    }
}
