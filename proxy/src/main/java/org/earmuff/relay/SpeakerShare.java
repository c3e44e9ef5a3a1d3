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

    /** What DNS and NTP may send whatever the verdict: less than speech can be coded in, and enough for a speaker that starts. */
    private static final long LOOKUPS_PER_SECOND = 1024;

    private static final long LOOKUPS_AT_ONCE = 32 * 1024;

    private final TokenBucket housekeeping;
    private final TokenBucket lookups;
    private final LearntNames names = new LearntNames();
    private final AtomicReference<@Nullable Paced> paced = new AtomicReference<>();
    private final AtomicLong pacedBytes = new AtomicLong();

    public SpeakerShare(long nowNanos) {
        housekeeping = Withholding.housekeeping(nowNanos);
        lookups = new TokenBucket(LOOKUPS_PER_SECOND, LOOKUPS_AT_ONCE, nowNanos);
    }

    /** Takes from the allowance of housekeeping; false where this minute's is spent. */
    public boolean mayPass(long nowNanos, long bytes) {
        return housekeeping.tryTake(nowNanos, bytes);
    }

    /** Takes from what lookups may send; false where that is spent. */
    public boolean mayAsk(long nowNanos, long bytes) {
        return lookups.tryTake(nowNanos, bytes);
    }

    /** Names that the speaker's own lookups have told. */
    public LearntNames names() {
        return names;
    }

    /** The bucket of a rate: one for all flows as long as the rate stays the same. */
    public TokenBucket bucket(Rate rate, long nowNanos) {
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
