package org.earmuff.inspect;

import java.util.function.LongPredicate;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.Verdict.Refuse;
import org.earmuff.rules.Verdict.Withhold;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.rules.voice.Withholding.Step;
import org.jspecify.annotations.Nullable;

/**
 * One flow's bursts and what a verdict makes of them.
 *
 * <p>After an abort the capture goes on with what the device, left alone, did: it counts as its next connection, whose greeting is spent. The rest of
 * the burst that caused the abort is discarded with it.
 */
final class FlowAccount {

    /** Takes every burst that has ended. */
    interface Bursts {
        void ended(Burst burst, long forwardedBytes);

        void aborted();
    }

    private final Verdict verdict;
    private final Bursts bursts;
    private final LongPredicate housekeeping;
    private @Nullable BurstMeter meter;
    private Withholding withholding;
    private boolean discarding;
    private boolean refused;

    /** @param housekeeping takes bytes from what the speaker's flows may send together while withheld; false where it is spent */
    FlowAccount(Verdict verdict, boolean newConnection, LongPredicate housekeeping, Bursts bursts) {
        this.verdict = verdict;
        this.bursts = bursts;
        this.housekeeping = housekeeping;
        this.withholding = new Withholding(newConnection);
    }

    /** What the flow's units are; once, before the first. */
    void framed(Framing framing) {
        meter = new BurstMeter(framing);
    }

    /** Application data: a record's body, a datagram, what came at once on another stream. */
    void unit(long nanos, int bytes) {
        BurstMeter current = meter;
        if (current == null || bytes <= 0) {
            return;
        }
        Burst before = current.add(nanos, bytes);
        if (before != null) {
            ended(before);
        }
        if (verdict instanceof Withhold && !discarding && withholding.held(current) == Step.ABORT) {
            abort();
        } else if (verdict instanceof Refuse && !refused) {
            refused = true;
            bursts.aborted();
        }
    }

    /** Records that pass at once: handshakes, alerts, changes of cipher. */
    void housekeeping(int bytes) {
        if (verdict instanceof Withhold && !housekeeping.test(bytes)) {
            abort();
        }
    }

    boolean open() {
        return meter != null && meter.open();
    }

    void settle(long nanos) {
        Burst burst = meter == null ? null : meter.settle(nanos);
        if (burst != null) {
            ended(burst);
        }
    }

    /** The flow is over: nothing comes after, so what is held settles too. */
    void finish() {
        Burst burst = meter == null ? null : meter.finish();
        if (burst != null) {
            ended(burst);
        }
    }

    private void ended(Burst burst) {
        bursts.ended(burst, forwarded(burst));
        discarding = false;
    }

    private long forwarded(Burst burst) {
        if (verdict instanceof Refuse) {
            return 0;
        }
        if (!(verdict instanceof Withhold)) {
            return burst.bytes();
        }
        if (discarding) {
            return 0;
        }
        boolean passes = withholding.settled(burst) == Step.FORWARD && housekeeping.test(burst.wireBytes());
        if (!passes) {
            abort();
        }
        return passes ? burst.bytes() : 0;
    }

    private void abort() {
        bursts.aborted();
        withholding = new Withholding(false);
        discarding = open();
    }
}
