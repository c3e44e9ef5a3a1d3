package org.earmuff.admin;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.Supplier;
import org.earmuff.json.Json;
import org.earmuff.json.JsonException;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.MuteReceipt;
import org.earmuff.signals.MuteRefusedException;
import org.earmuff.signals.TimeText;
import org.jspecify.annotations.Nullable;

/** Reading, setting and lifting mutes over HTTP. A change is answered only once every event loop acts on it. */
final class MutesApi {

    /** When the button "until morning" lets sound out again, on the wall clock. */
    static final String MORNING = "07:00";

    /** Who orders, where it is neither the page nor a plain user of the API: {@code command}, for instance. */
    static final String SOURCE_HEADER = "X-Earmuff-Source";

    private static final Set<String> KEYS = Set.of("for", "until", "reason", "style");
    private static final Set<String> SOURCES = Set.of("api", "command", "file", "button", "mqtt");
    private static final int LONGEST_REASON = 200;

    private final Supplier<AdminSettings> settings;
    private final AdminParts parts;

    MutesApi(Supplier<AdminSettings> settings, AdminParts parts) {
        this.settings = settings;
        this.parts = parts;
    }

    Answer all() {
        return Answer.json(new JsonObject().put("mutes", StatusJson.mutes(inForce())));
    }

    Answer one(String scope) {
        Scope wanted = scope(scope);
        return inForce().stream()
                .filter(o -> o.scope().equals(wanted))
                .findFirst()
                .map(o -> Answer.json(StatusJson.mute(o)))
                .orElseThrow(() -> new Problem(404, wanted + " is not muted"));
    }

    CompletionStage<Answer> set(Call call, String scope) {
        JsonObject body = body(call);
        try {
            MuteOrder order = order(
                    scope(scope),
                    body.text("for"),
                    body.text("until"),
                    body.text("reason"),
                    body.text("style"),
                    by(call));
            return answered(parts.mutes().order(order), new JsonObject(), order);
        } catch (JsonException e) {
            throw new Problem(400, String.valueOf(e.getMessage()));
        }
    }

    CompletionStage<Answer> lift(Call call, String scope) {
        Scope wanted = scope(scope);
        return answered(
                parts.mutes().lift(wanted, by(call), ""), new JsonObject().put("scope", wanted.toString()), null);
    }

    /** For the page's form. */
    CompletionStage<MuteReceipt> fromForm(
            String scope, @Nullable String forHowLong, @Nullable String until, boolean lift) {
        Scope wanted = scope(scope);
        return lift
                ? parts.mutes().lift(wanted, "dashboard", "")
                : parts.mutes().order(order(wanted, forHowLong, until, null, null, "dashboard"));
    }

    /** A scope of this house; a typo must not mute nobody. */
    private Scope scope(String text) {
        // What is muted can be lifted, even where the configuration has lost its name since.
        return new ScopeNames(
                        parts.house().speakers(),
                        inForce().stream().map(MuteOrder::scope).toList())
                .read(text);
    }

    private MuteOrder order(
            Scope scope,
            @Nullable String forHowLong,
            @Nullable String until,
            @Nullable String reason,
            @Nullable String style,
            String by) {
        Instant now = parts.clock().now();
        return new MuteOrder(scope, style(style), end(forHowLong, until, now), by, reason(reason), now);
    }

    private @Nullable Instant end(@Nullable String howLong, @Nullable String end, Instant now) {
        // A form that was left empty, or a program's variable: as if it had not been sent.
        return endOf(blankIsNone(howLong), blankIsNone(end), now);
    }

    private static @Nullable String blankIsNone(@Nullable String text) {
        return text == null || text.isBlank() ? null : text;
    }

    private @Nullable Instant endOf(@Nullable String forHowLong, @Nullable String until, Instant now) {
        if (forHowLong != null && until != null) {
            throw new Problem(400, "give \"for\" or \"until\", not both");
        }
        try {
            if (forHowLong != null) {
                return now.plus(TimeText.duration(forHowLong));
            }
            if (until == null) {
                return null;
            }
            Instant end = TimeText.instant(until, now, settings.get().zone(), TimeText.Sense.COMING);
            if (!end.isAfter(now)) {
                throw new Problem(400, "\"until\" is not in the future: " + Json.instant(end));
            }
            if (Duration.between(now, end).compareTo(Duration.ofDays(3660)) > 0) {
                throw new Problem(400, "\"until\" is more than ten years away: leave it out for a mute without an end");
            }
            return end;
        } catch (IllegalArgumentException e) {
            throw new Problem(400, String.valueOf(e.getMessage()));
        }
    }

    private MuteOrder.Style style(@Nullable String word) {
        if (word == null) {
            return settings.get().muteStyle();
        }
        for (MuteOrder.Style style : MuteOrder.Style.values()) {
            if (style.word().equals(word)) {
                return style;
            }
        }
        throw new Problem(400, "\"style\" is withhold or refuse, not \"" + word + "\"");
    }

    private static String reason(@Nullable String text) {
        String reason = text == null ? "" : text.strip();
        if (reason.length() > LONGEST_REASON || reason.chars().anyMatch(Character::isISOControl)) {
            throw new Problem(400, "\"reason\" is one line of up to " + LONGEST_REASON + " characters");
        }
        return reason;
    }

    private static JsonObject body(Call call) {
        if (call.body().isBlank()) {
            return new JsonObject();
        }
        String type = call.header("Content-Type");
        if (type == null || !type.split(";", 2)[0].strip().equalsIgnoreCase("application/json")) {
            throw new Problem(415, "send the mute as Content-Type: application/json");
        }
        try {
            JsonObject body = Json.readObject(call.body());
            for (String key : body.keys()) {
                if (!KEYS.contains(key)) {
                    throw new Problem(400, "\"" + key + "\" is unknown; known are: for, until, reason, style");
                }
            }
            return body;
        } catch (JsonException e) {
            throw new Problem(400, String.valueOf(e.getMessage()));
        }
    }

    private static String by(Call call) {
        String source = call.header(SOURCE_HEADER);
        if (!call.trusted()) {
            return "dashboard";
        }
        return source != null && SOURCES.contains(source) ? source : "api";
    }

    private List<MuteOrder> inForce() {
        return parts.mutes().state().at(parts.clock().now()).orders();
    }

    private static CompletionStage<Answer> answered(
            CompletionStage<MuteReceipt> receipt, JsonObject answer, @Nullable MuteOrder order) {
        return receipt.handle((done, failure) -> {
            if (failure != null) {
                throw refusal(failure);
            }
            MuteReceipt r = Objects.requireNonNull(done);
            if (order == null) {
                answer.put("lifted", r.replaced().isPresent());
            } else {
                answer.put("mute", StatusJson.mute(order))
                        .put("replaced", r.replaced().map(StatusJson::mute).orElse(null));
            }
            return Answer.json(answer.put("kept", r.kept())
                    .put("warning", r.warning().isEmpty() ? null : r.warning())
                    .put("mutes", StatusJson.mutes(r.state().orders())));
        });
    }

    /** A refused order as the answer that says why. */
    static Problem refusal(Throwable failure) {
        Throwable cause =
                failure instanceof CompletionException && failure.getCause() != null ? failure.getCause() : failure;
        String why = cause instanceof MuteRefusedException
                ? String.valueOf(cause.getMessage())
                : "the order failed: " + cause;
        return new Problem(503, why);
    }
}
