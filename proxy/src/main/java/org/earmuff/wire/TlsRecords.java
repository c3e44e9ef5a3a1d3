package org.earmuff.wire;

import io.netty.buffer.ByteBuf;

/**
 * Follows the record headers of one direction of a TLS connection, however its bytes are cut, without copying any.
 *
 * <p>Give it every byte once and in order, piece by piece:
 *
 * <pre>{@code
 * while (from < to && records.next(chunk, from, to)) {
 *     // records.length() bytes from `from` on belong to one record of records.type()
 *     from += records.length();
 * }
 * }</pre>
 *
 * <p>A piece is as much of one record, header included, as the chunk holds. Once a header cannot be one, {@link #next} answers false and
 * {@link #state} says {@link State#NOT_TLS}, for good unless {@link #resync} finds a header again. Not thread-safe. Holds no buffer.
 */
public final class TlsRecords {

    public static final int CHANGE_CIPHER_SPEC = 20;
    public static final int ALERT = 21;
    public static final int HANDSHAKE = 22;
    public static final int APPLICATION_DATA = 23;
    public static final int HEARTBEAT = 24;

    /** Bytes of a record's header: type, version (2), length (2). */
    public static final int HEADER = 5;

    /** The longest body that RFC 5246 allows; TLS 1.3 allows less. */
    public static final int LONGEST_BODY = 16_384 + 2_048;

    /** What is known of the bytes so far. */
    public enum State {
        /** No whole header has been seen. */
        INCOMPLETE,
        /** Every header so far was one. */
        TLS,
        /** A header was none. */
        NOT_TLS
    }

    private State state = State.INCOMPLETE;
    private int headerBytes;
    private int type;
    private int bodyLength;
    private int bodyLeft;
    private int length;
    private boolean announced;

    /**
     * Advances over the next piece of a chunk.
     *
     * @param from index of the first byte not yet given
     * @param to index after the chunk's last byte
     * @return whether there was a piece; false where the chunk is used up or is not TLS
     */
    public boolean next(ByteBuf chunk, int from, int to) {
        length = 0;
        announced = false;
        int at = from;
        if (headerBytes == HEADER && bodyLeft == 0) {
            headerBytes = 0;
        }
        while (headerBytes < HEADER && at < to && state != State.NOT_TLS) {
            header(chunk.getUnsignedByte(at++));
        }
        if (state == State.NOT_TLS || from >= to) {
            return false;
        }
        if (headerBytes == HEADER) {
            int body = Math.min(bodyLeft, to - at);
            bodyLeft -= body;
            at += body;
        }
        length = at - from;
        return length > 0;
    }

    private void header(int value) {
        boolean good = switch (headerBytes) {
            case 0 -> value >= CHANGE_CIPHER_SPEC && value <= HEARTBEAT;
            case 1 -> value == 3;
            case 2 -> value <= 4;
            case 3 -> value <= LONGEST_BODY >> 8;
            default -> (bodyLength | value) <= LONGEST_BODY;
        };
        if (!good) {
            state = State.NOT_TLS;
            return;
        }
        switch (headerBytes) {
            case 0 -> type = value;
            case 3 -> bodyLength = value << 8;
            case 4 -> {
                bodyLength |= value;
                bodyLeft = bodyLength;
                announced = true;
                state = State.TLS;
            }
            default -> {}
        }
        headerBytes++;
    }

    /** What is known so far. */
    public State state() {
        return state;
    }

    /** Bytes of the piece. */
    public int length() {
        return length;
    }

    /** Type of the piece's record, 20..24. */
    public int type() {
        return type;
    }

    /** Whether the piece completed its record's header, so that {@link #bodyLength} is news. */
    public boolean announced() {
        return announced;
    }

    /** Body bytes of the piece's record, 0..{@value #LONGEST_BODY}; only meaningful from its announcement on. */
    public int bodyLength() {
        return bodyLength;
    }

    /** Whether the piece ended its record. */
    public boolean ended() {
        return headerBytes == HEADER && bodyLeft == 0;
    }

    /** Body bytes of the open record that have not come yet; 0 between records and within a header. */
    public int bodyLeft() {
        return headerBytes == HEADER ? bodyLeft : 0;
    }

    /**
     * Passes over bytes that were never seen (lost by the capture, or cut off by its snap length).
     *
     * @return whether the place is still known; false where the loss runs past the open record's body, after which only {@link #resync} helps
     */
    public boolean skip(int bytes) {
        if (bytes <= bodyLeft()) {
            bodyLeft -= bytes;
            return true;
        }
        lose();
        return false;
    }

    /** Forgets the place in the stream. */
    public void lose() {
        state = State.NOT_TLS;
        headerBytes = 0;
        bodyLeft = 0;
    }

    /**
     * Looks for the place where headers begin again, in one chunk: at its first byte (writers often end a segment with a record), or where a
     * header leads to another one or to the chunk's end.
     *
     * @return the index of the first header, from which to go on with {@link #next}; -1 where there is none
     */
    public int resync(ByteBuf chunk, int from, int to) {
        for (int at = from; at + HEADER <= to; at++) {
            if (plausible(chunk, at) && (at == from || chained(chunk, at, to))) {
                state = State.TLS;
                headerBytes = 0;
                bodyLeft = 0;
                return at;
            }
        }
        return -1;
    }

    private static boolean chained(ByteBuf chunk, int at, int to) {
        int next = at + HEADER + chunk.getUnsignedShort(at + 3);
        return next == to || (next + HEADER <= to && plausible(chunk, next));
    }

    /** Stricter than {@link #next}: what a running connection sends, never empty. */
    private static boolean plausible(ByteBuf chunk, int at) {
        int type = chunk.getUnsignedByte(at);
        int body = chunk.getUnsignedShort(at + 3);
        return type >= CHANGE_CIPHER_SPEC
                && type <= APPLICATION_DATA
                && chunk.getUnsignedByte(at + 1) == 3
                && chunk.getUnsignedByte(at + 2) >= 1
                && chunk.getUnsignedByte(at + 2) <= 3
                && body > 0
                && body <= LONGEST_BODY;
    }
}
