package org.earmuff.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * Reads the ClientHello from a QUIC client's Initial packets (RFC 9001 for version 1, RFC 9369 for version 2), however its CRYPTO
 * frames are cut, shuffled, repeated and spread over datagrams. Holds at most 16 KiB, and opens at most {@value #MOST_PACKETS} packets.
 */
public final class QuicInitial {

    /** Packets that are tried before it gives up; the largest hellos take three. */
    static final int MOST_PACKETS = 32;

    private static final int PADDING = 0x00;
    private static final int PING = 0x01;
    private static final int ACK = 0x02;
    private static final int ACK_ECN = 0x03;
    private static final int CRYPTO = 0x06;
    private static final int CONNECTION_CLOSE = 0x1c;
    private static final int LONGEST_NUMBER = 4;

    private final byte[] crypto = new byte[ClientHello.MOST_BYTES];
    private final BitSet known = new BitSet();
    private @Nullable QuicKeys keys;
    private @Nullable ByteBuffer keysOf;
    private int tried;

    /**
     * Looks at one more datagram, from the reader index on; consumes and keeps none of it, and never throws on what it holds.
     *
     * @return what is known of the hello by now; {@link ClientHello.Bad} where it will not come, so that asking again is idle
     */
    public ClientHello.Answer read(ByteBuf datagram) {
        int at = datagram.readerIndex();
        boolean any = false;
        while (at < datagram.writerIndex()) {
            QuicPacket packet = QuicPacket.at(datagram, at);
            if (packet.type() == QuicPacket.Type.INITIAL) {
                any = true;
                if (++tried > MOST_PACKETS || !read(datagram, packet)) {
                    return new ClientHello.Bad();
                }
            }
            at = packet.to();
        }
        // A first datagram without an Initial packet is of a version that is not known, or no QUIC.
        return tried == 0 && !any ? new ClientHello.Bad() : ClientHello.handshake(crypto, known.nextClearBit(0));
    }

    private boolean read(ByteBuf datagram, QuicPacket packet) {
        try {
            byte[] frames = keys == null ? null : open(keys, datagram, packet);
            if (frames == null && !packet.connection().equals(keysOf)) {
                // The first, or one after a Retry, which asks for keys from another connection id.
                QuicKeys next =
                        new QuicKeys(packet.version(), packet.connection().array());
                frames = open(next, datagram, packet);
                if (frames != null) {
                    keys = next;
                    keysOf = packet.connection();
                }
            }
            // What cannot be opened may be damaged: others follow.
            return frames == null || frames(frames);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }

    /** The packet's frames; null where these are not its keys. */
    private static byte @Nullable [] open(QuicKeys keys, ByteBuf datagram, QuicPacket packet)
            throws GeneralSecurityException {
        int sample = packet.payload() + LONGEST_NUMBER;
        if (sample + QuicKeys.SAMPLE > packet.to()) {
            return null;
        }
        byte[] mask = new byte[QuicKeys.SAMPLE];
        datagram.getBytes(sample, mask);
        mask = keys.mask(mask);
        byte first = (byte) (datagram.getByte(packet.from()) ^ (mask[0] & 0x0f));
        int numberLength = (first & 3) + 1;
        byte[] header = new byte[packet.payload() - packet.from() + numberLength];
        datagram.getBytes(packet.from(), header);
        header[0] = first;
        long number = 0;
        for (int i = 0; i < numberLength; i++) {
            int at = header.length - numberLength + i;
            header[at] ^= mask[i + 1];
            number = (number << 8) | (header[at] & 0xff);
        }
        byte[] sealed = new byte[packet.to() - packet.from() - header.length];
        datagram.getBytes(packet.from() + header.length, sealed);
        try {
            return keys.open(number, header, sealed);
        } catch (javax.crypto.AEADBadTagException e) {
            return null;
        }
    }

    /** False where there is a frame that an Initial packet may not have, or no hello can become of it. */
    private boolean frames(byte[] plain) {
        ByteBuf buffer = Unpooled.wrappedBuffer(plain);
        Varints in = new Varints(buffer, 0, plain.length);
        while (!in.atEnd()) {
            int type = in.u8();
            switch (type) {
                case PADDING, PING -> {}
                case ACK, ACK_ECN -> acknowledgement(in, type == ACK_ECN);
                case CRYPTO -> {
                    if (!crypto(in, buffer)) {
                        return false;
                    }
                }
                case CONNECTION_CLOSE -> {
                    return true;
                }
                default -> {
                    return false;
                }
            }
        }
        return !in.failed();
    }

    private static void acknowledgement(Varints in, boolean ecn) {
        in.varint();
        in.varint();
        long ranges = in.varint();
        in.varint();
        for (long i = 0; i < 2 * ranges && !in.failed(); i++) {
            in.varint();
        }
        for (int i = 0; ecn && i < 3; i++) {
            in.varint();
        }
    }

    private boolean crypto(Varints in, ByteBuf buffer) {
        long offset = in.varint();
        long length = in.varint();
        int from = in.at();
        in.skip(length);
        if (in.failed() || offset + length > crypto.length) {
            return false;
        }
        buffer.getBytes(from, crypto, (int) offset, (int) length);
        known.set((int) offset, (int) (offset + length));
        return true;
    }
}
