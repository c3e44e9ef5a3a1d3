package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.earmuff.wire.ClientHello;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello at the beginning of a stream from a copy of its first bytes, because they have been passed on by the time that
 * the whole of it is there. Holds 16 KiB at most, and nothing once it is done.
 */
final class NameReader {

    private static final int TYPICAL = 600;

    private @Nullable ByteBuf seen;
    private @Nullable ClientHello hello;
    private boolean done;

    /** Looks at the piece that lies at the reader index. */
    void read(ByteBuf in, Piece piece) {
        if (done || piece.kind() == Piece.Kind.APPLICATION) {
            close();
        } else {
            read(in, piece.length());
        }
    }

    /** Looks at all that is readable. */
    void read(ByteBuf in) {
        if (!done) {
            read(in, in.readableBytes());
        }
    }

    private void read(ByteBuf in, int length) {
        ByteBuf copy = seen != null ? seen : Unpooled.buffer(TYPICAL, ClientHello.MOST_BYTES);
        seen = copy;
        copy.writeBytes(in, in.readerIndex(), Math.min(length, copy.maxWritableBytes()));
        ClientHello.Answer answer = ClientHello.read(copy);
        if (answer instanceof ClientHello.Good good) {
            hello = good.hello();
        }
        if (!(answer instanceof ClientHello.Incomplete)) {
            close();
        }
    }

    /** Whether nothing more will be learnt. */
    boolean done() {
        return done;
    }

    /** The name that the client asks for; null where it sent none, or was not understood. */
    @Nullable
    String name() {
        return hello == null ? null : hello.serverName();
    }

    /** Whether the client offered TLS 1.3. */
    boolean offersTls13() {
        return hello != null && hello.tls13();
    }

    void close() {
        done = true;
        if (seen != null) {
            seen.release();
            seen = null;
        }
    }
}
