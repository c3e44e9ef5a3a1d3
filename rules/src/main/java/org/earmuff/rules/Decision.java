package org.earmuff.rules;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What may happen to a speaker's upstream, why, and for how long that is known.
 *
 * @param rule the rule that decided; null where no rule did (mute, default, unknown device)
 * @param validUntil the first instant at which the decision may differ although usage has not changed; {@link Instant#MAX} for never
 */
public record Decision(
        Verdict verdict, Reason reason, @Nullable RuleRef rule, Instant validUntil) {}
