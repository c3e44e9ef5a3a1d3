package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;

/** Bytes in order, owned by the queue until taken or discarded. Its bound is its user's duty. */
final class ByteQueue {

    private final ArrayDeque<ByteBuf> buffers = new ArrayDeque<>();
    private long bytes;

    /** Takes ownership; an empty buffer is released at once. */
    void add(ByteBuf buffer) {
        if (!buffer.isReadable()) {
            buffer.release();
            return;
        }
        bytes += buffer.readableBytes();
        buffers.add(buffer);
    }

    long bytes() {
        return bytes;
    }

    boolean isEmpty() {
        return bytes == 0;
    }

    /** Gives up to {@code max} of the oldest bytes to the caller, never more than lie in one buffer; the queue must not be empty. */
    ByteBuf take(int max) {
        ByteBuf head = buffers.element();
        bytes -= Math.min(max, head.readableBytes());
        if (head.readableBytes() <= max) {
            return buffers.remove();
        }
        return head.readRetainedSlice(max);
    }

    /** Throws all of it away and says how much that was. */
    long discard() {
        long gone = bytes;
        buffers.forEach(ByteBuf::release);
        buffers.clear();
        bytes = 0;
        return gone;
    }
}
