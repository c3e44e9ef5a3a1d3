package org.earmuff.relay.udp;

import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Sound;
import org.earmuff.rules.voice.Withholding;
import org.jspecify.annotations.Nullable;

/** What is known of one association's upstream: bursts of datagrams, how much of the open one has left; and the telling of uploads. */
final class DatagramMeter {

    private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

    private final DatagramLane lane;
    private final BurstMeter bursts;
    private final Withholding withholding;

    private long forwardedOfBurst;
    /** The decision that let the open burst's first datagram leave; null while none has left. */
    private @Nullable Decision leftUnder;

    private @Nullable UploadLimit cutBy;
    private boolean soundTold;
    /** Milliseconds of sound of the open burst that were told so far, and when to look again. */
    private long soundMillis;

    private long lookAgainAt;

    /** @param greeting whether the first burst may be a connection's greeting */
    DatagramMeter(DatagramLane lane, Framing framing, boolean greeting) {
        this.lane = lane;
        this.bursts = new BurstMeter(framing);
        this.withholding = new Withholding(greeting);
    }

    /** Counts a datagram that is held. Where the pause before it was a burst's end, {@link #settle} was asked before. */
    void held(long now, int bytes) {
        bursts.add(now, bytes);
    }

    /** Counts a datagram that leaves, or waits for its turn to leave, at once. */
    void forwarded(long now, int bytes, Decision decision) {
        bursts.add(now, bytes);
        leftUnder = leftUnder == null ? decision : leftUnder;
        forwardedOfBurst += bytes;
        if (!bursts.sound()) {
            return;
        }
        if (!soundTold) {
            soundTold = true;
            lane.observer().soundBegan(lane.flow(), lane.shownName(), decision);
        }
        Burst soFar = soundMillis == 0 || now - lookAgainAt >= 0 ? bursts.soFar() : null;
        if (soFar != null) {
            tellSound(soFar);
            lookAgainAt = now + LOOK_NANOS;
        }
    }

    /** Bytes counted as forwarded were thrown away. */
    void takenBack(long bytes) {
        forwardedOfBurst = Math.max(0, forwardedOfBurst - bytes);
    }

    private void tellSound(Burst burst) {
        Sound sound = burst.sound();
        long millis = sound == null ? 0 : (long) Math.ceil(sound.audioSeconds() * 1000);
        if (millis > soundMillis) {
            lane.observer().spoken(lane.flow(), millis - soundMillis);
            soundMillis = millis;
        }
    }

    boolean longerThan(UploadLimit limit) {
        return soundMillis > limit.longest().toMillis();
    }

    /** The open burst ends because it was longer than this. */
    void cutBy(UploadLimit limit) {
        cutBy = limit;
    }

    boolean open() {
        return bursts.open();
    }

    boolean sound() {
        return bursts.sound();
    }

    /** Whether what waits may be part of sound: its burst is, or is more than housekeeping. */
    boolean maySound() {
        return bursts.sound() || bursts.bytes() > Withholding.SMALL;
    }

    /** Whether what is held of the open burst must be thrown away now. */
    boolean mustAbort() {
        return withholding.held(bursts) == Withholding.Step.ABORT;
    }

    long settlesAtNanos() {
        return bursts.settlesAtNanos();
    }

    /**
     * Closes the open burst where it has been silent for long enough; then says whether what is held of it may leave, else null.
     *
     * @param judged whether it is held, so that one that may not leave is told as an attempt
     */
    Withholding.@Nullable Step settle(long now, Decision decision, boolean judged) {
        Burst burst = bursts.settle(now);
        if (burst == null) {
            return null;
        }
        if (soundMillis > 0) {
            tellSound(burst);
        }
        Withholding.Step step = withholding.settled(burst);
        tell(burst, decision, judged && step == Withholding.Step.ABORT);
        return step;
    }

    /** @param attempt whether the association ends because its burst was withheld */
    void finish(Decision decision, boolean attempt) {
        Burst burst = bursts.finish();
        if (burst != null) {
            tell(burst, decision, attempt);
        }
    }

    private void tell(Burst burst, Decision decision, boolean attempt) {
        if (burst.upload() || attempt) {
            Instant now = lane.clock().now();
            long nanos = lane.clock().nanos();
            lane.observer()
                    .uploaded(new Upload(
                            lane.flow(),
                            lane.shownName(),
                            now.minusNanos(nanos - burst.startNanos()),
                            now.minusNanos(nanos - burst.endNanos()),
                            burst,
                            Math.min(forwardedOfBurst, burst.wireBytes()),
                            told(decision)));
        }
        forwardedOfBurst = 0;
        leftUnder = null;
        cutBy = null;
        soundMillis = 0;
        soundTold = false;
    }

    /** As for TCP: what left did so under the decision before a mute cut it short; one that was too long is told with that reason. */
    private Decision told(Decision decision) {
        Decision left = forwardedOfBurst > 0 && leftUnder != null ? leftUnder : null;
        UploadLimit limit = cutBy;
        if (limit == null) {
            return left != null ? left : decision;
        }
        Verdict verdict = left != null ? left.verdict() : Verdict.WITHHOLD;
        return new Decision(verdict, Reason.LONGEST_UPLOAD, limit.rule(), decision.validUntil());
    }
}
