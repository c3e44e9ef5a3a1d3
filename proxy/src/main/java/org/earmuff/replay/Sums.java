package org.earmuff.replay;

import org.earmuff.json.JsonObject;

/** How much left and how much was withheld, under one set of rules. Grows while rows go by. */
public final class Sums {

    private long uploads;
    private long withheld;
    private double seconds;
    private long bytes;

    void add(boolean left, double moreSeconds, long moreBytes) {
        uploads += left ? 1 : 0;
        withheld += left ? 0 : 1;
        seconds += moreSeconds;
        bytes += moreBytes;
    }

    void add(Sums other) {
        uploads += other.uploads;
        withheld += other.withheld;
        seconds += other.seconds;
        bytes += other.bytes;
    }

    /** How often sound left, in whole or in part. */
    public long uploads() {
        return uploads;
    }

    /** How often sound was withheld as a whole. */
    public long withheld() {
        return withheld;
    }

    /** Estimated seconds of sound that left. */
    public double seconds() {
        return seconds;
    }

    /** Bytes of uploads that left. */
    public long bytes() {
        return bytes;
    }

    JsonObject json() {
        return new JsonObject()
                .put("uploads", uploads)
                .put("audio_seconds", Math.round(seconds * 10) / 10.0)
                .put("bytes", bytes)
                .put("withheld", withheld);
    }
}
