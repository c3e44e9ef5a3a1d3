package org.earmuff.ledger;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
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
          previous TEXT, hash TEXT)
        """,
        "CREATE INDEX IF NOT EXISTS ledger_at ON ledger (at)",
        "CREATE INDEX IF NOT EXISTS ledger_speaker ON ledger (speaker, kind, id)"
    };

    static final String NAMES =
            "at, kind, speaker, room, flow, destination, name, transport, coding, bytes, forwarded_bytes,"
                    + " audio_seconds, duration, verdict, reason, rule, config_sha256, boot, monotonic_ns";

    static final String INSERT = "INSERT INTO ledger (" + NAMES + ") VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)";

    /** Of one width, so that texts sort as times do. */
    private static final DateTimeFormatter AT = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private LedgerColumns() {}

    static String at(Instant instant) {
        return AT.format(instant);
    }

    static void bind(PreparedStatement s, LedgerRow row) throws SQLException {
        Object[] values = {
            at(row.at()),
            row.kind().word(),
            row.speaker(),
            row.room(),
            row.flow(),
            row.destination(),
            row.name(),
            row.transport(),
            row.coding(),
            row.bytes(),
            row.forwardedBytes(),
            row.audioSeconds(),
            row.duration(),
            row.verdict(),
            row.reason(),
            row.rule(),
            row.configSha256(),
            row.boot(),
            row.monotonicNanos()
        };
        for (int i = 0; i < values.length; i++) {
            s.setObject(i + 1, values[i]);
        }
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
