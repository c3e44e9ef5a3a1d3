package org.earmuff.cli;

import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.jspecify.annotations.Nullable;

/** Instants of the API as the clock on the household's wall shows them. */
final class HouseTime {

    private static final DateTimeFormatter FULL = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter SHORT = DateTimeFormatter.ofPattern("EEE d MMM HH:mm", Locale.ENGLISH);

    private final ZoneId zone;

    HouseTime(ZoneId zone) {
        this.zone = zone;
    }

    /** The zone that a status names. */
    static HouseTime of(JsonObject status) throws JsonException {
        JsonObject household = status.object("household");
        return new HouseTime(ZoneId.of(household == null ? "UTC" : household.requireText("timezone")));
    }

    String full(@Nullable String instant) {
        return instant == null ? "" : FULL.format(Instant.parse(instant).atZone(zone));
    }

    String brief(@Nullable String instant) {
        return instant == null ? "" : SHORT.format(Instant.parse(instant).atZone(zone));
    }
}
