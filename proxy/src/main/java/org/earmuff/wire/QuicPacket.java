package org.earmuff.wire;

import io.netty.buffer.ByteBuf;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * One packet of a datagram that a QUIC client sent, as far as its header is in clear (RFC 9000, 17; RFC 9369, 3.2).
 *
 * @param from where in the datagram's buffer it begins
 * @param to where it ends
 * @param version 1 or version 2's number; 0 for a short header
 * @param connection the destination's connection id, empty for a short header
 * @param payload where its packet number begins, 0 where that is not told
 */
record QuicPacket(Type type, int from, int to, int version, ByteBuffer connection, int payload) {

    static final int VERSION_1 = 1;
    static final int VERSION_2 = 0x6b3343cf;

    private static final int LONG_HEADER = 0x80;
    private static final int LONGEST_CONNECTION_ID = 20;

    /** What a packet is for. */
    enum Type {
        INITIAL,
        HANDSHAKE,
        /** 0-RTT, 1-RTT, and everything that is not understood. */
        APPLICATION,
        /** Zeroes behind a packet. */
        PADDING
    }

    /** The packet that begins at an index; never null there, and never longer than the datagram. */
    static QuicPacket at(ByteBuf datagram, int from) {
        QuicPacket packet = (datagram.getByte(from) & LONG_HEADER) != 0 ? longHeader(datagram, from) : null;
        return packet != null ? packet : rest(datagram, from);
    }

    private static QuicPacket rest(ByteBuf datagram, int from) {
        int to = datagram.writerIndex();
        boolean zeroes = from > datagram.readerIndex();
        for (int i = from; zeroes && i < to; i++) {
            zeroes = datagram.getByte(i) == 0;
        }
        return new QuicPacket(zeroes ? Type.PADDING : Type.APPLICATION, from, to, 0, ByteBuffer.allocate(0), 0);
    }

    /** Null where it is none of a version that is known, or not whole. */
    private static @Nullable QuicPacket longHeader(ByteBuf datagram, int from) {
        Varints in = new Varints(datagram, from + 1, datagram.writerIndex());
        int version = in.u32();
        Type type = type(version, (datagram.getByte(from) >> 4) & 3);
        ByteBuffer connection = ByteBuffer.wrap(in.bytes(in.u8(), LONGEST_CONNECTION_ID));
        in.bytes(in.u8(), LONGEST_CONNECTION_ID);
        if (type == null || in.failed()) {
            return null;
        }
        if (type == Type.INITIAL) {
            in.skip(in.varint());
        }
        long length = in.varint();
        int payload = in.at();
        in.skip(length);
        return in.failed() ? null : new QuicPacket(type, from, in.at(), version, connection, payload);
    }

    private static @Nullable Type type(int version, int bits) {
        int type = switch (version) {
            case VERSION_1 -> bits;
            case VERSION_2 -> (bits + 3) & 3;
            default -> 3;
        };
        return switch (type) {
            case 0 -> Type.INITIAL;
            case 1 -> Type.APPLICATION;
            case 2 -> Type.HANDSHAKE;
            default -> null;
        };
    }
}
