package org.earmuff.ledger.archive;

import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import org.earmuff.ledger.archive.Reconciliation.Item;

/** A reconciliation as one printable page that needs no network, no script and no other file. Everything from outside is escaped. */
public final class ReportHtml {

    private static final String STYLE = """
            body{font:15px/1.45 system-ui,sans-serif;margin:2em auto;max-width:60em;padding:0 1em;color:#111;background:#fff}
            h1{font-size:1.5em}h2{font-size:1.15em;margin-top:1.6em}
            table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.25em .6em;border-bottom:1px solid #ccc}
            th{background:#f3f3f3}tr{break-inside:avoid}thead{display:table-header-group}
            .sum td:first-child{font-weight:600}.sum td:nth-child(2){text-align:right}small{color:#444}
            @media print{body{margin:0;max-width:none;font-size:11px}}
            """;

    private final Reconciliation r;
    private final ReportWords words;
    private final Appendable out;

    private ReportHtml(Reconciliation r, ReportWords words, Appendable out) {
        this.r = r;
        this.words = words;
        this.out = out;
    }

    /**
     * Writes the page.
     *
     * @param title such as the household's and the archive's name
     * @param made when; shown with the household's clock
     */
    public static void write(Reconciliation r, ReportWords words, String title, Instant made, Appendable out)
            throws IOException {
        new ReportHtml(r, words, out).page(title, made);
    }

    private void page(String title, Instant made) throws IOException {
        out.append("<!DOCTYPE html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">")
                .append(
                        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">")
                .append("<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .append(escape(title))
                .append("</title><style>\n")
                .append(STYLE)
                .append("</style></head><body>\n<h1>")
                .append(escape(title))
                .append("</h1>\n");
        line(
                "p",
                "Made by Earmuff, " + words.time(made, 1000)
                        + ". Times are those of the household's clock. Nothing that was said is in this report.");
        line("p", ReportWords.verdict(r));
        out.append("<table class=\"sum\"><tbody>\n");
        for (ReportWords.Listed list : ReportWords.lists(r)) {
            cells(
                    "td",
                    list.title(),
                    String.format(Locale.ROOT, "%,d", list.items().size()),
                    list.meaning());
        }
        out.append("</tbody></table>\n");
        understood();
        for (ReportWords.Listed list : ReportWords.lists(r)) {
            list(list);
        }
        out.append("</body></html>\n");
    }

    private void understood() throws IOException {
        line("h2", "How the times were understood");
        for (Reconciliation.Clock clock : r.clocks()) {
            line("p", ReportWords.clock(clock));
        }
        if (!r.zoneHow().isEmpty()) {
            line("p", "Times: " + r.zoneHow() + " (" + r.zone() + ").");
        }
        for (String note : r.notes()) {
            line("p", "Note: " + note + ".");
        }
        Understood u = r.understood();
        line("h2", "What was understood of the archive");
        line(
                "p",
                ReportWords.count(u.files(), "file", "files") + ", "
                        + ReportWords.count(u.rows(), "row that tells a time", "rows that tell a time")
                        + "; several rows of one moment and device are one activation.");
        lines("Understood", u.understood());
        lines("Not understood", u.notUnderstood());
        for (String note : u.notes()) {
            line("p", note + ".");
        }
    }

    private void lines(String head, java.util.List<Understood.Line> lines) throws IOException {
        if (lines.isEmpty()) {
            return;
        }
        out.append("<table><thead>\n");
        cells("th", head, "Count");
        out.append("</thead><tbody>\n");
        for (Understood.Line line : lines) {
            cells("td", line.text(), String.format(Locale.ROOT, "%,d", line.count()));
        }
        out.append("</tbody></table>\n");
    }

    private void list(ReportWords.Listed list) throws IOException {
        line(
                "h2",
                list.title() + ": " + list.meaning() + " ("
                        + String.format(Locale.ROOT, "%,d", list.items().size()) + ")");
        if (list.items().isEmpty()) {
            return;
        }
        out.append("<table><thead>\n");
        cells("th", "Their time", "Device", "Sent here", "Speaker", "Ledger row", "Note");
        out.append("</thead><tbody>\n");
        for (Item item : list.items()) {
            cells(
                    "td",
                    words.time(item.archiveAt(), item.stepMillis()),
                    item.device() == null ? "" : item.device(),
                    words.time(item.sentAt(), 1000),
                    item.speaker() == null ? "" : item.speaker(),
                    item.id() == 0 ? "" : String.valueOf(item.id()),
                    item.note());
        }
        out.append("</tbody></table>\n");
    }

    private void cells(String tag, String... cells) throws IOException {
        out.append("<tr>");
        for (String cell : cells) {
            out.append('<')
                    .append(tag)
                    .append('>')
                    .append(escape(cell))
                    .append("</")
                    .append(tag)
                    .append('>');
        }
        out.append("</tr>\n");
    }

    private void line(String tag, String text) throws IOException {
        out.append('<')
                .append(tag)
                .append('>')
                .append(escape(text))
                .append("</")
                .append(tag)
                .append(">\n");
    }

    private static String escape(String text) {
        return text.replaceAll("\\p{Cc}", " ")
                .replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }
}
