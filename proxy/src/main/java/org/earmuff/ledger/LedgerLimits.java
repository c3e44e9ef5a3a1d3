package org.earmuff.ledger;

import java.time.Duration;

/**
 * How much of the account is kept; both limits hold.
 *
 * @param keep how old a row may get, {@link #LEAST_KEEP} or more
 * @param maxBytes how large the file and its log may get together, {@link #LEAST_BYTES} or more
 */
public record LedgerLimits(Duration keep, long maxBytes) {

    public static final Duration LEAST_KEEP = Duration.ofDays(1);
    public static final long LEAST_BYTES = 16L << 20;

    /** 400 days, so that a year can be compared with the one before, and 1 GiB. */
    public static final LedgerLimits USUAL = new LedgerLimits(Duration.ofDays(400), 1L << 30);

    public LedgerLimits {
        if (keep.compareTo(LEAST_KEEP) < 0 || maxBytes < LEAST_BYTES) {
            throw new IllegalArgumentException(
                    "a ledger keeps a day and 16 MiB at the least, not " + keep + " and " + maxBytes + " bytes");
        }
    }
}
