package org.earmuff.relay;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.earmuff.rules.Rate;
import org.earmuff.rules.budget.TokenBucket;
import org.earmuff.rules.voice.Withholding;
import org.jspecify.annotations.Nullable;

/** What the flows of one speaker share, on whichever event loops they are: the rate's bucket, housekeeping's allowance, queued bytes. */
public final class SpeakerShare {

    /** Bytes read but waiting for their turn at the rate, over all flows of one speaker; above it reading waits too. */
    static final long MAX_PACED = 1024 * 1024;

    private record Paced(Rate rate, TokenBucket bucket) {}

    private final TokenBucket housekeeping;
    private final AtomicReference<@Nullable Paced> paced = new AtomicReference<>();
    private final AtomicLong pacedBytes = new AtomicLong();

    public SpeakerShare(long nowNanos) {
        housekeeping = Withholding.housekeeping(nowNanos);
    }

    /** Takes from the allowance of housekeeping; false where this minute's is spent. */
    boolean mayPass(long nowNanos, long bytes) {
        return housekeeping.tryTake(nowNanos, bytes);
    }

    /** The bucket of a rate: one for all flows as long as the rate stays the same. */
    TokenBucket bucket(Rate rate, long nowNanos) {
        Paced now = paced.updateAndGet(p -> p != null && p.rate().equals(rate)
                ? p
                : new Paced(rate, new TokenBucket(rate.bytesPerSecond(), rate.burstBytes(), nowNanos)));
        return java.util.Objects.requireNonNull(now).bucket();
    }

    /** Counts bytes into (or, negative, out of) the queues, and says whether the speaker is within its bound. */
    boolean queued(long delta) {
        return pacedBytes.addAndGet(delta) <= MAX_PACED;
    }
}
