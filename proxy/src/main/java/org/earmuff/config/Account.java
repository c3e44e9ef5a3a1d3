package org.earmuff.config;

import java.time.Duration;

/**
 * How much of the account is kept; both limits hold.
 *
 * @param keep how old a row may get, 1 day to 36,500 days; 400 days where the file does not say
 * @param maxSize bytes on disk, 16 MiB to 1024 GiB; 1 GiB where the file does not say
 */
public record Account(Duration keep, long maxSize) {}
