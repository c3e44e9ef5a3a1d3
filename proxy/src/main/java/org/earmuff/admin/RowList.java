package org.earmuff.admin;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.RowKind;
import org.earmuff.words.Phrases;

/** Uploads and attempts as a list, newest first: when, who, what became of it, how much, why and to whom. */
final class RowList {

    private static final Duration RETRY = Duration.ofSeconds(10);

    private RowList() {}

    /** A row, and how many attempts like it came right before. */
    private record Told(LedgerRow row, int times) {}

    /** The newest of these, attempts that repeat each other told once. */
    static String folded(List<LedgerRow> rows, int most, View v) {
        List<Told> told = new ArrayList<>();
        LedgerRow before = null;
        for (LedgerRow row : rows) {
            int last = told.size() - 1;
            if (before != null && repeats(row, before)) {
                told.set(last, new Told(told.get(last).row(), told.get(last).times() + 1));
            } else if (told.size() == most) {
                break;
            } else {
                told.add(new Told(row, 1));
            }
            before = row;
        }
        return list(told, v);
    }

    static String all(List<LedgerRow> rows, View v) {
        return list(rows.stream().map(row -> new Told(row, 1)).toList(), v);
    }

    private static boolean repeats(LedgerRow row, LedgerRow later) {
        return row.kind() == RowKind.ATTEMPT
                && later.kind() == RowKind.ATTEMPT
                && String.valueOf(row.speaker()).equals(later.speaker())
                && Duration.between(row.at(), later.at()).compareTo(RETRY) <= 0;
    }

    private static String list(List<Told> rows, View v) {
        StringBuilder html = new StringBuilder("<ol class=\"rows\">\n");
        rows.forEach(told -> html.append(item(told, v)));
        return html.append("</ol>\n").toString();
    }

    private static String item(Told told, View v) {
        LedgerRow row = told.row();
        String outcome = outcome(row);
        String rule = row.rule();
        Double seconds = row.audioSeconds();
        return Html.of("row.html")
                .text("at", Json.instant(row.at()))
                .text("time", v.words().time(row.at()))
                .text("speaker", String.valueOf(row.speaker()))
                .text("room", row.room() == null || row.room().isBlank() ? "" : row.room())
                .text("outcome", Phrases.say("row." + outcome) + (told.times() > 1 ? " ×" + told.times() : ""))
                .text("style", style(outcome))
                .piece("icon", View.icon(style(outcome)))
                .text("sound", seconds == null ? Phrases.say("row.unknown-length") : Words.seconds(seconds))
                .text("why", why(row))
                .text("rule", rule == null ? "" : " · " + Words.rule(rule))
                .text("to", v.asker().maySeeDestinations() ? receiver(row) : "")
                .fill();
    }

    private static String why(LedgerRow row) {
        String reason = String.valueOf(row.reason());
        boolean free = reason.equals("default") && outcome(row).equals("left");
        return free ? Phrases.say("reason.none") : Words.reason(reason);
    }

    private static String receiver(LedgerRow row) {
        String name = row.name() == null ? row.destination() : row.name();
        return name == null ? "" : name;
    }

    /** What became of it: {@code left}, {@code slowed}, {@code cut}, {@code withheld} or {@code refused}. */
    static String outcome(LedgerRow row) {
        String verdict = String.valueOf(row.verdict());
        if (row.kind() == RowKind.ATTEMPT) {
            return verdict.equals("refuse") ? "refused" : "withheld";
        }
        if (row.cutShort()) {
            return "cut";
        }
        return verdict.equals("limit") ? "slowed" : "left";
    }

    private static String style(String outcome) {
        return switch (outcome) {
            case "left" -> "left";
            case "slowed", "cut" -> "limit";
            case "refused" -> "refuse";
            default -> "withhold";
        };
    }
}
