package org.earmuff.inspect;

import java.util.Map;
import java.util.TreeMap;

/**
 * Puts one direction of a TCP connection in order again: retransmission, overlap, reordering, wrapping sequence numbers, a beginning that was
 * never captured.
 *
 * <p>Bytes come out when they have become contiguous, which is when a relay would have read them. A hole is waited for as long as the network may
 * still fill it; once the other side has acknowledged it, it is the capture that lost it, and what came after it counts with its own times.
 * Bounded: {@value #MOST_SEGMENTS} segments and {@value #MOST_BYTES} bytes wait behind a hole.
 */
final class Reassembly {

    /** Takes what is contiguous. Times never go back. */
    interface Sink {

        void data(long nanos, byte[] data, int from, int length);

        /** Bytes that were sent but are not in the capture. */
        void lost(long nanos, int length);
    }

    static final int MOST_SEGMENTS = 128;
    static final int MOST_BYTES = 256 * 1024;

    /** Acknowledgements may overtake data on their way into a capture. */
    private static final long ACKNOWLEDGED_WAIT_NANOS = 100_000_000L;

    /** With no acknowledgement in the capture, nobody can tell loss on the network from loss in the capture. */
    private static final long UNKNOWN_WAIT_NANOS = 700_000_000L;

    /** A retransmission that takes longer than this ends the connection. */
    private static final long NETWORK_WAIT_NANOS = 4_000_000_000L;

    /** No window is larger: such a jump is another connection on the same ports. */
    private static final int LARGEST_JUMP = 1 << 25;

    @SuppressWarnings("ArrayRecordComponent") // moved, never compared
    private record Waiting(long nanos, byte[] data, int length) {}

    private final Sink sink;
    private final TreeMap<Long, Waiting> waiting = new TreeMap<>();
    private int waitingBytes;
    private long position;
    private int expected;
    private boolean started;
    private boolean acknowledges;
    private long acknowledged = Long.MIN_VALUE;
    private long holeNanos;
    private long lastNanos = Long.MIN_VALUE;

    Reassembly(Sink sink) {
        this.sink = sink;
    }

    /** The connection's beginning: the next byte has this number. */
    void begin(long firstSequence) {
        started = true;
        expected = (int) firstSequence;
    }

    boolean started() {
        return started;
    }

    /** Whether something waits behind a hole. */
    boolean waits() {
        return !waiting.isEmpty();
    }

    /**
     * @param captured bytes of the segment that are in {@code data}, from {@code from} on
     * @param length bytes of the segment on the wire
     */
    void segment(long nanos, long sequence, byte[] data, int from, int captured, int length) {
        if (length == 0) {
            return;
        }
        if (!started) {
            begin(sequence);
        }
        expire(nanos);
        int offset = (int) sequence - expected;
        if (offset > LARGEST_JUMP || offset < -LARGEST_JUMP) {
            flush(nanos);
            position += 1;
            expected = (int) sequence;
            offset = 0;
        }
        if (offset > 0) {
            keep(nanos, position + offset, data, from, captured, length);
        } else if (offset + length > 0) {
            int known = -offset;
            deliver(nanos, data, from + Math.min(known, captured), Math.max(0, captured - known), length - known);
            drain(nanos, false);
        }
    }

    /** The other side expects this byte next: all before it has been sent. */
    void acknowledged(long nanos, long sequence) {
        acknowledges = true;
        if (started) {
            acknowledged = position + ((int) sequence - expected);
            expire(nanos);
        }
    }

    /** Gives up a hole that has been open for too long. */
    void expire(long nanos) {
        if (waiting.isEmpty()) {
            return;
        }
        long first = waiting.firstKey();
        long patience = acknowledged >= first
                ? ACKNOWLEDGED_WAIT_NANOS
                : acknowledges ? NETWORK_WAIT_NANOS : UNKNOWN_WAIT_NANOS;
        if (nanos - holeNanos > patience || waiting.size() > MOST_SEGMENTS || waitingBytes > MOST_BYTES) {
            jump();
        }
    }

    /** Everything that waits, holes or not. */
    void flush(long nanos) {
        while (!waiting.isEmpty()) {
            jump();
        }
    }

    private void keep(long nanos, long at, byte[] data, int from, int captured, int length) {
        Waiting known = waiting.get(at);
        if (known != null && known.length() >= length) {
            return;
        }
        if (waiting.isEmpty()) {
            holeNanos = nanos;
        }
        byte[] copy = new byte[captured];
        System.arraycopy(data, from, copy, 0, captured);
        waiting.put(at, new Waiting(nanos, copy, length));
        waitingBytes += captured - (known == null ? 0 : known.data().length);
        expire(nanos);
    }

    private void jump() {
        Map.Entry<Long, Waiting> first = waiting.firstEntry();
        long gap = first.getKey() - position;
        if (gap > 0) {
            advance(gap);
            sink.lost(forward(first.getValue().nanos()), (int) gap);
        }
        drain(Long.MIN_VALUE, true);
        if (!waiting.isEmpty()) {
            holeNanos = waiting.firstEntry().getValue().nanos();
        }
    }

    private void drain(long nanos, boolean ownTimes) {
        while (!waiting.isEmpty() && waiting.firstKey() <= position) {
            Map.Entry<Long, Waiting> entry = waiting.pollFirstEntry();
            Waiting next = entry.getValue();
            waitingBytes -= next.data().length;
            int known = (int) Math.min(position - entry.getKey(), next.length());
            if (known < next.length()) {
                int skip = Math.min(known, next.data().length);
                long time = ownTimes ? next.nanos() : nanos;
                deliver(time, next.data(), skip, next.data().length - skip, next.length() - known);
            }
        }
        if (!waiting.isEmpty() && !ownTimes) {
            holeNanos = nanos;
        }
    }

    private void deliver(long nanos, byte[] data, int from, int captured, int length) {
        long time = forward(nanos);
        advance(length);
        if (captured > 0) {
            sink.data(time, data, from, captured);
        }
        if (length > captured) {
            sink.lost(time, length - captured);
        }
    }

    private void advance(long bytes) {
        position += bytes;
        expected += (int) bytes;
    }

    private long forward(long nanos) {
        lastNanos = Math.max(lastNanos, nanos);
        return lastNanos;
    }
}
