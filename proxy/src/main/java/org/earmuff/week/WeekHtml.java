package org.earmuff.week;

import java.util.List;

/** A week's report as one HTML file: no script, nothing from the network, fit for a printer. */
public final class WeekHtml {

    private static final String STYLE = """
            body { font: 16px/1.5 system-ui, sans-serif; max-width: 60rem; margin: 2rem auto; padding: 0 1rem; color: #1c1f23;
              background: #fff; }
            h1 { font-size: 1.6rem; margin: 0; } h2 { font-size: 1.1rem; margin: 2rem 0 .3rem; }
            .when, .legend { color: #555; } .summary p { margin: .2rem 0; font-size: 1.1rem; }
            table { border-collapse: collapse; width: 100%; margin-top: 1rem; }
            th, td { text-align: left; padding: .35rem .6rem .35rem 0; vertical-align: top; }
            th { border-bottom: 2px solid #1c1f23; font-size: .8rem; }
            td:nth-child(n+2):nth-child(-n+5), th:nth-child(n+2):nth-child(-n+5) { text-align: right; padding-right: 1.2rem; }
            tr.before td { color: #555; font-size: .9rem; padding-top: 0; border-bottom: 1px solid #ccc; }
            tr.total td { font-weight: 600; } ul { margin: 0; padding-left: 1.2rem; }
            @media print { body { margin: 0; font-size: 11pt; } h2, tr { break-inside: avoid; } }
            @page { margin: 18mm; }
            """;

    private WeekHtml() {}

    /** The whole file. */
    public static String of(WeekStory story) {
        StringBuilder html = new StringBuilder(4096);
        html.append("<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n<title>")
                .append(escaped(story.title()))
                .append("</title>\n<style>\n")
                .append(STYLE)
                .append("</style>\n</head>\n<body>\n<h1>")
                .append(escaped(story.title()))
                .append("</h1>\n<p class=\"when\">")
                .append(escaped(story.subtitle()))
                .append("</p>\n<div class=\"summary\">\n");
        story.summary().forEach(line -> element(html, "p", line));
        html.append("</div>\n");
        table(html, story.rows());
        for (WeekStory.Part part : story.parts()) {
            element(html, "h2", part.heading());
            html.append("<ul>\n");
            part.lines().forEach(line -> element(html, "li", line));
            html.append("</ul>\n");
        }
        html.append("<p class=\"legend\">").append(escaped(story.legend())).append("</p>\n</body>\n</html>\n");
        return html.toString();
    }

    private static void table(StringBuilder html, List<WeekStory.Row> rows) {
        if (rows.isEmpty()) {
            return;
        }
        html.append("<table>\n<thead><tr>");
        WeekStory.HEAD.forEach(cell -> element(html, "th", cell));
        html.append("</tr></thead>\n<tbody>\n");
        for (WeekStory.Row row : rows) {
            row(html, row.cells(), row.total() ? " class=\"total\"" : "");
            row(html, row.before(), " class=\"before\"");
        }
        html.append("</tbody>\n</table>\n");
    }

    private static void row(StringBuilder html, List<String> cells, String kind) {
        html.append("<tr").append(kind).append('>');
        cells.forEach(cell -> element(html, "td", cell.strip()));
        html.append("</tr>\n");
    }

    private static void element(StringBuilder html, String name, String text) {
        html.append('<')
                .append(name)
                .append('>')
                .append(escaped(text))
                .append("</")
                .append(name)
                .append(">\n");
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }
}
