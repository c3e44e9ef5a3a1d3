package org.earmuff.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.earmuff.flow.Flow;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.UploadQuery;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;

/** Status, speakers, uploads and explanations. Every method but {@link #explain} reads the disk, so it blocks. */
final class ReadApi {

    private static final Set<String> UPLOAD_PARAMETERS = Set.of("since", "until", "speaker", "limit", "after");
    private static final int USUAL_LIMIT = 100;
    private static final Pattern DIGITS = Pattern.compile("[0-9]{1,19}");

    private final Supplier<AdminSettings> settings;
    private final AdminParts parts;
    private final SnapshotReader snapshots;
    private final StatusJson json;

    ReadApi(Supplier<AdminSettings> settings, AdminParts parts, SnapshotReader snapshots, BooleanSupplier passwordSet) {
        this.settings = settings;
        this.parts = parts;
        this.snapshots = snapshots;
        this.json = new StatusJson(settings, passwordSet);
    }

    JsonObject status() {
        return json.status(snapshots.read());
    }

    /** The status, and the uploads after a row; of very many the newest. */
    EventStream.News news(long after) {
        Snapshot s = snapshots.read();
        long head = s.ledgerHead().map(LedgerRow::id).orElse(0L);
        List<LedgerRow> rows = List.of();
        if (after < head) {
            long from = Math.max(after, head - EventStream.MOST_MISSED);
            try {
                rows = parts.ledger().reader().uploads(new UploadQuery(null, null, null, UploadQuery.MOST, from));
            } catch (LedgerUnavailableException e) {
                // The status says so itself.
            }
        }
        return new EventStream.News(json.status(s), head, rows);
    }

    Answer speakers() {
        Snapshot s = snapshots.read();
        return Answer.json(new JsonObject()
                .put(
                        "speakers",
                        s.speakers().stream().map(v -> json.speaker(v, s)).toList()));
    }

    Answer speaker(String name) {
        Snapshot s = snapshots.read();
        return s.speakers().stream()
                .filter(v -> v.name().equals(name))
                .findFirst()
                .map(v -> Answer.json(json.speaker(v, s)))
                .orElseThrow(() -> noSuchSpeaker(name));
    }

    Answer uploads(Call call) {
        call.only(UPLOAD_PARAMETERS);
        String speaker = call.parameter("speaker");
        int limit = Math.toIntExact(wholeNumber(call, "limit", 1, UploadQuery.MOST, USUAL_LIMIT));
        Long after = call.parameter("after") == null ? null : wholeNumber(call, "after", 0, Long.MAX_VALUE, 0);
        Instant since = time(call, "since");
        Instant until = time(call, "until");
        if (since != null && until != null && !since.isBefore(until)) {
            throw new Problem(
                    400,
                    "since (" + call.parameter("since") + ", " + Json.instant(since) + ") is not before until ("
                            + call.parameter("until") + ", " + Json.instant(until) + ")");
        }
        UploadQuery query = new UploadQuery(since, until, speaker, limit, after);
        try {
            if (speaker != null) {
                requireKnown(speaker);
            }
            List<LedgerRow> rows = parts.ledger().reader().uploads(query);
            long next = rows.isEmpty()
                    ? (after == null ? 0 : after)
                    : rows.get(rows.size() - 1).id();
            boolean addresses = call.asker().maySeeDestinations();
            JsonObject answer = new JsonObject()
                    .put(
                            "uploads",
                            rows.stream()
                                    .map(row -> StatusJson.row(row, addresses))
                                    .toList())
                    .put("next_after", next);
            if (after == null || after == 0) {
                answer.put("gaps", parts.ledger().reader().gaps(query, rows));
            }
            return Answer.json(answer);
        } catch (LedgerUnavailableException e) {
            throw new Problem(503, String.valueOf(e.getMessage()));
        }
    }

    Answer explain(Call call) {
        call.only(Set.of("speaker", "at"));
        String speaker = call.parameter("speaker");
        if (speaker == null) {
            throw new Problem(400, "\"speaker\" is missing; there are: " + speakerNames());
        }
        Instant now = parts.clock().now();
        Instant at = now;
        String wanted = call.parameter("at");
        if (wanted != null) {
            try {
                at = TimeText.instant(wanted, now, settings.get().zone(), TimeText.Sense.COMING);
            } catch (IllegalArgumentException e) {
                throw new Problem(400, "at: " + e.getMessage());
            }
        }
        Decision decision = parts.house().explain(speaker, at).orElseThrow(() -> noSuchSpeaker(speaker));
        JsonObject answer = new JsonObject().put("speaker", speaker).put("at", at);
        Outlook outlook = Outlook.of(
                decision, then -> parts.house().explain(speaker, then).orElse(null));
        return Answer.json(json.decision(answer, outlook, mute(speaker, decision, at), now));
    }

    private Optional<MuteOrder> mute(String speaker, Decision decision, Instant at) {
        String room = parts.house().speakers().stream()
                .filter(v -> v.name().equals(speaker))
                .map(SpeakerView::room)
                .findFirst()
                .orElse("");
        return Snapshot.deciding(parts.house().mutes(), speaker, room, decision, at);
    }

    private @Nullable Instant time(Call call, String name) {
        String text = call.parameter(name);
        try {
            return text == null
                    ? null
                    : TimeText.instant(text, parts.clock().now(), settings.get().zone(), TimeText.Sense.PAST);
        } catch (IllegalArgumentException e) {
            throw new Problem(400, name + ": " + e.getMessage());
        }
    }

    private static long wholeNumber(Call call, String name, long least, long most, long usual) {
        String text = call.parameter(name);
        if (text == null) {
            return usual;
        }
        try {
            // Java takes a sign and every script's digits; the description says what is a number here.
            long value = DIGITS.matcher(text).matches() ? Long.parseLong(text) : -1;
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Said below, as for a number out of range.
        }
        throw new Problem(400, name + ": \"" + text + "\" is no whole number from " + least + " to " + most);
    }

    /** The account keeps what speakers did that have another name now, or are gone; and unknown devices may be seen any time. */
    private void requireKnown(String name) throws LedgerUnavailableException {
        if (!name.equals(Flow.UNKNOWN)
                && parts.house().speakers().stream().noneMatch(v -> v.name().equals(name))
                && !parts.ledger().reader().knows(name)) {
            throw new Problem(
                    404, "there is no speaker \"" + name + "\", and no row of one; there are: " + speakerNames());
        }
    }

    private Problem noSuchSpeaker(String name) {
        return new Problem(404, "there is no speaker \"" + name + "\"; there are: " + speakerNames());
    }

    private String speakerNames() {
        return parts.house().speakers().stream().map(SpeakerView::name).collect(Collectors.joining(", "));
    }
}
