package org.earmuff.config;

import java.time.ZoneId;

/**
 * Whose appliance this is.
 *
 * @param name shown to people; {@code Home} where the file does not say
 * @param timezone whose wall clock rules are read on; the system's where the file does not say
 */
public record Household(String name, ZoneId timezone) {}
