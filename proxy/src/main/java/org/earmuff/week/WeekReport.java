package org.earmuff.week;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.MuteHistory;
import org.jspecify.annotations.Nullable;

/**
 * A week as the account tells it, beside the week before.
 *
 * @param week which one
 * @param end its end, or now where it is not over
 * @param over whether it is over; if not, the week before counts up to the same time of it alone
 * @param begins when the oldest row of the account began; null where there is none
 * @param rooms by the room's name; empty for speakers without one, {@link #STRANGERS} for devices that are no speaker
 * @param before the same of the week before
 * @param mutes those that held at some time of the week, as many as {@link WeekReader#MOST_TOLD}
 * @param moreMutes how many there were besides
 * @param offs when the appliance was off although the account had begun, likewise
 * @param off how long in all
 * @param gaps rows that could not be kept, likewise
 * @param refusals configurations that were refused, likewise
 */
public record WeekReport(
        String household,
        Week week,
        Instant end,
        boolean over,
        @Nullable Instant begins,
        Map<String, RoomWeek> rooms,
        Map<String, RoomWeek> before,
        List<MuteHistory.Span> mutes,
        long moreMutes,
        List<Off> offs,
        Duration off,
        List<Told> gaps,
        List<Told> refusals) {

    /** What devices that match no speaker stand under. */
    public static final String STRANGERS = "unknown devices";

    /** A time at which the appliance was off. */
    public record Off(Instant from, Instant to) {
        public Duration length() {
            return Duration.between(from, to);
        }
    }

    /** A row that tells of something. */
    public record Told(Instant at, String what) {}

    /** Whether the account knows anything of the week. */
    public boolean known() {
        return begins != null && begins.isBefore(end);
    }

    /** The sum of rooms. */
    public static RoomWeek total(Map<String, RoomWeek> rooms) {
        RoomWeek total = new RoomWeek();
        rooms.values().forEach(total::add);
        return total;
    }

    /** One object. */
    public JsonObject json() {
        TreeMap<String, RoomWeek> all = new TreeMap<>(before);
        all.putAll(rooms);
        List<JsonObject> each = all.keySet().stream()
                .map(room -> beside(
                        new JsonObject().put("room", room),
                        rooms.getOrDefault(room, new RoomWeek()),
                        before.getOrDefault(room, new RoomWeek())))
                .toList();
        return new JsonObject()
                .put("household", household)
                .put("week", week.name())
                .put("timezone", week.zone().getId())
                .put("from", week.from())
                .put("to", week.to())
                .put("over", over)
                .put("account_begins", begins)
                .put("rooms", each)
                .put("total", beside(new JsonObject(), total(rooms), total(before)))
                .put("mutes", mutes.stream().map(WeekReport::json).toList())
                .put("more_mutes", moreMutes)
                .put("off_seconds", off.toSeconds())
                .put(
                        "off",
                        offs.stream()
                                .map(o -> new JsonObject().put("from", o.from()).put("to", o.to()))
                                .toList())
                .put("gaps", gaps.stream().map(WeekReport::json).toList())
                .put(
                        "refused_configurations",
                        refusals.stream().map(WeekReport::json).toList());
    }

    private static JsonObject beside(JsonObject to, RoomWeek now, RoomWeek before) {
        JsonObject all = now.json();
        all.keys().forEach(key -> to.put(key, all.get(key)));
        return to.put("week_before", before.json());
    }

    private static JsonObject json(MuteHistory.Span mute) {
        return new JsonObject()
                .put("scope", mute.scope().toString())
                .put("from", mute.from())
                .put("to", mute.to())
                .put("by", mute.why());
    }

    private static JsonObject json(Told told) {
        return new JsonObject().put("at", told.at()).put("reason", told.what());
    }
}
