package org.earmuff.ledger.archive;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.earmuff.ledger.archive.Study.Happened;

/** Archives written as the vendors write them; every one says {@link #SECRET}, which must come out nowhere. */
final class Written {

    /** What was said. */
    static final String SECRET = "the-cellar-key-is-under-the-fern";

    private static final DateTimeFormatter US = DateTimeFormatter.ofPattern("MM/dd/uuuu HH:mm", Locale.ROOT);
    private static final DateTimeFormatter PAGE = DateTimeFormatter.ofPattern(
                    "MMM d, uuuu, h:mm:ss\u202fa 'UTC'", Locale.ENGLISH)
            .withZone(ZoneOffset.UTC);

    private Written() {}

    static Path file(Path path, String text) throws IOException {
        return Files.writeString(path, text);
    }

    /** Each text under its name. */
    static Path zip(Path path, String... namesAndTexts) throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(path))) {
            put(zip, namesAndTexts);
        }
        return path;
    }

    private static void put(ZipOutputStream zip, String... namesAndTexts) throws IOException {
        for (int i = 0; i < namesAndTexts.length; i += 2) {
            zip.putNextEntry(new ZipEntry(namesAndTexts[i]));
            ((OutputStream) zip).write(namesAndTexts[i + 1].getBytes(StandardCharsets.UTF_8));
            zip.closeEntry();
        }
    }

    /** Times without a zone, as of a clock in {@code zone}. */
    static String amazonCsv(List<Happened> rows, ZoneId zone) {
        StringBuilder csv = new StringBuilder("Activity Date,Device Name,Transcript,Response\n");
        for (Happened h : rows) {
            csv.append(US.format(Instant.ofEpochMilli(h.millis()).atZone(zone)))
                    .append(',')
                    .append(h.device())
                    .append(",\"alexa, \"\"")
                    .append(SECRET)
                    .append("\"\"\nsecond line\",OK\n");
        }
        return csv.toString();
    }

    static String amazonJson(List<Happened> rows) {
        StringBuilder json = new StringBuilder("{\"customerHistoryRecords\":[");
        for (int i = 0; i < rows.size(); i++) {
            Happened h = rows.get(i);
            json.append(i == 0 ? "" : ",")
                    .append("{\"recordKey\":\"A1#")
                    .append(h.millis())
                    .append("#A32DOYMUN6DTXA#")
                    .append(serial(h.device()))
                    .append("\",\"timestamp\":")
                    .append(h.millis())
                    .append(
                            ",\"utteranceType\":\"GENERAL\",\"voiceHistoryRecordItems\":[{\"recordItemType\":\"CUSTOMER_TRANSCRIPT\",")
                    .append("\"timestamp\":")
                    .append(h.millis() + 700)
                    .append(",\"transcriptText\":\"")
                    .append(SECRET)
                    .append("\"}]}");
        }
        return json.append("]}").toString();
    }

    static String serial(String device) {
        return "G0" + device.toUpperCase(Locale.ROOT).replace("-", "") + "0001";
    }

    static String takeoutJson(List<Happened> rows) {
        StringBuilder json = new StringBuilder("[");
        for (int i = 0; i < rows.size(); i++) {
            Instant at = Instant.ofEpochMilli(rows.get(i).millis() + 739);
            json.append(i == 0 ? "" : ",")
                    .append("{\"header\":\"Assistant\",\"title\":\"Said ")
                    .append(SECRET)
                    .append("\",\"time\":\"")
                    .append(at)
                    .append("\",\"products\":[\"Assistant\"],\"details\":[{\"name\":\"Started by hotword\"}]}");
        }
        return json.append("]").toString();
    }

    static String takeoutHtml(List<Happened> rows) {
        StringBuilder page = new StringBuilder("<html><head><style>.a{}</style></head><body><div class=\"mdl-grid\">");
        for (Happened h : rows) {
            page.append("<div class=\"outer-cell mdl-cell\"><div class=\"mdl-grid\"><div class=\"header-cell\">")
                    .append("<p class=\"mdl-typography--title\">Assistant<br></p></div>")
                    .append("<div class=\"content-cell\">Said&nbsp;<a href=\"https://x.invalid/?q=1\">")
                    .append(SECRET)
                    .append("</a><br>")
                    .append(PAGE.format(Instant.ofEpochMilli(h.millis())))
                    .append(
                            "<br></div><div class=\"content-cell\"><b>Products:</b><br>&emsp;Assistant<br></div></div></div>");
        }
        return page.append("</div></body></html>").toString();
    }
}
