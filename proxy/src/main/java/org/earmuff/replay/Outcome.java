package org.earmuff.replay;

import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * What would have become of one upload or attempt.
 *
 * @param verdict the one under which it would have begun to leave, or been withheld
 * @param reason why; that of what would have cut it where it would have been cut
 * @param rule the rule that would have decided; null where none
 * @param seconds of sound that would have left, as far as they are known
 * @param bytes that would have left, likewise
 */
public record Outcome(
        Change change,
        Verdict verdict,
        Reason reason,
        @Nullable RuleRef rule,
        double seconds,
        long bytes) {

    /** Whether anything would have left. */
    public boolean leaves() {
        return !stops(verdict);
    }

    /** Whether nothing may leave under a verdict. */
    static boolean stops(Verdict verdict) {
        return verdict instanceof Verdict.Withhold || verdict instanceof Verdict.Refuse;
    }
}
