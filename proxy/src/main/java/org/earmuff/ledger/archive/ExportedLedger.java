package org.earmuff.ledger.archive;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The home's rows from an exported ledger, so that they can be compared on another computer: JSON Lines, or CSV with a header, with the
 * ledger's own column names. Only {@code kind} and {@code at} must be there; what is not a row is passed over. It checks no hashes:
 * {@code earmuff ledger verify} does.
 */
public final class ExportedLedger {

    private static final Set<String> COLUMNS = Set.of("id", "kind", "at", "speaker", "duration", "reason");
    private static final int LONGEST = 512;

    private final HomeRows.Builder rows;
    private long taken;

    private ExportedLedger(HomeRows.Builder rows) {
        this.rows = rows;
    }

    /**
     * Reads an export.
     *
     * @throws IOException where it cannot be read or has no rows; the message is for the user
     */
    public static HomeRows read(Path file, @Nullable Instant since, @Nullable Instant until) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return read(file.toString(), in, since, until);
        }
    }

    /**
     * Reads an export as a stream, which it does not close.
     *
     * @param name for messages
     * @throws IOException as {@link #read(Path, Instant, Instant)}
     */
    public static HomeRows read(String name, InputStream stream, @Nullable Instant since, @Nullable Instant until)
            throws IOException {
        HomeRows.Builder rows = new HomeRows.Builder(since, until);
        ExportedLedger export = new ExportedLedger(rows);
        BufferedInputStream in = new BufferedInputStream(stream, 1 << 16);
        in.mark(Sniffed.HEAD);
        byte[] head = in.readNBytes(Sniffed.HEAD);
        in.reset();
        Reader reader = Sniffed.reader(in, head);
        char[] begun = new char[256];
        String first = new String(begun, 0, Math.max(0, reader.read(begun)));
        if (first.stripLeading().startsWith("{") || first.stripLeading().startsWith("[")) {
            export.json(Sniffed.again(first, reader), name);
        } else {
            export.csv(new CsvRows(reader, first));
        }
        if (export.taken == 0) {
            throw new IOException(name
                    + ": has no rows of a ledger: each has \"kind\" and \"at\"; make it with: earmuff ledger export");
        }
        return rows.build(null);
    }

    private void json(Reader reader, String file) throws IOException {
        Deque<Map<String, String>> open = new ArrayDeque<>();
        try (JsonParser json = new JsonFactory().createParser(reader)) {
            for (JsonToken token = json.nextToken(); token != null; token = json.nextToken()) {
                if (token == JsonToken.START_OBJECT) {
                    open.push(new HashMap<>());
                } else if (token == JsonToken.END_OBJECT) {
                    row(open.pop());
                } else if (token.isScalarValue() && token != JsonToken.VALUE_NULL && !open.isEmpty()) {
                    String name = json.currentName();
                    if (name != null && COLUMNS.contains(name)) {
                        String text = json.getText();
                        open.getFirst().put(name, text.substring(0, Math.min(LONGEST, text.length())));
                    }
                }
            }
        } catch (JsonProcessingException e) {
            throw new IOException(
                    file + ": is not whole: damaged in line "
                            + (e.getLocation() == null ? "1" : e.getLocation().getLineNr()) + "; export it again",
                    e);
        }
    }

    private void csv(CsvRows csv) throws IOException {
        List<String> header =
                csv.next().stream().map(name -> name.toLowerCase(Locale.ROOT)).toList();
        for (List<String> cells = csv.next(); !cells.isEmpty(); cells = csv.next()) {
            Map<String, String> row = new HashMap<>();
            for (int i = 0; i < Math.min(header.size(), cells.size()); i++) {
                if (!cells.get(i).isEmpty()) {
                    row.put(header.get(i), cells.get(i));
                }
            }
            row(row);
        }
    }

    private void row(Map<String, String> row) {
        String kind = row.get("kind");
        Instant at = instant(row.get("at"));
        if (kind != null && at != null) {
            taken++;
            Double id = number(row.get("id"));
            rows.row(
                    id == null ? taken : id.longValue(),
                    kind,
                    at,
                    row.get("speaker"),
                    number(row.get("duration")),
                    row.get("reason"));
        }
    }

    private static @Nullable Instant instant(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return Instant.parse(text);
        } catch (DateTimeParseException e) {
            TimeWords.Written time = TimeWords.read(text);
            Long millis = time == null ? null : time.millis(false);
            return millis == null ? null : Instant.ofEpochMilli(millis);
        }
    }

    private static @Nullable Double number(@Nullable String text) {
        try {
            Double value = text == null ? null : Double.valueOf(text);
            return value == null || !Double.isFinite(value) ? null : value;
        } catch (NumberFormatException e) {
            return null;
        }
    }
}
