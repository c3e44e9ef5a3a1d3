package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.earmuff.rules.Rate;
import org.earmuff.rules.budget.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * Lets one association's datagrams out at its speaker's rate. What has no room in the queue is dropped, as any slow line would: a call
 * adapts to that, and a queue would only make it late.
 */
final class DatagramPacer {

    private static final int MOST = 64;
    private static final long MOST_BYTES = 32 * 1024;

    private final DatagramLane lane;
    private final Consumer<ByteBuf> out;
    private final HeldDatagrams queue = new HeldDatagrams(MOST, MOST_BYTES);
    private @Nullable TokenBucket bucket;
    private @Nullable ScheduledFuture<?> timer;

    /** @param out takes ownership of each datagram whose turn has come */
    DatagramPacer(DatagramLane lane, Consumer<ByteBuf> out) {
        this.lane = lane;
        this.out = out;
    }

    /** Sets or, with null, lifts the rate; what waits goes on under the new one. */
    void rate(@Nullable Rate rate) {
        bucket = rate == null ? null : lane.share().bucket(rate, lane.clock().nanos());
        if (bucket == null) {
            stopTimer();
            drain();
        }
    }

    /** Takes ownership where the datagram leaves or waits; false where there is no room for it. */
    boolean add(ByteBuf datagram) {
        if (bucket == null && queue.isEmpty()) {
            out.accept(datagram);
            return true;
        }
        if (!queue.fits(datagram)) {
            return false;
        }
        queue.add(datagram);
        if (timer == null) {
            drain();
        }
        return true;
    }

    /** Throws away what waits and says how many bytes that was. */
    long discard() {
        stopTimer();
        return queue.discard();
    }

    private void drain() {
        while (!queue.isEmpty()) {
            TokenBucket now = bucket;
            long wait = now == null ? 0 : now.reserve(lane.clock().nanos(), queue.nextBytes());
            if (wait > 0) {
                lane.observer().shaped(lane.flow(), wait);
                timer = lane.loop().schedule(this::dueNow, wait, TimeUnit.NANOSECONDS);
                return;
            }
            letOut();
        }
    }

    private void dueNow() {
        timer = null;
        letOut();
        drain();
    }

    private void letOut() {
        ByteBuf due = queue.take();
        if (due != null) {
            out.accept(due);
        }
    }

    private void stopTimer() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }
}
