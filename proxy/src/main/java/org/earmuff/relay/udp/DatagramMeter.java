package org.earmuff.relay.udp;

import org.earmuff.relay.BurstAccount;
import org.earmuff.rules.Decision;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Withholding;
import org.jspecify.annotations.Nullable;

/** What is known of one association's upstream: bursts of datagrams, how much of the open one has left; and the telling of uploads. */
final class DatagramMeter {

    private final BurstMeter bursts;
    private final Withholding withholding;
    private final BurstAccount account;

    /** @param greeting whether the first burst may be a connection's greeting */
    DatagramMeter(DatagramLane lane, Framing framing, boolean greeting) {
        this.bursts = new BurstMeter(framing);
        this.withholding = new Withholding(greeting);
        this.account = new BurstAccount(lane.flow(), lane.observer(), lane.clock(), lane::shownName);
    }

    /** Counts a datagram that is held. Where the pause before it was a burst's end, {@link #settle} was asked before. */
    void held(long now, int bytes) {
        bursts.add(now, bytes);
    }

    /** Counts a datagram that leaves, or waits for its turn to leave, at once. */
    void forwarded(long now, int bytes, Decision decision) {
        bursts.add(now, bytes);
        account.left(bytes, decision);
        account.followSound(bursts, now, decision);
    }

    /** How much of the open burst has left, and what is told of it. */
    BurstAccount account() {
        return account;
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
        account.settled(burst);
        Withholding.Step step = withholding.settled(burst);
        account.ended(burst, decision, judged && step == Withholding.Step.ABORT);
        return step;
    }

    /** @param attempt whether the association ends because its burst was withheld */
    void finish(Decision decision, boolean attempt) {
        Burst burst = bursts.finish();
        if (burst != null) {
            account.ended(burst, decision, attempt);
        }
    }
}
