package org.earmuff.ledger.archive;

import java.io.IOException;
import java.util.List;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.archive.Reconciliation.Clock;
import org.earmuff.ledger.archive.Reconciliation.Item;

/** A reconciliation as one JSON object, written row by row. */
public final class ReportJson {

    private ReportJson() {}

    /** Writes it, ending with a line's end. */
    public static void write(Reconciliation r, Appendable out) throws IOException {
        String head = summary(r).toString();
        out.append(head, 0, head.length() - 1);
        for (ReportWords.Listed list : ReportWords.lists(r)) {
            out.append(",\"").append(list.key()).append("\":[");
            String between = "";
            for (Item item : list.items()) {
                out.append(between).append(row(item).toString());
                between = ",";
            }
            out.append(']');
        }
        out.append("}\n");
    }

    /** The counts and how the archive was understood, without the rows. */
    public static JsonObject summary(Reconciliation r) {
        JsonObject counts = new JsonObject();
        ReportWords.lists(r).forEach(list -> counts.put(list.key(), list.items().size()));
        Understood u = r.understood();
        return new JsonObject()
                .put("counts", counts)
                .put("fits", r.fits())
                .put("verdict", ReportWords.verdict(r))
                .put("clocks", r.clocks().stream().map(ReportJson::clock).toList())
                .put("zone", r.zone().getId())
                .put("zone_how", r.zoneHow())
                .put(
                        "archive",
                        new JsonObject()
                                .put("files", u.files())
                                .put("rows", u.rows())
                                .put("devices", u.devices())
                                .put("understood", lines(u.understood()))
                                .put("not_understood", lines(u.notUnderstood()))
                                .put("notes", u.notes()))
                .put("notes", r.notes());
    }

    private static List<JsonObject> lines(List<Understood.Line> lines) {
        return lines.stream()
                .map(l -> new JsonObject().put("what", l.text()).put("count", l.count()))
                .toList();
    }

    private static JsonObject clock(Clock c) {
        return new JsonObject()
                .put("vendor", c.vendor())
                .put("device", c.device())
                .put("speakers", c.speakers())
                .put("how", c.how())
                .put("learnt", c.learnt())
                .put("offset_seconds", c.offsetSeconds())
                .put("resolution_seconds", c.minute() ? 60 : 1)
                .put("from_seconds", c.fromSeconds())
                .put("to_seconds", c.toSeconds())
                .put("activations", c.activations())
                .put("matched", c.matched());
    }

    private static JsonObject row(Item item) {
        JsonObject row = new JsonObject();
        if (item.archiveAt() != null) {
            row.put("archive_at", Json.instant(item.archiveAt())).put("device", item.device());
        }
        if (item.sentAt() != null) {
            row.put("id", item.id()).put("at", Json.instant(item.sentAt())).put("duration", item.seconds());
        }
        return row.put("speaker", item.speaker()).put("note", item.note());
    }
}
