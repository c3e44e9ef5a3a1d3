package org.earmuff.rules;

import java.time.Instant;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/** A mute in force: it says the same until it ends. */
final class MuteSource implements Source {

    private final MuteOrder order;
    private final Finding finding;
    private boolean ended;

    MuteSource(MuteOrder order) {
        this.order = order;
        Verdict verdict = order.style() == MuteOrder.Style.REFUSE ? Verdict.REFUSE : Verdict.WITHHOLD;
        this.finding = new Finding(verdict, Reason.MUTE, null);
    }

    @Override
    public Finding strictest() {
        return finding;
    }

    @Override
    public @Nullable Finding says() {
        return ended ? null : finding;
    }

    @Override
    public Instant next() {
        Instant until = order.until();
        return ended || until == null ? Instant.MAX : until;
    }

    @Override
    public void moveTo(Instant at) {
        ended = !order.activeAt(at);
    }
}
