package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.earmuff.wire.ClientHello;
import org.jspecify.annotations.Nullable;

/**
 * Holds a flow's first bytes until they have told the name that it wants, so that to a refused name not even the question leaves. Bytes
 * that are no ClientHello, more than 16 KiB of them, or a second without an answer end the wait: then the flow has no name.
 */
final class NameGate {

    static final long PATIENCE_NANOS = 1_000_000_000L;

    private final Lane lane;
    private final Consumer<@Nullable String> told;
    private final Consumer<ByteBuf> out;
    private final ByteQueue held = new ByteQueue();
    private final NameReader reader = new NameReader();
    private @Nullable ScheduledFuture<?> timer;
    private boolean open;

    /**
     * A closed gate.
     *
     * @param told learns the name, or that there is none, before the bytes go on
     * @param out takes ownership of the bytes that go on, in order
     */
    NameGate(Lane lane, Consumer<@Nullable String> told, Consumer<ByteBuf> out) {
        this.lane = lane;
        this.told = told;
        this.out = out;
    }

    /** Takes ownership. */
    void data(ByteBuf in) {
        if (open) {
            out.accept(in);
            return;
        }
        reader.read(in);
        lane.observer().held(lane.flow(), in.readableBytes());
        held.add(in);
        if (reader.done() || held.bytes() >= ClientHello.MOST_BYTES) {
            decide();
        } else if (timer == null) {
            timer = lane.loop().schedule(this::decide, PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    /** Waits no longer: what is known of the name is told, and what is held goes on, unless that ended the flow. */
    void decide() {
        if (!open) {
            stopWaiting();
            told.accept(reader.name());
            letGo();
        }
    }

    /** The name does not matter (any more): what is held goes on, and so does all that comes. */
    void letGo() {
        if (!open) {
            stopWaiting();
        }
        if (held.isEmpty()) {
            return;
        }
        while (!held.isEmpty()) {
            ByteBuf bytes = held.take(Integer.MAX_VALUE);
            lane.observer().held(lane.flow(), -bytes.readableBytes());
            out.accept(bytes);
        }
        lane.flush();
    }

    /** The flow is over: throws away what is held and says how much that was. */
    long close() {
        stopWaiting();
        long gone = held.discard();
        if (gone > 0) {
            lane.observer().held(lane.flow(), -gone);
        }
        return gone;
    }

    private void stopWaiting() {
        open = true;
        reader.close();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
