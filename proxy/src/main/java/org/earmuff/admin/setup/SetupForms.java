package org.earmuff.admin.setup;

import java.time.DateTimeException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.admin.Call;

/** Reads the pages' forms into the draft, whatever stands in them: what is wrong is told afterwards, and stays on the page. */
final class SetupForms {

    private SetupForms() {}

    /** @param there the machine's networks */
    static Draft speakers(Call call, Draft draft, List<String> there) {
        List<Draft.Chosen> said = new ArrayList<>();
        for (int i = 0; call.field("match" + i) != null; i++) {
            String match = text(call, "match" + i);
            String room = text(call, "room" + i);
            String on = call.field("on" + i);
            Draft.Kind kind = on == null ? Draft.Kind.LEFT : on.equals("typed") ? Draft.Kind.TYPED : Draft.Kind.TICKED;
            String profile = text(call, "profile" + i);
            if (!match.isEmpty() || !room.isEmpty()) {
                boolean known = profile.matches("[a-z-]{1,20}");
                said.add(new Draft.Chosen(room, match, known ? profile : "generic", kind));
            }
        }
        List<String> on = call.form().getOrDefault("interface", List.of()).stream()
                .filter(there::contains)
                .toList();
        return draft.speakers(said, on, !"socks".equals(call.field("way")));
    }

    static Draft hours(Call call, Draft draft) {
        Hours hours = new Hours(
                "always".equals(call.field("kind")),
                text(call, "weekFrom"),
                text(call, "weekTo"),
                text(call, "endFrom"),
                text(call, "endTo"));
        return draft.hours(text(call, "household"), zone(call, draft), hours);
    }

    /** The page has a list of them: a zone that is none was not chosen there. */
    private static ZoneId zone(Call call, Draft draft) {
        try {
            return ZoneId.of(text(call, "zone"));
        } catch (DateTimeException e) {
            return draft.zone();
        }
    }

    static String text(Call call, String field) {
        String text = call.field(field);
        return text == null ? "" : text.strip();
    }
}
