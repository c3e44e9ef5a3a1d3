package org.earmuff.wire;

import io.netty.buffer.ByteBuf;

/** Reads QUIC's numbers (RFC 9000, 16) within bounds; past them it fails and stays at its end, so that every loop ends. */
final class Varints {

    private final ByteBuf bytes;
    private final int to;
    private int at;
    private boolean failed;

    /** @param to an index up to the buffer's writer index */
    Varints(ByteBuf bytes, int from, int to) {
        this.bytes = bytes;
        this.at = from;
        this.to = to;
    }

    int u8() {
        return (int) number(1);
    }

    int u32() {
        return (int) number(4);
    }

    /** Below 2 to the power of 62; 0 where there is none. */
    long varint() {
        if (at >= to) {
            failed = true;
            return 0;
        }
        int length = 1 << ((bytes.getByte(at) >> 6) & 3);
        return number(length) & (length == 8 ? (1L << 62) - 1 : (1L << (8 * length - 2)) - 1);
    }

    private long number(int length) {
        if (to - at < length) {
            fail();
            return 0;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << 8) | bytes.getUnsignedByte(at++);
        }
        return number;
    }

    /** So many bytes; empty where there are not as many, or more than may be. */
    byte[] bytes(int length, int most) {
        if (length > most || length > to - at) {
            fail();
            return new byte[0];
        }
        byte[] copy = new byte[length];
        bytes.getBytes(at, copy);
        at += length;
        return copy;
    }

    void skip(long length) {
        if (length > to - at) {
            fail();
        } else {
            at += (int) length;
        }
    }

    private void fail() {
        failed = true;
        at = to;
    }

    int at() {
        return at;
    }

    boolean atEnd() {
        return at >= to;
    }

    boolean failed() {
        return failed;
    }
}
