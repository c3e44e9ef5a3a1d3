package org.earmuff.ledger.archive;

/**
 * What the reading of one archive may take.
 *
 * @param activations so many are kept
 * @param waiting so many rows of a table are kept until it is known in which order its dates are written
 * @param unpacked bytes that all of its files together may unpack to
 * @param partly whether what is beyond the activations is left out and told; else the reading ends
 * @param goOn asked between records and between pieces of what is read; throws where the reading must end
 */
public record Bounds(int activations, int waiting, long unpacked, boolean partly, Runnable goOn) {

    /** Of a process of its own, which may take its time, and whose end ends nothing else. */
    static final Bounds ALONE = new Bounds(500_000, 500_000, Long.MAX_VALUE, true, () -> {});

    /** More than the 400 days that an account is kept, at a hundred a day: 40,000. */
    private static final int MOST_WITHIN = 50_000;

    private static final long MOST_UNPACKED = 512L << 20;

    /**
     * Inside the appliance, whose memory and time are the speakers', too. Part of an archive would make a wrong report, and whoever wants
     * all of it has the command.
     *
     * @param goOn throws {@link ReadingEnded} where nobody waits for the reading any longer, or it lasts too long
     */
    public static Bounds within(Runnable goOn) {
        // Vendors write several rows for one activation.
        return new Bounds(MOST_WITHIN, 4 * MOST_WITHIN, MOST_UNPACKED, false, goOn);
    }

    /** One more than may be kept is there. */
    void full() {
        if (!partly) {
            throw new ReadingEnded(ReadingEnded.Why.MANY, activations);
        }
    }

    void unpacked(long bytes) {
        if (bytes > unpacked) {
            throw new ReadingEnded(ReadingEnded.Why.SWELLS, unpacked >> 20);
        }
    }
}
