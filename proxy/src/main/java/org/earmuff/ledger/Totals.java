package org.earmuff.ledger;

/**
 * One speaker's day.
 *
 * @param uploads how often sound left, in whole or in part
 * @param audioSeconds estimated seconds of sound that left; of an upload cut short, the share of its bytes that did
 * @param withheld how often sound, or what might have been, was withheld as a whole
 */
public record Totals(long uploads, double audioSeconds, long withheld) {

    public static final Totals NONE = new Totals(0, 0, 0);

    public Totals plus(Totals other) {
        return new Totals(uploads + other.uploads, audioSeconds + other.audioSeconds, withheld + other.withheld);
    }
}
