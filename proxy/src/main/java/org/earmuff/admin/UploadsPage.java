package org.earmuff.admin;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.Timeline;
import org.earmuff.policy.SpeakerView;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** Every upload and attempt, by speaker, room, day and verdict, a page at a time, and as a file. */
final class UploadsPage {

    private static final int ON_A_PAGE = 50;

    private final Timeline timeline;

    UploadsPage(Timeline timeline) {
        this.timeline = timeline;
    }

    String draw(Call call, View v) {
        UploadFilter filter = UploadFilter.of(call);
        // One more than is shown tells whether there are others.
        List<LedgerRow> rows = rows(filter, v, ON_A_PAGE + 1);
        boolean more = rows.size() > ON_A_PAGE;
        List<LedgerRow> shown = more ? rows.subList(0, ON_A_PAGE) : rows;
        String list = shown.isEmpty()
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("uploads.none")) + "</p>"
                : RowList.all(shown, v);
        return Html.of("uploads.html")
                .piece("speakers", options(names(v, SpeakerView::name), filter.speaker(), name -> name))
                .piece("rooms", options(names(v, SpeakerView::room), filter.room(), name -> name))
                .piece(
                        "verdicts",
                        options(UploadFilter.VERDICTS, filter.verdict(), word -> Phrases.say("verdict.any." + word)))
                .text("from", filter.from() == null ? "" : filter.from())
                .text("to", filter.to() == null ? "" : filter.to())
                .piece("rows", list)
                .text("csv", "/uploads.csv" + filter.whole().text())
                .text("json", "/uploads.json" + filter.whole().text())
                .piece("newest", filter.before() == null ? "" : link(filter.whole(), "uploads.newest"))
                .piece("older", more ? link(filter.after(shown.get(shown.size() - 1)), "uploads.older") : "")
                .fill();
    }

    private static String link(UploadFilter filter, String key) {
        return "<a class=\"button\" href=\"" + Html.escape("/uploads" + filter.text()) + "\">"
                + Html.escape(Phrases.say(key)) + "</a>";
    }

    private static List<String> names(View v, Function<SpeakerView, String> name) {
        return v.s().speakers().stream()
                .map(name)
                .filter(n -> !n.isBlank())
                .distinct()
                .toList();
    }

    private static String options(Collection<String> values, @Nullable String chosen, Function<String, String> said) {
        Stream<String> also = chosen == null || values.contains(chosen) ? Stream.of() : Stream.of(chosen);
        StringBuilder html = new StringBuilder();
        Stream.concat(values.stream(), also)
                .forEach(value -> html.append("<option value=\"")
                        .append(Html.escape(value))
                        .append(value.equals(chosen) ? "\" selected>" : "\">")
                        .append(Html.escape(values.contains(value) ? said.apply(value) : value))
                        .append("</option>"));
        return html.toString();
    }

    /** Its first piece is read here, so that an account that cannot be read is an answer of its own. */
    Answer file(Call call, View v, boolean csv) {
        UploadFile file = new UploadFile(v.settings().zone(), v.asker().maySeeDestinations(), csv);
        UploadExport export =
                new UploadExport(file, UploadFilter.of(call).whole(), (filter, limit) -> rows(filter, v, limit));
        Answer answer = new Answer(
                200,
                file.type(),
                export.next(),
                Map.of(
                        "Content-Disposition",
                        "attachment; filename=\"earmuff-uploads." + (csv ? "csv" : "json") + "\""));
        return export.isOver() ? answer : answer.before(export);
    }

    private List<LedgerRow> rows(UploadFilter filter, View v, int limit) {
        try {
            return timeline.rows(filter.query(v.settings().zone(), limit));
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }
}
