package org.earmuff.rules.budget;

import java.util.Locale;

/**
 * How much one speaker may send in a calendar window of the household's zone.
 *
 * @param amount 1 or more: milliseconds of sound for {@link BudgetUnit#SECONDS}, bytes for {@link BudgetUnit#BYTES}; spent as soon as
 *     so much is used
 */
public record Budget(BudgetUnit unit, long amount, BudgetWindow window) {

    private static final long MILLIS_A_SECOND = 1000;

    public Budget {
        if (amount < 1) {
            throw new IllegalArgumentException("a budget is at least one millisecond of sound or one byte");
        }
    }

    /** The amount in the unit's own word: seconds with their fraction, or bytes. */
    public double inUnits(long amountOrUsed) {
        return unit == BudgetUnit.SECONDS ? amountOrUsed / (double) MILLIS_A_SECOND : amountOrUsed;
    }

    /** For people: {@code 180 s per day}, {@code 20000000 bytes per hour}. */
    @Override
    public String toString() {
        String much = unit == BudgetUnit.BYTES
                ? amount + " bytes"
                : amount % MILLIS_A_SECOND == 0
                        ? amount / MILLIS_A_SECOND + " s"
                        : String.format(Locale.ROOT, "%.3f s", inUnits(amount));
        return much + " per " + window.word();
    }
}
