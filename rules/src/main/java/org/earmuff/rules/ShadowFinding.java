package org.earmuff.rules;

/**
 * What a rule in {@code mode: shadow} would have said, had it been asked alone.
 *
 * @param verdict allow where it would have said nothing
 */
public record ShadowFinding(RuleRef rule, Verdict verdict) {}
