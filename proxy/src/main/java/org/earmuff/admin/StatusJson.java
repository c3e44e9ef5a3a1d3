package org.earmuff.admin;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerHead;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.Totals;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/** Snapshots, decisions, mutes and rows as the API's JSON. */
final class StatusJson {

    private static final String MEASURE = "estimated from record sizes and times; nothing is decrypted or stored";

    private final Supplier<AdminSettings> settings;
    private final BooleanSupplier passwordSet;

    /** @param passwordSet whether the dashboard asks for one */
    StatusJson(Supplier<AdminSettings> settings, BooleanSupplier passwordSet) {
        this.passwordSet = passwordSet;
        this.settings = settings;
    }

    JsonObject status(Snapshot s) {
        Condition c = s.condition();
        JsonObject household = new JsonObject()
                .put("name", settings.get().household())
                .put("timezone", settings.get().zone().getId());
        JsonObject configuration = new JsonObject()
                .put("file", c.configFile())
                .put("sha256", c.configSha256())
                .put("loaded", c.configLoaded())
                .put("problem", orNull(c.configProblem()));
        JsonObject ledger = new JsonObject()
                .put(
                        "head",
                        s.chain()
                                .map(LedgerHead::id)
                                .or(() -> s.ledgerHead().map(LedgerRow::id))
                                .orElse(null))
                .put(
                        "head_at",
                        s.chain()
                                .map(LedgerHead::at)
                                .or(() -> s.ledgerHead().map(LedgerRow::at))
                                .orElse(null))
                .put("hash", s.chain().map(LedgerHead::hash).orElse(null))
                .put("key", s.chain().map(LedgerHead::key).orElse(null))
                .put(
                        "checkpoint",
                        s.chain()
                                .map(LedgerHead::checkpoint)
                                .filter(row -> row > 0)
                                .orElse(null))
                .put("checkpoint_at", s.chain().map(LedgerHead::checkpointAt).orElse(null))
                .put("lag_seconds", Words.tenths(s.ledgerLagSeconds()))
                .put("errors", s.ledgerErrors())
                .put("problem", orNull(s.ledgerProblem()));
        return new JsonObject()
                .put("version", c.version())
                .put("now", s.now())
                .put("started", c.started())
                .put("firewall_problem", orNull(c.firewallProblem()))
                .put("device_problems", c.deviceProblems())
                .put("household", household)
                .put("password_set", passwordSet.getAsBoolean())
                .put("clock_set", s.clockSet())
                .put("ready", c.notReady().isEmpty())
                .put("not_ready", c.notReady())
                .put("configuration", configuration)
                .put("measure", MEASURE)
                .put("today", totals(s.total()))
                .put("mutes", mutes(s.mutes().orders()))
                .put("speakers", s.speakers().stream().map(v -> speaker(v, s)).toList())
                .put("ledger", ledger);
    }

    JsonObject speaker(SpeakerView view, Snapshot s) {
        Optional<MuteOrder> mute = s.muteOf(view);
        JsonObject json = new JsonObject()
                .put("name", view.name())
                .put("room", view.room())
                .put("groups", view.groups().stream().sorted().toList())
                .put("profile", view.profile())
                .put("flows", view.flows())
                .put("uploading", view.uploading());
        decision(json, s.outlook(view), mute, s.now());
        return json.put("today", totals(s.today(view.name())))
                .put("last_upload", last(s.last().get(view.name())));
    }

    /** Adds the fields of a decision to an object. */
    JsonObject decision(JsonObject json, Outlook outlook, Optional<MuteOrder> mute, Instant now) {
        return DecisionJson.add(json, outlook, mute, settings.get().zone(), now);
    }

    static List<JsonObject> mutes(List<MuteOrder> orders) {
        return orders.stream().map(StatusJson::mute).toList();
    }

    static JsonObject mute(MuteOrder order) {
        return new JsonObject()
                .put("scope", order.scope().toString())
                .put("style", order.style().word())
                .put("until", order.until())
                .put("by", order.by())
                .put("reason", order.reason())
                .put("since", order.since());
    }

    /**
     * Every column of the account that has a meaning yet.
     *
     * @param withDestination false leaves out where to: guests are not told
     */
    static JsonObject row(LedgerRow r, boolean withDestination) {
        return new JsonObject()
                .put("id", r.id())
                .put("at", r.at())
                .put("kind", r.kind().word())
                .put("speaker", r.speaker())
                .put("room", r.room())
                .put("flow", r.flow())
                .put("destination", withDestination ? r.destination() : null)
                .put("name", withDestination ? r.name() : null)
                .put("transport", r.transport())
                .put("coding", r.coding())
                .put("bytes", r.bytes())
                .put("forwarded_bytes", r.forwardedBytes())
                .put("audio_seconds", rounded(r.audioSeconds()))
                .put("duration", r.duration())
                .put("verdict", r.verdict())
                .put("reason", r.reason())
                .put("rule", r.rule())
                .put("config_sha256", r.configSha256())
                .put("boot", r.boot())
                .put("monotonic_ns", r.monotonicNanos());
    }

    private static JsonObject totals(Totals t) {
        return new JsonObject()
                .put("uploads", t.uploads())
                .put("audio_seconds", Words.tenths(t.audioSeconds()))
                .put("withheld", t.withheld());
    }

    private static @Nullable JsonObject last(@Nullable LedgerRow row) {
        return row == null
                ? null
                : new JsonObject()
                        .put("id", row.id())
                        .put("at", row.at())
                        .put("audio_seconds", rounded(row.audioSeconds()))
                        .put("bytes", row.bytes())
                        .put("forwarded_bytes", row.forwardedBytes());
    }

    private static @Nullable Double rounded(@Nullable Double value) {
        return value == null ? null : Double.valueOf(Words.tenths(value));
    }

    private static @Nullable String orNull(String text) {
        return text.isEmpty() ? null : text;
    }
}
