package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Outcome;
import org.earmuff.wire.ClientHello;
import org.earmuff.wire.QuicInitial;
import org.jspecify.annotations.Nullable;

/**
 * Reads a QUIC connection's name from its first datagrams; where rules ask for names, it holds them until the name is known, or known
 * not to come: so that to a refused name not even the question leaves.
 */
final class DatagramNames {

    private static final long PATIENCE_NANOS = 1_000_000_000L;
    private static final int MOST_HELD = 16;

    private final DatagramLane lane;
    private final Runnable told;
    private final Consumer<ByteBuf> out;
    private final HeldDatagrams held = new HeldDatagrams(MOST_HELD, ClientHello.MOST_BYTES);
    private @Nullable QuicInitial initial = new QuicInitial();
    private @Nullable String name;
    private @Nullable ScheduledFuture<?> timer;

    /**
     * For a connection's beginning.
     *
     * @param told runs once the name is known, or known not to come, before anything that was held goes on
     * @param out takes ownership of the datagrams that go on, in order
     */
    DatagramNames(DatagramLane lane, Runnable told, Consumer<ByteBuf> out) {
        this.lane = lane;
        this.told = told;
        this.out = out;
    }

    /** The name in the ClientHello; null where it is not there, or not yet. */
    @Nullable
    String name() {
        return name;
    }

    /**
     * Takes ownership.
     *
     * @param wait whether nothing may go on before the name is known
     */
    void data(ByteBuf in, boolean wait) {
        QuicInitial reader = initial;
        if (reader == null) {
            out.accept(in);
            return;
        }
        ClientHello.Answer answer = reader.read(in);
        if (answer instanceof ClientHello.Good good) {
            name = good.hello().serverName();
        }
        boolean known = !(answer instanceof ClientHello.Incomplete);
        if (!wait) {
            letGo();
            out.accept(in);
        } else if (held.fits(in)) {
            lane.observer().held(lane.flow(), in.readableBytes());
            held.add(in);
        } else {
            known = true;
            lane.observer().moved(lane.flow(), Direction.UP, Outcome.DISCARDED, in.readableBytes());
            in.release();
        }
        if (known) {
            decide();
        } else if (wait && timer == null) {
            timer = lane.loop().schedule(this::decide, PATIENCE_NANOS, TimeUnit.NANOSECONDS);
        }
    }

    private void decide() {
        if (initial == null) {
            return;
        }
        initial = null;
        stopTimer();
        told.run();
        letGo();
    }

    /** What is held goes on. */
    void letGo() {
        for (ByteBuf next = held.take(); next != null; next = held.take()) {
            lane.observer().held(lane.flow(), -next.readableBytes());
            out.accept(next);
        }
    }

    /** The association is over: throws away what is held and says how much that was. */
    long close() {
        initial = null;
        stopTimer();
        long gone = held.discard();
        if (gone > 0) {
            lane.observer().held(lane.flow(), -gone);
        }
        return gone;
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
