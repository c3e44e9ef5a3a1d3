package org.earmuff.replay;

import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.rules.RuleRef;
import org.jspecify.annotations.Nullable;

/**
 * One upload or attempt of which something would have been otherwise.
 *
 * @param row as the account has it
 * @param now what would have become of it
 */
public record Changed(LedgerRow row, Outcome now) {

    /** What made the difference: the other rule, or, where less would have been withheld, the one that did withhold. */
    public String because() {
        RuleRef rule = now.rule();
        if (!now.change().stricter()) {
            return row.rule() != null ? row.rule() : String.valueOf(row.reason());
        }
        return rule == null ? now.reason().word() : rule.name() + " (" + rule.file() + ":" + rule.line() + ")";
    }

    /** Why: the reason that goes with {@link #because}. */
    public String reason() {
        return now.change().stricter() ? now.reason().word() : String.valueOf(row.reason());
    }

    /** Seconds that would have left more, or less where negative, as far as they are known. */
    public double seconds() {
        return now.seconds() - row.secondsLeft();
    }

    /** Bytes, likewise. */
    public long bytes() {
        return now.bytes() - row.bytesLeft();
    }

    /** One line of {@code replay --all --json}. */
    public JsonObject json() {
        return new JsonObject()
                .put("change", now.change().word())
                .put("id", row.id())
                .put("at", row.at())
                .put("speaker", row.speaker())
                .put("room", row.room())
                .put("name", row.name())
                .put("destination", row.destination())
                .put("audio_seconds", row.audioSeconds())
                .put("bytes", row.bytes())
                .put("then", side(row.verdict(), row.reason(), row.rule(), row.secondsLeft()))
                .put(
                        "now",
                        side(now.verdict().word(), now.reason().word(), text(now.rule()), now.seconds())
                                .put(
                                        "file",
                                        now.rule() == null ? null : now.rule().file())
                                .put(
                                        "line",
                                        now.rule() == null ? null : now.rule().line()));
    }

    private static @Nullable String text(@Nullable RuleRef rule) {
        return rule == null ? null : rule.name();
    }

    private static JsonObject side(
            @Nullable String verdict, @Nullable String reason, @Nullable String rule, double seconds) {
        return new JsonObject()
                .put("verdict", verdict)
                .put("reason", reason)
                .put("rule", rule)
                .put("left_seconds", Math.round(seconds * 10) / 10.0);
    }
}
