package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.Rate;
import org.earmuff.rules.budget.TokenBucket;
import org.jspecify.annotations.Nullable;

/**
 * Lets one flow's bytes out at its speaker's rate, in small slices, in order.
 *
 * <p>It reads ahead into a bounded queue instead of pausing the socket at once, so that the pace of what the speaker sends stays
 * visible to recognition.
 */
final class Pacer {

    /** Slices leave about this many times a second, so that a rate is smooth and flows of one speaker take turns. */
    private static final int SLICES_PER_SECOND = 20;

    private static final int SMALLEST_SLICE = 256;
    private static final int LARGEST_SLICE = 16 * 1024;
    /** Bytes one flow may have waiting before reading pauses; a whole voice request fits. */
    private static final long MAX_QUEUED = 128 * 1024;

    private final EventLoop loop;
    private final HouseClock clock;
    private final SpeakerShare share;
    private final Consumer<ByteBuf> out;
    private final LongConsumer shaped;
    private final ByteQueue queue = new ByteQueue();
    private @Nullable TokenBucket bucket;
    private int slice = LARGEST_SLICE;
    private @Nullable ByteBuf next;
    private @Nullable ScheduledFuture<?> timer;

    /** @param out takes ownership of each slice whose turn has come; null-rate means at once */
    Pacer(EventLoop loop, HouseClock clock, SpeakerShare share, Consumer<ByteBuf> out, LongConsumer shaped) {
        this.loop = loop;
        this.clock = clock;
        this.share = share;
        this.out = out;
        this.shaped = shaped;
    }

    /** Sets or, with null, lifts the rate; what waits goes on under the new one. */
    void rate(@Nullable Rate rate) {
        bucket = rate == null ? null : share.bucket(rate, clock.nanos());
        if (rate != null) {
            long wanted = rate.bytesPerSecond() / SLICES_PER_SECOND;
            slice = (int) Math.min(Math.max(wanted, SMALLEST_SLICE), Math.min(LARGEST_SLICE, rate.burstBytes()));
            slice = Math.max(slice, 1);
        }
        if (timer == null) {
            drain();
        } else if (bucket == null) {
            timer.cancel(false);
            dueNow();
        }
    }

    /** Takes ownership. */
    void add(ByteBuf bytes) {
        if (bucket == null && isEmpty()) {
            out.accept(bytes);
            return;
        }
        share.queued(bytes.readableBytes());
        queue.add(bytes);
        if (timer == null) {
            drain();
        }
    }

    boolean isEmpty() {
        return queue.isEmpty() && next == null;
    }

    /** Whether a rate is in force, so that slices come out by themselves and not within the reading of more. */
    boolean isPaced() {
        return bucket != null;
    }

    long bytes() {
        return queue.bytes() + (next == null ? 0 : next.readableBytes());
    }

    /** Whether reading should wait until {@link #bytes()} is less. */
    boolean full() {
        return bytes() >= MAX_QUEUED || (!isEmpty() && !share.queued(0));
    }

    /** Throws away what waits and says how much that was. */
    long discard() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        long gone = queue.discard();
        if (next != null) {
            gone += next.readableBytes();
            next.release();
            next = null;
        }
        share.queued(-gone);
        return gone;
    }

    /** Gives all that waits to another queue and says how much that was. */
    long moveTo(ByteQueue other) {
        long before = bytes();
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
        if (next != null) {
            other.add(next);
            next = null;
        }
        while (!queue.isEmpty()) {
            other.add(queue.take(Integer.MAX_VALUE));
        }
        share.queued(-before);
        return before;
    }

    private void drain() {
        while (next != null || !queue.isEmpty()) {
            if (next == null) {
                next = queue.take(bucket == null ? Integer.MAX_VALUE : slice);
            }
            long now = clock.nanos();
            long wait = bucket == null ? 0 : bucket.reserve(now, next.readableBytes());
            if (wait > 0) {
                shaped.accept(wait);
                timer = loop.schedule(this::dueNow, wait, TimeUnit.NANOSECONDS);
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
        ByteBuf due = next;
        next = null;
        if (due != null) {
            share.queued(-due.readableBytes());
            out.accept(due);
        }
    }
}
