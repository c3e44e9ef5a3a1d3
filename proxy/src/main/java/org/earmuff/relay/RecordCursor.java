package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import org.earmuff.rules.voice.Framing;
import org.earmuff.wire.TlsRecords;
import org.jspecify.annotations.Nullable;

/**
 * Cuts what a speaker sends into the pieces that withholding tells apart, as it passes. What does not look like TLS, from the first byte
 * or later, is taken chunk by chunk as application data from there on.
 */
final class RecordCursor {

    private final TlsRecords records = new TlsRecords();
    private int headerBytes;
    private boolean stream;
    private @Nullable Framing framing;

    /** What the stream turned out to be at its first record; null while that is open. */
    @Nullable
    Framing framing() {
        return framing;
    }

    /** Whether a record has begun that is not complete. */
    boolean midRecord() {
        return headerBytes > 0 || records.bodyLeft() > 0;
    }

    /** Body bytes of the open record that have not come yet. */
    int bodyLeft() {
        return records.bodyLeft();
    }

    /** The next piece, from the reader index on; reads nothing off. The buffer has at least one byte. */
    Piece next(ByteBuf in) {
        int readable = in.readableBytes();
        int before = headerBytes;
        if (!stream && records.next(in, in.readerIndex(), in.writerIndex())) {
            if (!records.announced()) {
                return records.bodyLeft() > 0 || records.ended() ? piece(0, 0) : undecided();
            }
            headerBytes = 0;
            framing = framing == null ? Framing.TLS : framing;
            return piece(records.bodyLength(), before);
        }
        giveUp();
        return new Piece(Piece.Kind.APPLICATION, readable, before + readable, before);
    }

    /** Nothing more came to decide what begins: it is taken as it is. Returns how many bytes that makes. */
    int giveUp() {
        int undecided = headerBytes;
        stream = true;
        headerBytes = 0;
        framing = framing == null ? Framing.STREAM : framing;
        return undecided;
    }

    private Piece undecided() {
        headerBytes += records.length();
        return new Piece(Piece.Kind.UNDECIDED, records.length(), 0, 0);
    }

    private Piece piece(int body, int before) {
        boolean application = records.type() == TlsRecords.APPLICATION_DATA || records.type() == TlsRecords.HEARTBEAT;
        return application
                ? new Piece(Piece.Kind.APPLICATION, records.length(), body, before)
                : new Piece(Piece.Kind.CONTROL, records.length(), 0, before);
    }
}
