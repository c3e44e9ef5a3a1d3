package org.earmuff.admin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.archive.Archive;
import org.earmuff.ledger.archive.HomeRows;
import org.earmuff.ledger.archive.Household;
import org.earmuff.ledger.archive.Reconciliation;
import org.earmuff.ledger.archive.ReportWords;
import org.earmuff.policy.SpeakerView;
import org.earmuff.words.Phrases;

/** Holds an archive that a vendor sent against what left this home. The archive is deleted as soon as it has been looked at. */
final class ReconcilePage {

    private static final int MOST_ITEMS = 200;
    private static final int MOST_LINES = 10;

    private final AdminParts parts;

    ReconcilePage(AdminParts parts) {
        this.parts = parts;
    }

    /** The form, and the report where the call brought an archive. */
    String draw(Call call, View v) {
        Received received = call.received();
        if (received == null) {
            call.only(Set.of());
            return page(v, "");
        }
        if (received.problem() != null) {
            throw received.problem();
        }
        Path file = received.file();
        if (file == null) {
            throw new Problem(400, Phrases.say("reconcile.none"));
        }
        try {
            return page(v, report(file, v));
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            String why = String.valueOf(e.getMessage()).replace(file.toString(), received.name());
            return page(v, notice(Phrases.say("reconcile.unreadable", why)));
        } finally {
            received.discard().run();
        }
    }

    private static String page(View v, String report) {
        return Html.of("reconcile.html")
                .text("token", v.formToken())
                .text("most", Phrases.say("reconcile.most", UploadRoom.MOST_BYTES >> 20))
                .piece("report", report)
                .fill();
    }

    private static String notice(String text) {
        return "<p class=\"notice\" role=\"alert\"><span>" + Html.escape(text) + "</span></p>";
    }

    private String report(Path file, View v) throws IOException, LedgerUnavailableException {
        Archive archive = Archive.read(file);
        if (archive.size() == 0) {
            String found = archive.account().notUnderstood().stream()
                    .limit(MOST_LINES)
                    .map(line -> line.text())
                    .collect(Collectors.joining("; "));
            return notice(Phrases.say("reconcile.empty", found));
        }
        HomeRows home = HomeRows.of(parts.ledger().reader(), parts.clock().now(), null, null);
        Map<String, String> profiles = v.s().speakers().stream()
                .collect(Collectors.toMap(SpeakerView::name, SpeakerView::profile, (a, b) -> a));
        Reconciliation r =
                Reconciliation.of(archive, home, new Household(v.settings().zone(), profiles, null));
        ReportWords words = new ReportWords(v.settings().zone());
        StringBuilder lists = new StringBuilder();
        ReportWords.lists(r).forEach(list -> lists.append(list(list, words)));
        return Html.of("report.html")
                .text("verdict", verdict(r))
                .piece("lists", lists.toString())
                .fill();
    }

    private static String verdict(Reconciliation r) {
        if (!r.fits()) {
            return Phrases.say("reconcile.nothing-fits");
        }
        int strangers = r.theirsOnly().size();
        return strangers == 0 ? Phrases.say("reconcile.all-ours") : Phrases.count("reconcile.strangers", strangers);
    }

    private static String list(ReportWords.Listed list, ReportWords words) {
        List<Reconciliation.Item> items = list.items();
        StringBuilder rows = new StringBuilder();
        items.stream().limit(MOST_ITEMS).forEach(item -> rows.append(row(item, words)));
        String more = items.size() > MOST_ITEMS
                ? "<p class=\"empty\">" + Html.escape(Phrases.say("reconcile.more", items.size() - MOST_ITEMS)) + "</p>"
                : "";
        return Html.of("report-list.html")
                .text("key", list.key())
                .text("title", Phrases.say("reconcile.list." + list.key()))
                .text("meaning", Phrases.say("reconcile.list." + list.key() + ".text"))
                .text("count", items.size())
                .piece("rows", rows.isEmpty() ? "" : "<ol class=\"rows items\">" + rows + "</ol>" + more)
                .fill();
    }

    private static String row(Reconciliation.Item item, ReportWords words) {
        return Html.of("report-row.html")
                .text("theirs", words.time(item.archiveAt(), item.stepMillis()))
                .text("device", item.device() == null ? "" : item.device())
                .text("ours", words.time(item.sentAt(), 1000))
                .text("speaker", item.speaker() == null ? "" : item.speaker())
                .text("row", item.id() == 0 ? "" : Phrases.say("reconcile.row", item.id()))
                .text("note", item.note())
                .fill();
    }
}
