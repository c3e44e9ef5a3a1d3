package org.earmuff.signals.mqtt;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Set;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;

/**
 * What a command topic was sent: {@code ON}, {@code OFF}, or a JSON object with {@code state} and, to mute, {@code for} or {@code until}
 * and {@code reason}, as in the HTTP API.
 *
 * @param until the mute's end; null for none
 */
record Command(boolean mute, @Nullable Instant until, String reason) {

    /** Longer payloads are none. */
    static final int LONGEST = 1024;

    private static final int LONGEST_REASON = 200;
    private static final Duration FARTHEST = Duration.ofDays(3660);
    private static final Set<String> KEYS = Set.of("state", "for", "until", "reason");

    /**
     * Reads it.
     *
     * @throws IllegalArgumentException with a sentence that says why it is none
     */
    static Command parse(String payload, Instant now, ZoneId zone) {
        String text = payload.strip();
        if (!text.startsWith("{")) {
            return new Command(isOn(text), null, "");
        }
        try {
            JsonObject json = Json.readObject(text);
            for (String key : json.keys()) {
                if (!KEYS.contains(key)) {
                    throw new IllegalArgumentException("\"" + key + "\" is none of: state, for, until, reason");
                }
            }
            boolean mute = isOn(json.requireText("state"));
            Instant until = end(json.text("for"), json.text("until"), now, zone);
            if (!mute && until != null) {
                throw new IllegalArgumentException("OFF has no end");
            }
            return new Command(mute, until, reason(json.text("reason")));
        } catch (JsonException e) {
            throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
        }
    }

    private static boolean isOn(String word) {
        return switch (word) {
            case Board.ON -> true;
            case Board.OFF -> false;
            default -> throw new IllegalArgumentException("it is neither ON, OFF nor a JSON object with \"state\"");
        };
    }

    private static @Nullable Instant end(@Nullable String length, @Nullable String until, Instant now, ZoneId zone) {
        if (length != null && until != null) {
            throw new IllegalArgumentException("it has both \"for\" and \"until\"");
        }
        if (length != null) {
            return now.plus(TimeText.duration(length));
        }
        if (until == null) {
            return null;
        }
        Instant end = TimeText.instant(until, now, zone, TimeText.Sense.COMING);
        if (!end.isAfter(now) || Duration.between(now, end).compareTo(FARTHEST) > 0) {
            throw new IllegalArgumentException("\"until\" is not in the coming ten years");
        }
        return end;
    }

    private static String reason(@Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("\"reason\" is one line of up to " + LONGEST_REASON + " characters");
        }
        return reason;
    }
}
