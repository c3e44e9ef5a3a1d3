package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Outcome;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict.Limit;
import org.earmuff.rules.Verdict.Refuse;
import org.earmuff.rules.Verdict.Withhold;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Withholding;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker sends on one flow, on its way to the cloud: metered always, and then passed on, paced, or held until its burst is
 * settled, as the decision in force says.
 *
 * <p>A burst that was met by a withholding decision is judged by it to its end, also where the decision changes meanwhile: what is held
 * is never forwarded because a mute ended.
 */
final class Upstream {

    /** Application bytes of the largest keep-alive; no request begins with so few. */
    private static final int KEEP_ALIVE = 100;

    private final Lane lane;
    private final UpstreamMeter meter;
    private final Pacer pacer;
    private final ByteQueue held = new ByteQueue();
    private Decision decision;
    private @Nullable UploadLimit longest;
    /** The withholding decision that the open burst was met by. */
    private @Nullable Decision judgedBy;

    private boolean speakerDone;
    private boolean attempt;
    private boolean over;
    private @Nullable ScheduledFuture<?> settleTimer;

    Upstream(Lane lane, Terms terms) {
        this.lane = lane;
        this.decision = terms.decision();
        this.longest = terms.longestUpload();
        this.meter = new UpstreamMeter(lane);
        this.pacer = new Pacer(lane.loop(), lane.clock(), lane.share(), this::letOut, this::shaped);
        pacer.rate(rateOf(decision));
    }

    /** Takes ownership of what the speaker sent. */
    void data(ByteBuf in) {
        long now = lane.clock().nanos();
        if (!over) {
            settleIfSilent(now);
        }
        if (over) {
            discarded(in.readableBytes());
            in.release();
            return;
        }
        if (withheld() || judgedBy != null) {
            try {
                judge(in, now);
            } finally {
                in.release();
            }
        } else {
            meter.forwarded(in, now, decision);
            UploadLimit limit = longest;
            if (limit != null && meter.account().longerThan(limit)) {
                cut(in, limit);
                return;
            }
            pacer.add(in);
        }
        watchForSilence(now);
    }

    /** The speaker said that it sends no more. What is held still waits for its second of silence. */
    void speakerDone() {
        speakerDone = true;
        finishIfDrained();
    }

    /** The upload goes on for longer than it may. */
    private void cut(ByteBuf in, UploadLimit limit) {
        meter.account().takenBack(in.readableBytes());
        meter.account().cutBy(limit);
        discarded(in.readableBytes());
        in.release();
        abort(CloseCause.WITHHELD);
    }

    /** The name in the ClientHello that has passed by; null where there was none. */
    @Nullable
    String name() {
        return meter.clearName();
    }

    /** Puts other terms in force; nothing that they stop leaves after this returns. */
    void apply(Terms terms) {
        longest = terms.longestUpload();
        apply(terms.decision());
    }

    private void apply(Decision next) {
        boolean wasWithheld = withheld();
        Decision before = decision;
        decision = next;
        if (next.verdict() instanceof Refuse) {
            abort(CloseCause.REFUSED);
        } else if (withheld()) {
            if (!wasWithheld) {
                stop();
            }
        } else {
            if (wasWithheld && judgedBy == null && meter.open()) {
                judgedBy = before;
            }
            pacer.rate(rateOf(next));
        }
    }

    /** Whether reading should wait for the rate. */
    boolean full() {
        return pacer.full();
    }

    /**
     * The flow is over: throws away what waits and tells of the burst that was open.
     *
     * @param unseen bytes that were thrown away before they came here
     */
    void close(long unseen) {
        if (over) {
            return;
        }
        over = true;
        discarded(unseen);
        if (settleTimer != null) {
            settleTimer.cancel(false);
        }
        discard();
        meter.finish(judgedBy != null ? judgedBy : decision, attempt);
    }

    private boolean withheld() {
        return decision.verdict() instanceof Withhold;
    }

    /** Sound may be under way, or lie in queues of ours and of the kernel: then only breaking off stops it. */
    private void stop() {
        boolean cannotBeTakenBack = lane.unsent() && meter.maySound(KEEP_ALIVE);
        boolean waits = !pacer.isEmpty() && meter.maySound(Withholding.SMALL);
        boolean goesOn = meter.midRecord() && meter.maySound(Withholding.SMALL);
        if (meter.sound() || cannotBeTakenBack || waits || goesOn) {
            abort(CloseCause.WITHHELD);
            return;
        }
        // Small, and no sign of sound so far: it may go on as housekeeping, but is held until it is settled.
        long waited = pacer.moveTo(held);
        meter.account().takenBack(waited);
        if (waited > 0) {
            lane.observer().held(lane.flow(), waited);
        }
        pacer.rate(null);
        if (meter.open() || !held.isEmpty()) {
            judgedBy = decision;
            watchForSilence(lane.clock().nanos());
        }
    }

    private void judge(ByteBuf in, long now) {
        while (in.isReadable() && !over) {
            Piece piece = meter.next(in, now);
            if (piece.passes() && held.bytes() == piece.headerBefore()) {
                releaseHeld(now);
                pass(in.readRetainedSlice(piece.length()), now);
                continue;
            }
            lane.observer().held(lane.flow(), piece.length());
            held.add(in.readRetainedSlice(piece.length()));
            if (judgedBy == null && meter.open()) {
                judgedBy = decision;
            }
            if (meter.mustAbort()) {
                abort(CloseCause.WITHHELD);
            }
        }
        if (over) {
            discarded(in.readableBytes());
        }
        lane.flush();
    }

    private void pass(ByteBuf bytes, long now) {
        if (over) {
            discarded(bytes.readableBytes());
            bytes.release();
        } else if (lane.share().mayPass(now, bytes.readableBytes())) {
            lane.forward(bytes);
        } else {
            discarded(bytes.readableBytes());
            bytes.release();
            abort(CloseCause.HOUSEKEEPING_CAP);
        }
    }

    private void watchForSilence(long now) {
        if (settleTimer == null && !over && (meter.open() || !held.isEmpty())) {
            long wait = meter.open() ? Math.max(0, meter.settlesAtNanos() - now) : BurstMeter.PAUSE_NANOS;
            settleTimer = lane.loop().schedule(this::silence, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void silence() {
        settleTimer = null;
        long now = lane.clock().nanos();
        if (meter.midRecord() && judgedBy != null) {
            settleTimer = lane.loop().schedule(this::silence, BurstMeter.PAUSE_NANOS, TimeUnit.NANOSECONDS);
            return;
        }
        if (!meter.open()) {
            meter.decide(now);
        }
        settleIfSilent(now);
        if (!over && !meter.open() && !meter.midRecord()) {
            // All of it is of bursts that were small and over before they were held: no other burst will set it free.
            judgedBy = null;
            releaseHeld(now);
            lane.flush();
            finishIfDrained();
        }
        watchForSilence(now);
    }

    /** Where the burst is over, what is held of it leaves whole, or not at all. */
    private void settleIfSilent(long now) {
        Decision by = judgedBy != null ? judgedBy : decision;
        boolean judged = judgedBy != null;
        Withholding.Step step = meter.settle(now, by, judged);
        if (step == null) {
            return;
        }
        if (pacer.isEmpty() && !meter.midRecord() && !lane.unsent()) {
            meter.arrived();
        }
        judgedBy = null;
        if (judged && step == Withholding.Step.ABORT) {
            abort(CloseCause.WITHHELD);
            return;
        }
        releaseHeld(now);
        lane.flush();
        finishIfDrained();
    }

    private void releaseHeld(long now) {
        while (!held.isEmpty() && !over) {
            ByteBuf bytes = held.take(Integer.MAX_VALUE);
            lane.observer().held(lane.flow(), -bytes.readableBytes());
            pass(bytes, now);
        }
    }

    private void letOut(ByteBuf bytes) {
        lane.forward(bytes);
        if (pacer.isPaced()) {
            lane.flush();
        }
        finishIfDrained();
    }

    private void finishIfDrained() {
        if (speakerDone && !over && held.isEmpty() && pacer.isEmpty()) {
            lane.finish();
        }
    }

    private void abort(CloseCause cause) {
        attempt = cause == CloseCause.WITHHELD || cause == CloseCause.HOUSEKEEPING_CAP;
        if (cause == CloseCause.REFUSED) {
            meter.account().cutBy(decision);
        }
        lane.abort(cause);
    }

    private void discard() {
        long heldBytes = held.discard();
        if (heldBytes > 0) {
            lane.observer().held(lane.flow(), -heldBytes);
        }
        long waited = pacer.discard();
        meter.account().takenBack(waited);
        discarded(heldBytes + waited);
    }

    private void discarded(long bytes) {
        if (bytes > 0) {
            lane.observer().moved(lane.flow(), Direction.UP, Outcome.DISCARDED, bytes);
        }
    }

    private void shaped(long delayNanos) {
        lane.observer().shaped(lane.flow(), delayNanos);
    }

    private static @Nullable Rate rateOf(Decision decision) {
        return decision.verdict() instanceof Limit limit ? limit.rate() : null;
    }
}
