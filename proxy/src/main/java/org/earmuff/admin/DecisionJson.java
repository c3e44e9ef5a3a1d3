package org.earmuff.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.Decision;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/** A decision as the API and {@code explain} tell it. */
public final class DecisionJson {

    private DecisionJson() {}

    /**
     * Adds the fields of a decision to an object.
     *
     * @param outlook the decision and what comes after it
     * @param zone whose clock the words speak of
     * @param now what the words call today
     */
    public static JsonObject add(JsonObject json, Outlook outlook, Optional<MuteOrder> mute, ZoneId zone, Instant now) {
        Decision decision = outlook.now();
        RuleRef rule = decision.rule();
        Words words = new Words(zone, now);
        return json.put("verdict", decision.verdict().word())
                .put(
                        "rate_bytes_per_second",
                        decision.verdict() instanceof Verdict.Limit l ? l.rate().bytesPerSecond() : null)
                .put("reason", decision.reason().word())
                .put(
                        "rule",
                        rule == null
                                ? null
                                : new JsonObject()
                                        .put("name", rule.name())
                                        .put("file", rule.file())
                                        .put("line", rule.line()))
                .put("valid_until", orNull(decision.validUntil()))
                .put("stopped_until", !Outlook.stops(decision) ? null : orNull(outlook.until()))
                .put("says", words.verdict(outlook) + " · " + words.why(outlook, mute));
    }

    private static @Nullable Instant orNull(Instant instant) {
        return instant.equals(Instant.MAX) ? null : instant;
    }
}
