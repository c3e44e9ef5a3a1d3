package org.earmuff.admin;

import java.util.List;
import java.util.stream.Collectors;
import org.earmuff.ledger.archive.Reconciliation;
import org.earmuff.ledger.archive.ReportWords;
import org.earmuff.ledger.archive.Understood;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** A reconciliation as a piece of a page: what came of it, the four lists, and how the archive was understood. */
final class ReconcileReport {

    private static final int MOST_ITEMS = 200;
    /** Longer lists are folded, so that the next one can be seen. */
    private static final int SHOWN = 12;

    private final Reconciliation r;
    private final ReportWords words;

    private ReconcileReport(Reconciliation r, ReportWords words) {
        this.r = r;
        this.words = words;
    }

    /** @param name the archive's, as its sender calls it */
    static String draw(Reconciliation r, String name, ReportWords words) {
        return new ReconcileReport(r, words).draw(name);
    }

    private String draw(String name) {
        List<ReportWords.Listed> lists = ReportWords.lists(r);
        Understood u = r.understood();
        return Html.of("report.html")
                .text("name", name)
                .text("verdict", verdict())
                .piece("tallies", lists.stream().map(this::tally).collect(Collectors.joining()))
                .piece("lists", lists.stream().map(this::list).collect(Collectors.joining()))
                .piece("clocks", clocks())
                .text(
                        "files",
                        Phrases.say(
                                "reconcile.files",
                                Phrases.count("reconcile.files", u.files()),
                                Phrases.count("reconcile.rows", u.rows())))
                .piece(
                        "lines",
                        lines("reconcile.good", u.understood())
                                + lines("reconcile.not", u.notUnderstood())
                                + told(u.notes()))
                .fill();
    }

    private String verdict() {
        if (!r.fits()) {
            return Phrases.say("reconcile.nothing-fits");
        }
        int strangers = r.theirsOnly().size();
        String told =
                strangers == 0 ? Phrases.say("reconcile.all-ours") : Phrases.count("reconcile.strangers", strangers);
        long untold = ReportWords.untold(r);
        return untold == 0 ? told : told + " " + Phrases.count("reconcile.untold", untold);
    }

    private String tally(ReportWords.Listed list) {
        return Html.of("report-tally.html")
                .text("key", list.key())
                .text("count", list.items().size())
                .text("title", Phrases.say("reconcile.list." + list.key()))
                .text("meaning", Phrases.say("reconcile.list." + list.key() + ".text"))
                .fill();
    }

    private String list(ReportWords.Listed list) {
        List<Reconciliation.Item> items = list.items();
        String rows = items.stream().limit(MOST_ITEMS).map(this::row).collect(Collectors.joining());
        String more = items.size() > MOST_ITEMS
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("reconcile.more", items.size() - MOST_ITEMS)) + "</p>"
                : "";
        String all = rows.isEmpty() ? "" : "<ol class=\"rows items\">" + rows + "</ol>" + more;
        return Html.of("report-list.html")
                .text("key", list.key())
                .text("title", Phrases.say("reconcile.list." + list.key()))
                .text("meaning", Phrases.say("reconcile.list." + list.key() + ".text"))
                .text("count", items.size())
                .piece("rows", items.size() > SHOWN ? folded(items.size(), all) : all)
                .fill();
    }

    private static String folded(int size, String inside) {
        return Html.of("report-fold.html")
                .text("summary", Phrases.say("reconcile.fold", size))
                .piece("inside", inside)
                .fill();
    }

    private String row(Reconciliation.Item item) {
        String row = item.id() == 0 ? "" : Phrases.say("reconcile.row", item.id());
        String ours = (item.speaker() == null ? "" : item.speaker() + " ") + row;
        return Html.of("report-row.html")
                .piece(
                        "theirs",
                        side("reconcile.theirs", words.time(item.archiveAt(), item.stepMillis()), item.device()))
                .piece("ours", side("reconcile.ours", words.time(item.sentAt(), 1000), ours))
                .text("note", item.note())
                .fill();
    }

    /** Empty where that side has nothing, but takes its place in the row. */
    private static String side(String label, String time, @Nullable String who) {
        return time.isEmpty()
                ? "<span></span>"
                : Html.of("report-side.html")
                        .text("label", Phrases.say(label))
                        .text("time", time)
                        .text("who", who == null ? "" : who)
                        .fill();
    }

    private String clocks() {
        StringBuilder said = new StringBuilder();
        r.clocks().forEach(clock -> said.append(item(ReportWords.clock(clock))));
        if (!r.zoneHow().isEmpty()) {
            said.append(item(Phrases.say("reconcile.zone", r.zoneHow(), r.zone())));
        }
        r.notes().forEach(note -> said.append(item(note + ".")));
        return said.toString();
    }

    private static String told(List<String> notes) {
        return notes.isEmpty()
                ? ""
                : "<ul class=\"told\">" + notes.stream().map(n -> item(n + ".")).collect(Collectors.joining())
                        + "</ul>";
    }

    private static String item(String text) {
        return "<li>" + Html.escape(text) + "</li>";
    }

    private static String lines(String title, List<Understood.Line> lines) {
        if (lines.isEmpty()) {
            return "";
        }
        String rows = lines.stream()
                .map(line -> Html.of("report-line.html")
                        .text("text", line.text())
                        .text("count", line.count())
                        .fill())
                .collect(Collectors.joining());
        String table = Html.of("report-lines.html")
                .text("title", Phrases.say(title))
                .piece("rows", rows)
                .fill();
        return lines.size() > SHOWN ? folded(lines.size(), table) : table;
    }
}
