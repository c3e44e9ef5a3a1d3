package org.earmuff.admin;

import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.earmuff.ledger.LedgerRow;
import org.jspecify.annotations.Nullable;

/** The words of uploads as a file: CSV (RFC 4180, with a header, times in the household's zone), or JSON as the API has them. Newest first. */
final class UploadFile {

    private static final List<String> HEADER = List.of(
            "id",
            "at",
            "kind",
            "speaker",
            "room",
            "name",
            "destination",
            "audio_seconds",
            "bytes",
            "forwarded_bytes",
            "duration",
            "verdict",
            "reason",
            "rule");

    private final ZoneId zone;
    private final boolean whereTo;
    private final boolean csv;

    /** @param whereTo whether names and addresses that speakers connected to are told */
    UploadFile(ZoneId zone, boolean whereTo, boolean csv) {
        this.zone = zone;
        this.whereTo = whereTo;
        this.csv = csv;
    }

    String type() {
        return csv ? "text/csv; charset=utf-8" : "application/json";
    }

    String begin() {
        return csv ? String.join(",", HEADER) + "\r\n" : "{\"uploads\":[";
    }

    String row(LedgerRow row, boolean first) {
        return csv ? line(row) + "\r\n" : (first ? "" : ",") + StatusJson.row(row, whereTo);
    }

    /** @param cut whether there may be more rows than were told */
    String end(boolean cut) {
        return csv ? "" : "],\"truncated\":" + cut + "}\n";
    }

    private String line(LedgerRow r) {
        Object[] values = {
            r.id(),
            DateTimeFormatter.ISO_OFFSET_DATE_TIME.format(
                    r.at().truncatedTo(ChronoUnit.MILLIS).atZone(zone)),
            r.kind().word(),
            r.speaker(),
            r.room(),
            whereTo ? r.name() : null,
            whereTo ? r.destination() : null,
            r.audioSeconds(),
            r.bytes(),
            r.forwardedBytes(),
            r.duration(),
            r.verdict(),
            r.reason(),
            r.rule()
        };
        return Arrays.stream(values).map(UploadFile::cell).collect(Collectors.joining(","));
    }

    /** Quoted where it must be. What a spreadsheet would take for a formula gets an apostrophe: names come from speakers. */
    static String cell(@Nullable Object value) {
        if (value == null) {
            return "";
        }
        String text = String.valueOf(value);
        if (value instanceof String && !text.isEmpty() && "=+-@\t\r".indexOf(text.charAt(0)) >= 0) {
            text = "'" + text;
        }
        boolean quote = text.chars().anyMatch(c -> c == ',' || c == '"' || c == '\n' || c == '\r');
        return quote ? '"' + text.replace("\"", "\"\"") + '"' : text;
    }
}
