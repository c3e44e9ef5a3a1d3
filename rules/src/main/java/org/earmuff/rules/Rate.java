package org.earmuff.rules;

/**
 * A sending rate and the burst that may pass at once.
 *
 * @param bytesPerSecond sustained rate, 1 or more
 * @param burstBytes bytes that may pass without waiting after a silence, 1 or more
 */
public record Rate(long bytesPerSecond, long burstBytes) {
    public Rate {
        if (bytesPerSecond < 1 || burstBytes < 1) {
            throw new IllegalArgumentException("a rate and its burst are at least 1 byte");
        }
    }
}
