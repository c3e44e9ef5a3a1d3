package org.earmuff.relay;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Sound;
import org.jspecify.annotations.Nullable;

/** How much of a flow's open burst has left and under which decision, and the telling of its sound and of its end, for TCP and UDP alike. */
public final class BurstAccount {

    private static final long LOOK_MILLIS = 50;

    private final Flow flow;
    private final FlowObserver observer;
    private final HouseClock clock;
    private final Supplier<@Nullable String> name;

    private long forwarded;
    /** The decision that let the open burst's first bytes leave; null while none has left. */
    private @Nullable Decision leftUnder;

    /** The decision that cut the open burst short; null while none did. */
    private @Nullable Decision cutBy;

    private boolean soundTold;
    /** Milliseconds of sound of the open burst that were told so far, and when to look again. */
    private long soundMillis;

    private long lookAgainAt;
    private long lookAgainFrom;

    /** @param name the flow's name as far as it is known when asked; null where it is not */
    public BurstAccount(Flow flow, FlowObserver observer, HouseClock clock, Supplier<@Nullable String> name) {
        this.flow = flow;
        this.observer = observer;
        this.clock = clock;
        this.name = name;
    }

    /** Bytes of the open burst leave, or wait for their turn to leave. */
    public void left(long bytes, Decision decision) {
        leftUnder = leftUnder == null ? decision : leftUnder;
        forwarded += bytes;
    }

    /** Bytes counted as forwarded were held or thrown away after all. */
    public void takenBack(long bytes) {
        forwarded = Math.max(0, forwarded - bytes);
    }

    /**
     * Tells that sound began, and how long it is by now. Estimating costs more than the other questions: it is asked once for some
     * {@value #LOOK_MILLIS} ms of sound.
     */
    public void followSound(@Nullable BurstMeter bursts, long now, Decision decision) {
        if (bursts == null || !bursts.sound()) {
            return;
        }
        if (!soundTold) {
            soundTold = true;
            observer.soundBegan(flow, name.get(), decision);
        }
        if (soundMillis > 0 && now - lookAgainAt < 0 && bursts.bytes() < lookAgainFrom) {
            return;
        }
        Burst soFar = bursts.soFar();
        if (soFar == null) {
            return;
        }
        tellSound(soFar);
        lookAgainAt = now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
        lookAgainFrom = soFar.bytes() + Math.max(1, soFar.bytes() * LOOK_MILLIS / Math.max(LOOK_MILLIS, soundMillis));
    }

    /** A burst has been silent for long enough: what of its sound was not told yet is. */
    public void settled(Burst burst) {
        if (soundMillis > 0) {
            tellSound(burst);
        }
    }

    /** An estimate that falls takes nothing back: it may only rise again later. */
    private void tellSound(Burst burst) {
        Sound sound = burst.sound();
        long millis = sound == null ? 0 : (long) Math.ceil(sound.audioSeconds() * 1000);
        if (millis > soundMillis) {
            observer.spoken(flow, millis - soundMillis);
            soundMillis = millis;
        }
    }

    /** Whether the sound of the open burst, as far as it was let go, is longer than a limit. */
    public boolean longerThan(UploadLimit limit) {
        return soundMillis > limit.longest().toMillis();
    }

    /** The open burst ends because it was longer than this. */
    public void cutBy(UploadLimit limit) {
        cutBy(new Decision(Verdict.WITHHOLD, Reason.LONGEST_UPLOAD, limit.rule(), Instant.MAX));
    }

    /** The open burst ends because nothing may leave any more; what cut it first is what counts. */
    public void cutBy(Decision decision) {
        cutBy = cutBy == null ? decision : cutBy;
    }

    /**
     * The open burst is over and the next one begins at nothing.
     *
     * @param attempt whether it was withheld
     */
    public void ended(Burst burst, Decision decision, boolean attempt) {
        if (burst.upload() || attempt) {
            Instant now = clock.now();
            long nanos = clock.nanos();
            observer.uploaded(new Upload(
                    flow,
                    name.get(),
                    now.minusNanos(nanos - burst.startNanos()),
                    now.minusNanos(nanos - burst.endNanos()),
                    burst,
                    Math.min(forwarded, burst.wireBytes()),
                    told(decision, attempt)));
        }
        forwarded = 0;
        leftUnder = null;
        cutBy = null;
        soundMillis = 0;
        soundTold = false;
    }

    /**
     * Sound that left did so under the decision before a mute, an hour or a rule cut it short: that one's verdict is told, with the reason
     * and the rule of what cut it, so that whoever reads it sees both that it left and why not all of it did.
     */
    private Decision told(Decision decision, boolean attempt) {
        Decision left = forwarded > 0 ? leftUnder : null;
        Decision cut = cutBy != null ? cutBy : attempt ? decision : null;
        if (cut == null) {
            return left != null ? left : decision;
        }
        return left == null ? cut : new Decision(left.verdict(), cut.reason(), cut.rule(), cut.validUntil());
    }
}
