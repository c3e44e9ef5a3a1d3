package org.earmuff.admin;

import java.time.Instant;
import java.time.ZoneId;
import java.util.Optional;
import org.earmuff.json.JsonObject;
import org.earmuff.rules.Decision;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;

/** A decision as the API and {@code explain} tell it. */
public final class DecisionJson {

    private DecisionJson() {}

    /**
     * Adds the fields of a decision to an object.
     *
     * @param zone whose clock the words speak of
     * @param now what the words call today
     */
    public static JsonObject add(
            JsonObject json, Decision decision, Optional<MuteOrder> mute, ZoneId zone, Instant now) {
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
                .put("valid_until", decision.validUntil().equals(Instant.MAX) ? null : decision.validUntil())
                .put("says", words.verdict(decision) + " · " + words.why(decision, mute));
    }
}
