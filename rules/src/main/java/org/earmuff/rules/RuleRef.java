package org.earmuff.rules;

/**
 * Where a rule was written, so that every verdict can point at its line.
 *
 * @param name the rule's name
 * @param file the file's path as the user would open it
 * @param line 1-based line of the rule in that file
 */
public record RuleRef(String name, String file, int line) {}
