package org.earmuff.rules.voice;

import org.earmuff.rules.budget.TokenBucket;

/**
 * What may become of one flow's held data while its speaker is withheld.
 *
 * <p>One per flow, from the flow's first byte on, whatever the verdict is: only so does it know whether the greeting is spent. Not thread-safe.
 * Ask {@link #held} after every unit given to the meter, {@link #settled} with every burst that the meter closes by silence.
 */
public final class Withholding {

    /** Application bytes that a settled burst may have. */
    public static final int SMALL = 2_000;

    /** Application bytes that the first settled burst of a new connection may have: it signs the speaker in. */
    public static final int GREETING = 8_000;

    /**
     * Bytes that all flows of one speaker may send at once while withheld: handshakes, greetings, keep-alives, state notes. Enough for a
     * speaker that starts, or whose connections were all broken off, to sign in on all of them.
     */
    public static final long HOUSEKEEPING_AT_ONCE = 64 * 1024;

    /** What grows back in a minute: 2.2 kbit/s, less than speech can be coded in, and as much as was ever seen (17.1 kB in a minute). */
    public static final long HOUSEKEEPING_GROWS_PER_MINUTE = 16 * 1024;

    /** No minute sees more than this. */
    public static final long HOUSEKEEPING_PER_MINUTE = HOUSEKEEPING_AT_ONCE + HOUSEKEEPING_GROWS_PER_MINUTE;

    private static final long SECONDS_PER_MINUTE = 60;

    /** What to do with what is held of the open burst. */
    public enum Step {
        /** Keep it back; nothing is known yet. */
        HOLD,
        /** It is settled, small and shows no sign of sound: forward it whole. */
        FORWARD,
        /** Discard it and abort the flow towards both sides. */
        ABORT
    }

    private boolean greeting;

    /** @param greeting whether the flow is a new connection; false where its beginning was not seen */
    public Withholding(boolean greeting) {
        this.greeting = greeting;
    }

    /** A full allowance of housekeeping for one speaker, to be shared by its flows. */
    public static TokenBucket housekeeping(long nowNanos) {
        return new TokenBucket(HOUSEKEEPING_GROWS_PER_MINUTE / SECONDS_PER_MINUTE, HOUSEKEEPING_AT_ONCE, nowNanos);
    }

    /** Application bytes that the open burst may have, at most. */
    public int limit() {
        return greeting ? GREETING : SMALL;
    }

    /** The open burst has grown: go on holding, or abort. */
    public Step held(BurstMeter meter) {
        return held(meter.bytes(), meter.sound());
    }

    /** As {@link #held(BurstMeter)}, for one who keeps the facts. */
    public Step held(long bytes, boolean sound) {
        return sound || bytes > limit() ? Step.ABORT : Step.HOLD;
    }

    /** A burst has settled. Call it under every verdict: the first burst spends the greeting. */
    public Step settled(Burst burst) {
        Step step = burst.bytes() > limit() || burst.suspicious() ? Step.ABORT : Step.FORWARD;
        greeting = false;
        return step;
    }
}
