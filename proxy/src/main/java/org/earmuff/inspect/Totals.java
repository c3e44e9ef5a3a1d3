package org.earmuff.inspect;

import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.Sound;
import org.earmuff.rules.voice.Withholding;

/** Sums over a capture; bytes are application data (record bodies, datagrams, or what a stream that is not TLS carries). */
public final class Totals {

    private long flows;
    private long upstreamBytes;
    private long uploads;
    private double audioSeconds;
    private long bursts;
    private long smallBursts;
    private long smallBurstsForwarded;
    private long nonUploadBytes;
    private long nonUploadForwardedBytes;
    private long abortedFlows;

    void flow() {
        flows++;
    }

    void aborted() {
        abortedFlows++;
    }

    void burst(Burst burst, long forwarded) {
        bursts++;
        upstreamBytes += burst.bytes();
        Sound sound = burst.sound();
        if (sound != null) {
            uploads++;
            audioSeconds += sound.audioSeconds();
            return;
        }
        nonUploadBytes += burst.bytes();
        nonUploadForwardedBytes += forwarded;
        if (burst.bytes() <= Withholding.SMALL) {
            smallBursts++;
            smallBurstsForwarded += forwarded == burst.bytes() ? 1 : 0;
        }
    }

    /** TCP connections and UDP associations of speakers; DNS and NTP are none. */
    public long flows() {
        return flows;
    }

    public long upstreamBytes() {
        return upstreamBytes;
    }

    public long uploads() {
        return uploads;
    }

    /** Seconds of sound in all uploads. */
    public double audioSeconds() {
        return audioSeconds;
    }

    /** All bursts, uploads included. */
    public long bursts() {
        return bursts;
    }

    /** Bursts of up to {@value Withholding#SMALL} bytes that are no uploads. */
    public long smallBursts() {
        return smallBursts;
    }

    public long smallBurstsForwarded() {
        return smallBurstsForwarded;
    }

    public long nonUploadBytes() {
        return nonUploadBytes;
    }

    public long nonUploadForwardedBytes() {
        return nonUploadForwardedBytes;
    }

    /** How often a flow would have been aborted; what follows in the capture counts as another flow, which may be aborted again. */
    public long abortedFlows() {
        return abortedFlows;
    }
}
