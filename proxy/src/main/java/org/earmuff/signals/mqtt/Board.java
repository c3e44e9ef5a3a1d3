package org.earmuff.signals.mqtt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.earmuff.json.Json;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.mqtt.HouseReport.Figures;
import org.earmuff.signals.mqtt.HouseReport.Speaker;
import org.jspecify.annotations.Nullable;

/** Everything that should stand at the broker, retained: a payload for each topic. Immutable input, no connection. */
final class Board {

    static final String ONLINE = "online";
    static final String OFFLINE = "offline";
    static final String ON = "ON";
    static final String OFF = "OFF";

    /** What Home Assistant takes for "unknown". */
    private static final String NONE = "None";

    private static final String SECONDS = "seconds_today";
    private static final String LAST = "last_upload";
    private static final String VERDICT = "verdict";
    private static final String HEAD = "ledger_head";

    private final Topics topics;
    private final boolean announce;
    private final String version;

    /** @param announce whether entities are announced to Home Assistant */
    Board(Topics topics, boolean announce, String version) {
        this.topics = topics;
        this.announce = announce;
        this.version = version;
    }

    /** All, each room, each speaker. */
    static List<Scope> scopes(List<Speaker> speakers) {
        Set<Scope> scopes = new LinkedHashSet<>();
        scopes.add(Scope.ALL);
        speakers.stream().filter(s -> !s.room().isBlank()).forEach(s -> scopes.add(new Scope.Room(s.room())));
        speakers.forEach(s -> scopes.add(new Scope.Speaker(s.name())));
        return new ArrayList<>(scopes);
    }

    /** Announcements come before the states that they are about. */
    Map<String, String> of(List<Speaker> speakers, Map<String, Figures> figures, MuteState mutes, String ledgerHead) {
        Map<String, String> board = new LinkedHashMap<>();
        List<Scope> scopes = scopes(speakers);
        if (announce) {
            scopes.forEach(scope -> announcements(board, scope));
        }
        for (Scope scope : scopes) {
            String slug = Topics.slug(scope);
            List<Speaker> covered = speakers.stream()
                    .filter(s -> scope.covers(s.name(), s.room()))
                    .toList();
            Optional<MuteOrder> mute = mutes.on(scope);
            board.put(topics.state(slug, Topics.MUTE), mute.isPresent() ? ON : OFF);
            board.put(topics.attributes(slug), attributes(mute));
            board.put(topics.state(slug, VERDICT), verdict(covered));
            board.put(topics.state(slug, SECONDS), seconds(covered, figures));
            board.put(topics.state(slug, LAST), last(covered, figures));
        }
        String all = Topics.slug(Scope.ALL);
        if (announce) {
            board.put(
                    topics.config("sensor", all, HEAD),
                    entity(all, HEAD, "Ledger head")
                            .put("icon", "mdi:link-lock")
                            .put("entity_category", "diagnostic")
                            .toString());
        }
        board.put(topics.state(all, HEAD), ledgerHead.isEmpty() ? NONE : ledgerHead);
        board.put(topics.availability(), ONLINE);
        return board;
    }

    private static String attributes(Optional<MuteOrder> mute) {
        JsonObject json = new JsonObject();
        mute.ifPresent(o -> json.put("by", o.by())
                .put("since", o.since())
                .put("until", o.until())
                .put("style", o.style().word())
                .put("reason", o.reason()));
        return json.toString();
    }

    private static String verdict(List<Speaker> covered) {
        List<String> words = covered.stream().map(Speaker::verdict).distinct().toList();
        return words.isEmpty() ? NONE : words.size() == 1 ? words.get(0) : "mixed";
    }

    /** To tenths: more would pretend to know. */
    private static String seconds(List<Speaker> covered, Map<String, Figures> figures) {
        double sum = covered.stream()
                .map(s -> figures.get(s.name()))
                .filter(Objects::nonNull)
                .mapToDouble(Figures::seconds)
                .sum();
        return String.valueOf(Math.round(sum * 10) / 10.0);
    }

    private static String last(List<Speaker> covered, Map<String, Figures> figures) {
        @Nullable
        Instant last = covered.stream()
                .map(s -> figures.get(s.name()))
                .map(f -> f == null ? null : f.lastUpload())
                .filter(Objects::nonNull)
                .max(Instant::compareTo)
                .orElse(null);
        return last == null ? NONE : Json.instant(last);
    }

    private void announcements(Map<String, String> board, Scope scope) {
        String slug = Topics.slug(scope);
        String whom = scope instanceof Scope.Room room
                ? room.name()
                : scope instanceof Scope.Speaker speaker ? "Speaker " + speaker.name() : "All";
        board.put(
                topics.config("switch", slug, Topics.MUTE),
                entity(slug, Topics.MUTE, whom + " muted")
                        .put("command_topic", topics.command(slug))
                        .put("payload_on", ON)
                        .put("payload_off", OFF)
                        .put("json_attributes_topic", topics.attributes(slug))
                        .put("icon", "mdi:microphone-off")
                        .toString());
        board.put(
                topics.config("sensor", slug, SECONDS),
                entity(slug, SECONDS, whom + " sound sent today")
                        .put("device_class", "duration")
                        .put("unit_of_measurement", "s")
                        .put("state_class", "total_increasing")
                        .toString());
        board.put(
                topics.config("sensor", slug, LAST),
                entity(slug, LAST, whom + " last upload")
                        .put("device_class", "timestamp")
                        .toString());
        board.put(
                topics.config("sensor", slug, VERDICT),
                entity(slug, VERDICT, whom + " verdict")
                        .put("device_class", "enum")
                        .put("options", List.of("allow", "limit", "withhold", "refuse", "mixed"))
                        .put("icon", "mdi:shield-account")
                        .toString());
    }

    private JsonObject entity(String slug, String what, String name) {
        return new JsonObject()
                .put("name", name)
                .put("unique_id", topics.node() + "_" + slug + "_" + what)
                .put("state_topic", topics.state(slug, what))
                .put("availability_topic", topics.availability())
                .put(
                        "device",
                        new JsonObject()
                                .put("identifiers", List.of(topics.node()))
                                .put("name", "Earmuff")
                                .put("manufacturer", "Earmuff")
                                .put("sw_version", version))
                .put("origin", new JsonObject().put("name", "Earmuff").put("sw_version", version));
    }
}
