package org.earmuff.demo;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * What speakers and cloud say to each other inside TLS: nine bytes of header, shaped like an HTTP/2 frame's (length, type,
 * flags, stream), then filling. The type is what lets the cloud count sound apart from housekeeping.
 *
 * @param last whether it is the last message of its stream
 * @param stream which exchange on this connection it belongs to, 0 or more
 * @param length bytes after the header, at most {@link #MAX_LENGTH}
 * @param text the words of a {@link Type#HELLO}; null for every other type, whose content means nothing
 */
record Message(
        Type type,
        boolean last,
        int stream,
        int length,
        @Nullable String text) {

    /** Bytes before the filling. */
    static final int HEADER = 9;

    /** A whole message fits one TLS record. */
    static final int MAX_LENGTH = 16_384 - HEADER;

    /** What a message is for. */
    enum Type {
        /** Who is speaking: the first message on every connection. */
        HELLO(1),
        KEEP_ALIVE(2),
        SOUND(3),
        /** Context, state notes, telemetry: anything upstream that is not sound. */
        HOUSEKEEPING(4),
        /** The cloud has read the stream up to its last message. */
        ACK(5),
        /** The cloud's spoken answer. */
        ANSWER(6);

        private static final Type[] ALL = values();

        private final int code;

        Type(int code) {
            this.code = code;
        }

        private static @Nullable Type of(int code) {
            for (Type type : ALL) {
                if (type.code == code) {
                    return type;
                }
            }
            return null;
        }
    }

    /**
     * A message of filling.
     *
     * @throws IllegalArgumentException where the length is negative or does not fit
     */
    static ByteBuf filled(ByteBufAllocator alloc, Type type, boolean last, int stream, int length) {
        return header(alloc, type, last, stream, length).writeZero(length);
    }

    /** A greeting with words in it. */
    static ByteBuf hello(ByteBufAllocator alloc, boolean last, int stream, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        return header(alloc, Type.HELLO, last, stream, bytes.length).writeBytes(bytes);
    }

    private static ByteBuf header(ByteBufAllocator alloc, Type type, boolean last, int stream, int length) {
        if (length < 0 || length > MAX_LENGTH) {
            throw new IllegalArgumentException("a message holds 0 to " + MAX_LENGTH + " bytes, not " + length);
        }
        return alloc.buffer(HEADER + length)
                .writeMedium(length)
                .writeByte(type.code)
                .writeByte(last ? 1 : 0)
                .writeInt(stream);
    }

    /**
     * Takes one message off the front.
     *
     * @return null where it is not whole yet; nothing is taken then
     * @throws IllegalArgumentException where the bytes are not a message
     */
    static @Nullable Message take(ByteBuf in) {
        if (in.readableBytes() < HEADER) {
            return null;
        }
        int at = in.readerIndex();
        int length = in.getUnsignedMedium(at);
        Type type = Type.of(in.getUnsignedByte(at + 3));
        if (length > MAX_LENGTH || type == null) {
            throw new IllegalArgumentException("not a message: " + ByteBufUtil.hexDump(in, at, HEADER));
        }
        if (in.readableBytes() < HEADER + length) {
            return null;
        }
        in.skipBytes(HEADER);
        String text = null;
        if (type == Type.HELLO) {
            text = in.toString(in.readerIndex(), length, StandardCharsets.UTF_8);
        }
        in.skipBytes(length);
        return new Message(type, in.getByte(at + 4) != 0, in.getInt(at + 5), length, text);
    }
}
