package org.earmuff.wire;

import io.netty.buffer.ByteBuf;

/**
 * What a datagram of a QUIC client holds, as far as is in clear (RFC 9000, 12.2; RFC 9369): packets of the handshake first, then what
 * may be application data. What is of no version that is known counts as application data.
 *
 * @param handshake bytes at its beginning that are Initial and Handshake packets, padding behind them included
 * @param initial whether an Initial packet is among them, which may not be sent apart from what follows it (RFC 9000, 14.1)
 * @param application bytes after that: 0-RTT and 1-RTT packets, and everything that is not understood
 */
public record QuicDatagram(int handshake, boolean initial, int application) {

    /** Reads a whole datagram, from the reader index on; consumes nothing, and never throws on what it holds. */
    public static QuicDatagram of(ByteBuf datagram) {
        int at = datagram.readerIndex();
        int end = datagram.writerIndex();
        boolean initial = false;
        while (at < end) {
            QuicPacket packet = QuicPacket.at(datagram, at);
            if (packet.type() == QuicPacket.Type.APPLICATION) {
                break;
            }
            initial |= packet.type() == QuicPacket.Type.INITIAL;
            at = packet.to();
        }
        return new QuicDatagram(at - datagram.readerIndex(), initial, end - at);
    }
}
