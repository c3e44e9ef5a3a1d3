package org.earmuff.ledger.archive;

/**
 * By how much an archive's times may differ from the home's, in milliseconds: theirs minus ours.
 *
 * @param from the least
 * @param to the most
 * @param usualFrom most differences are between this
 * @param usualTo and this
 */
record Window(long from, long to, long usualFrom, long usualTo) {

    /** Where nothing can be learnt and times are written to the second. */
    static final Window USUAL = new Window(-5_000, 20_000, 0, 8_000);
    /** Where nothing can be learnt and times are cut to the minute. */
    static final Window USUAL_MINUTE = new Window(-62_000, 8_000, -57_000, 2_000);

    static Window of(long from, long to) {
        return new Window(from, to, from, to);
    }

    boolean holds(long difference) {
        return difference >= from && difference <= to;
    }

    long width() {
        return to - from;
    }

    /** Grows with the distance from what is usual; slightly with that from the middle, so that pairs do not cross. */
    double cost(long difference) {
        double outside = Math.max(0, Math.max(usualFrom - difference, difference - usualTo)) / 1000.0;
        double middle = (difference - (usualFrom + usualTo) / 2.0) / 1000.0;
        return outside * outside + 0.001 * middle * middle;
    }
}
