package org.earmuff.rules;

import java.time.Duration;

/**
 * How long one upload may be.
 *
 * @param longest seconds of sound, pre-roll included, after which it is cut
 * @param rule the rule that says so
 */
public record UploadLimit(Duration longest, RuleRef rule) {}
