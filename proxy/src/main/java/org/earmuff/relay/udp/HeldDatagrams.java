package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/** Datagrams in order, owned by the queue until taken or discarded. */
final class HeldDatagrams {

    private final ArrayDeque<ByteBuf> datagrams = new ArrayDeque<>();
    private final int most;
    private final long mostBytes;
    private long bytes;

    HeldDatagrams(int most, long mostBytes) {
        this.most = most;
        this.mostBytes = mostBytes;
    }

    /** Whether one more of this size has room. */
    boolean fits(ByteBuf datagram) {
        return datagrams.size() < most && bytes + datagram.readableBytes() <= mostBytes;
    }

    /** Takes ownership. */
    void add(ByteBuf datagram) {
        bytes += datagram.readableBytes();
        datagrams.add(datagram);
    }

    boolean isEmpty() {
        return datagrams.isEmpty();
    }

    /** The size of the oldest; 0 where there is none. */
    int nextBytes() {
        ByteBuf next = datagrams.peek();
        return next == null ? 0 : next.readableBytes();
    }

    /** Gives the oldest to the caller; null where there is none. */
    @Nullable
    ByteBuf take() {
        ByteBuf next = datagrams.poll();
        bytes -= next == null ? 0 : next.readableBytes();
        return next;
    }

    /** Throws all away and says how many bytes that was. */
    long discard() {
        long gone = bytes;
        datagrams.forEach(ByteBuf::release);
        datagrams.clear();
        bytes = 0;
        return gone;
    }
}
