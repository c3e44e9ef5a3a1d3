package org.earmuff.admin;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.json.Json;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Timeline;
import org.jspecify.annotations.Nullable;

/**
 * Which uploads a person wants to see.
 *
 * @param from the first day; null for the beginning
 * @param to the last day, it too; null for today
 * @param before the row that the page before ended with
 */
record UploadFilter(
        @Nullable String speaker,
        @Nullable String room,
        @Nullable String verdict,
        @Nullable LocalDate from,
        @Nullable LocalDate to,
        Timeline.@Nullable Place before) {

    private static final Set<String> NAMES = Set.of("speaker", "room", "verdict", "from", "to", "before");
    static final java.util.List<String> VERDICTS = java.util.List.of("allow", "limit", "withhold", "refuse");

    static UploadFilter of(Call call) {
        call.only(NAMES);
        String verdict = call.parameter("verdict");
        if (verdict != null && !VERDICTS.contains(verdict)) {
            throw new Problem(400, "\"verdict\" is one of " + String.join(", ", VERDICTS));
        }
        return new UploadFilter(
                call.parameter("speaker"),
                call.parameter("room"),
                verdict,
                day(call, "from"),
                day(call, "to"),
                place(call.parameter("before")));
    }

    private static @Nullable LocalDate day(Call call, String name) {
        String text = call.parameter(name);
        try {
            return text == null ? null : LocalDate.parse(text);
        } catch (DateTimeException e) {
            throw new Problem(400, "\"" + name + "\" must be a day, such as 2026-11-22, not \"" + text + "\"");
        }
    }

    private static Timeline.@Nullable Place place(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            int bar = text.indexOf('_');
            return new Timeline.Place(Instant.parse(text.substring(0, bar)), Long.parseLong(text.substring(bar + 1)));
        } catch (DateTimeException | IndexOutOfBoundsException | NumberFormatException e) {
            throw new Problem(400, "\"before\" must be as the page's own links have it");
        }
    }

    Timeline.Filter query(ZoneId zone, int limit) {
        return new Timeline.Filter(
                from == null ? null : from.atStartOfDay(zone).toInstant(),
                to == null ? null : to.plusDays(1).atStartOfDay(zone).toInstant(),
                speaker,
                room,
                verdict,
                before,
                limit);
    }

    /** The same, from after a row on. */
    UploadFilter after(LedgerRow row) {
        return new UploadFilter(speaker, room, verdict, from, to, new Timeline.Place(row.at(), row.id()));
    }

    /** Without a place: the newest, and what files hold. */
    UploadFilter whole() {
        return new UploadFilter(speaker, room, verdict, from, to, null);
    }

    /** As the part of an address after the path; empty where everything is wanted. */
    String text() {
        Map<String, Object> set = new LinkedHashMap<>();
        put(set, "speaker", speaker);
        put(set, "room", room);
        put(set, "verdict", verdict);
        put(set, "from", from);
        put(set, "to", to);
        Timeline.Place place = before;
        put(set, "before", place == null ? null : Json.instant(place.at()) + "_" + place.id());
        return set.isEmpty()
                ? ""
                : set.entrySet().stream()
                        .map(e -> e.getKey() + "="
                                + URLEncoder.encode(e.getValue().toString(), StandardCharsets.UTF_8))
                        .collect(Collectors.joining("&", "?", ""));
    }

    private static void put(Map<String, Object> set, String name, @Nullable Object value) {
        if (value != null) {
            set.put(name, value);
        }
    }
}
