package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.Service;
import org.earmuff.relay.Terms;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Rate;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict.Limit;
import org.earmuff.rules.Verdict.Refuse;
import org.earmuff.rules.Verdict.Withhold;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.wire.QuicDatagram;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker sends on one association that may carry sound, on its way to the cloud: metered always, and then passed on, paced, or
 * held until its burst is settled, as the decision in force says. The discipline is TCP's, by the datagram.
 *
 * <p>A burst that was met by a withholding decision is judged by it to its end, also where the decision changes meanwhile.
 */
final class DatagramUpstream {

    /** What one QUIC connection may send for its handshake while withheld; more counts as application data. */
    private static final int HANDSHAKE = 16 * 1024;

    /** So many datagrams at most are held, be they as small as they may. */
    private static final int MOST_HELD = 256;

    private final DatagramLane lane;
    private final boolean quic;
    private final DatagramMeter meter;
    private final DatagramPacer pacer;
    private final HeldDatagrams held = new HeldDatagrams(MOST_HELD, Withholding.GREETING);
    private Decision decision;
    private @Nullable UploadLimit longest;
    /** The withholding decision that the open burst was met by. */
    private @Nullable Decision judgedBy;

    private int handshake;
    private boolean attempt;
    private boolean over;
    private @Nullable ScheduledFuture<?> settleTimer;

    DatagramUpstream(DatagramLane lane, Terms terms) {
        this.lane = lane;
        this.quic = lane.flow().service() == Service.QUIC;
        this.decision = terms.decision();
        this.longest = terms.longestUpload();
        this.meter = new DatagramMeter(lane, quic ? Framing.QUIC : Framing.DATAGRAM, quic);
        this.pacer = new DatagramPacer(lane, lane::forward);
        pacer.rate(rateOf(decision));
    }

    /** Takes ownership of what the speaker sent. */
    void data(ByteBuf in) {
        long now = lane.clock().nanos();
        if (!over) {
            settleIfSilent(now);
        }
        if (over) {
            discarded(in);
        } else if (quic) {
            quic(in, now);
        } else {
            application(in, now);
        }
        watchForSilence(now);
    }

    private void quic(ByteBuf in, long now) {
        QuicDatagram parts = QuicDatagram.of(in);
        if (!judged() || parts.handshake() == 0 || handshake + parts.handshake() > HANDSHAKE) {
            if (parts.application() == 0 && !judged()) {
                paced(in);
            } else {
                application(in, now);
            }
            return;
        }
        handshake += parts.handshake();
        if (parts.application() == 0) {
            pass(in, now);
        } else if (parts.initial()) {
            application(in, now);
        } else {
            // The end of the handshake travels with the first data, and the connection waits for it.
            pass(in.readRetainedSlice(parts.handshake()), now);
            application(in, now);
        }
    }

    private void application(ByteBuf in, long now) {
        int bytes = Math.max(1, in.readableBytes());
        if (over) {
            discarded(in);
        } else if (judged()) {
            meter.held(now, bytes);
            judgedBy = judgedBy == null ? decision : judgedBy;
            if (meter.mustAbort() || !held.fits(in)) {
                discarded(in);
                abort(CloseCause.WITHHELD);
            } else {
                hold(in);
            }
        } else {
            meter.forwarded(now, bytes, decision);
            UploadLimit limit = longest;
            if (limit != null && meter.account().longerThan(limit)) {
                meter.account().takenBack(bytes);
                meter.account().cutBy(limit);
                discarded(in);
                abort(CloseCause.WITHHELD);
            } else if (!paced(in)) {
                meter.account().takenBack(bytes);
            }
        }
    }

    private boolean paced(ByteBuf in) {
        if (pacer.add(in)) {
            return true;
        }
        discarded(in);
        return false;
    }

    /** Copied to size: what was read into may be many times as large. */
    private void hold(ByteBuf in) {
        int bytes = in.readableBytes();
        lane.observer().held(lane.flow(), bytes);
        held.add(in.alloc().buffer(bytes).writeBytes(in));
        in.release();
    }

    /** Puts other terms in force; nothing that they stop leaves after this returns. */
    void apply(Terms terms) {
        boolean wasWithheld = withheld();
        Decision before = decision;
        longest = terms.longestUpload();
        decision = terms.decision();
        if (decision.verdict() instanceof Refuse) {
            abort(CloseCause.REFUSED);
        } else if (withheld()) {
            if (!wasWithheld) {
                stop();
            }
        } else {
            if (wasWithheld && judgedBy == null && meter.open()) {
                judgedBy = before;
            }
            pacer.rate(rateOf(decision));
        }
    }

    /** What left is gone: there is no kernel queue to speak of. What waits for its turn was let go by another decision than this. */
    private void stop() {
        long waited = pacer.discard();
        meter.account().takenBack(waited);
        discardedBytes(waited);
        pacer.rate(null);
        if (meter.sound() || (waited > 0 && meter.maySound())) {
            abort(CloseCause.WITHHELD);
        } else if (meter.open()) {
            judgedBy = decision;
            watchForSilence(lane.clock().nanos());
        }
    }

    /** The association is over: throws away what waits and tells of the burst that was open. */
    void close() {
        if (over) {
            return;
        }
        over = true;
        if (settleTimer != null) {
            settleTimer.cancel(false);
        }
        long heldBytes = held.discard();
        if (heldBytes > 0) {
            lane.observer().held(lane.flow(), -heldBytes);
        }
        long waited = pacer.discard();
        meter.account().takenBack(waited);
        discardedBytes(heldBytes + waited);
        meter.finish(judgedBy != null ? judgedBy : decision, attempt);
    }

    private boolean withheld() {
        return decision.verdict() instanceof Withhold;
    }

    private boolean judged() {
        return withheld() || judgedBy != null;
    }

    private void pass(ByteBuf bytes, long now) {
        if (over) {
            discarded(bytes);
        } else if (lane.share().mayPass(now, bytes.readableBytes() + Lookups.HEADERS)) {
            lane.forward(bytes);
        } else {
            discarded(bytes);
            abort(CloseCause.HOUSEKEEPING_CAP);
        }
    }

    private void watchForSilence(long now) {
        if (settleTimer == null && !over && meter.open()) {
            long wait = Math.max(0, meter.settlesAtNanos() - now);
            settleTimer = lane.loop().schedule(this::silence, wait, TimeUnit.NANOSECONDS);
        }
    }

    private void silence() {
        settleTimer = null;
        long now = lane.clock().nanos();
        settleIfSilent(now);
        watchForSilence(now);
    }

    /** Where the burst is over, what is held of it leaves whole, or not at all. */
    private void settleIfSilent(long now) {
        boolean judged = judgedBy != null;
        Withholding.Step step = meter.settle(now, judgedBy != null ? judgedBy : decision, judged);
        if (step == null) {
            return;
        }
        judgedBy = null;
        if (judged && step == Withholding.Step.ABORT) {
            abort(CloseCause.WITHHELD);
            return;
        }
        for (ByteBuf next = held.take(); next != null; next = held.take()) {
            lane.observer().held(lane.flow(), -next.readableBytes());
            pass(next, now);
        }
    }

    private void abort(CloseCause cause) {
        attempt = cause == CloseCause.WITHHELD || cause == CloseCause.HOUSEKEEPING_CAP;
        if (cause == CloseCause.REFUSED) {
            meter.account().cutBy(decision);
        }
        lane.abort(cause);
    }

    private void discarded(ByteBuf in) {
        discardedBytes(in.readableBytes());
        in.release();
    }

    private void discardedBytes(long bytes) {
        if (bytes > 0) {
            lane.observer().moved(lane.flow(), Direction.UP, Outcome.DISCARDED, bytes);
        }
    }

    private static @Nullable Rate rateOf(Decision decision) {
        return decision.verdict() instanceof Limit limit ? limit.rate() : null;
    }
}
