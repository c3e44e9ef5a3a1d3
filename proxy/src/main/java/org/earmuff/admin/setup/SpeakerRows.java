package org.earmuff.admin.setup;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.home.Discovery;
import org.earmuff.home.Finding;
import org.earmuff.home.Makers;
import org.earmuff.home.Matcher;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/** The rows about speakers in the order of their numbers: those of devices that were seen, then those to type. */
final class SpeakerRows {

    /** Rows for speakers that were not found; one more than were typed, where those are more. */
    static final int BY_HAND = 2;

    /** More devices than this a page does not list; speakers come first. */
    static final int MOST_FOUND = 30;

    /**
     * A row.
     *
     * @param finding the device that it is about; null where somebody types one
     */
    record Row(int index, @Nullable Finding finding, Draft.Chosen said) {

        /** What a person calls it. */
        String title() {
            if (finding == null) {
                return said.room().isEmpty() ? Phrases.say("setup.other") : Phrases.say("setup.other.in", said.room());
            }
            if (!finding.name().isEmpty()) {
                return finding.name();
            }
            return Makers.of(finding.device().mac())
                    .map(maker -> Phrases.say("setup.device.maker", maker.name()))
                    .orElseGet(() -> Phrases.say("setup.device.unknown"));
        }

        /** Its addresses, each once. */
        String address() {
            Stream<String> seen = finding == null
                    ? Stream.of()
                    : finding.device().addresses().stream().limit(1).map(a -> a.getHostAddress());
            return Stream.concat(Stream.of(said.match()), seen).distinct().collect(Collectors.joining(" · "));
        }

        /** How a sentence names it. */
        String who() {
            return said.match().isEmpty() ? title() : title() + " (" + said.match() + ")";
        }

        /** Whether there is something to see without asking for it. */
        boolean matters() {
            return finding == null
                    ? !said.match().isEmpty() || !said.room().isEmpty()
                    : finding.isNew() || said.isSpeaker();
        }
    }

    private final List<Row> rows = new ArrayList<>();

    SpeakerRows(Draft draft, @Nullable Discovery found) {
        List<Finding> all = found == null ? List.of() : found.findings();
        List<Finding> seen = all.subList(0, Math.min(MOST_FOUND, all.size()));
        for (Finding finding : seen) {
            rows.add(new Row(rows.size(), finding, said(draft, finding)));
        }
        List<String> listed = seen.stream().map(SpeakerRows::match).toList();
        draft.speakers().stream()
                .filter(s -> s.kind() == Draft.Kind.TYPED || (s.isSpeaker() && !listed.contains(s.match())))
                .forEach(s -> rows.add(new Row(rows.size(), null, s)));
        int typed = rows.size() - seen.size();
        for (int i = 0; i < Math.max(1, BY_HAND - typed); i++) {
            rows.add(new Row(rows.size(), null, new Draft.Chosen("", "", "generic", Draft.Kind.TYPED)));
        }
    }

    private static String match(Finding finding) {
        List<String> match = finding.match();
        return match.isEmpty() ? finding.device().mac().toString() : match.get(0);
    }

    /** What was said of a device; of one that nobody was asked about, what it looks like. */
    private static Draft.Chosen said(Draft draft, Finding finding) {
        String match = match(finding);
        String profile = finding.profile() == null ? "generic" : finding.profile();
        return draft.speakers().stream()
                .filter(s -> s.kind() != Draft.Kind.TYPED && s.match().equals(match))
                .findFirst()
                .orElseGet(() ->
                        new Draft.Chosen("", match, profile, finding.isNew() ? Draft.Kind.TICKED : Draft.Kind.LEFT));
    }

    List<Row> rows() {
        return rows;
    }

    /** What is wrong with the rows; the fields are those of the page that is made of the same ones. */
    List<Complaint> complaints() {
        List<Complaint> all = new ArrayList<>();
        Map<Matcher, Row> taken = new HashMap<>();
        for (Row row : rows) {
            if (row.said().isSpeaker() && row.matters()) {
                address(all, row, taken);
                room(all, row);
            }
        }
        return all;
    }

    private static void room(List<Complaint> all, Row row) {
        String field = "room" + row.index();
        String room = row.said().room();
        if (room.isEmpty()) {
            all.add(new Complaint(field, Phrases.say("setup.speakers.room", row.who())));
        } else {
            Complaint.ofOddName(field, room, row.who()).ifPresent(all::add);
        }
    }

    private static void address(List<Complaint> all, Row row, Map<Matcher, Row> taken) {
        // What was found has no field for its address; its tick can be taken away.
        String field = (row.finding() == null ? "match" : "on") + row.index();
        String match = row.said().match();
        if (match.isEmpty()) {
            all.add(new Complaint(field, Phrases.say("setup.speakers.address", row.title())));
            return;
        }
        try {
            Row before = taken.putIfAbsent(Matcher.parse(match), row);
            if (before != null) {
                all.add(new Complaint(field, Phrases.say("setup.speakers.twice", row.title(), match, before.title())));
            }
        } catch (IllegalArgumentException e) {
            all.add(new Complaint(
                    field, Phrases.say("setup.speakers.wrong", row.title(), match, String.valueOf(e.getMessage()))));
        }
    }
}
