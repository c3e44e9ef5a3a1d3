package org.earmuff.ingress;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;

/**
 * Whole IP packets for a raw socket: a datagram (RFC 768), and the word that one goes nowhere (RFC 792; RFC 4443, 3.1). Of an IPv4
 * header the kernel fills in identification and checksum.
 */
final class AnswerPacket {

    private static final int HEADER4 = 20;
    private static final int HEADER6 = 40;
    private static final int EIGHT = 8;
    private static final int UDP = 17;
    private static final int ICMP = 1;
    private static final int ICMP6 = 58;
    private static final int HOPS = 64;

    private AnswerPacket() {}

    static ByteBuffer datagram(InetSocketAddress from, InetSocketAddress to, ByteBuf payload) {
        int length = EIGHT + payload.readableBytes();
        ByteBuffer packet = header(from, to, UDP, length);
        int start = packet.position();
        ports(packet, from, to, length);
        packet.put(payload.nioBuffer());
        int sum = checksum(packet, start, length, pseudo(from, to, UDP, length));
        // None at all would be sent as zero.
        packet.putShort(start + 6, (short) (sum == 0 ? 0xffff : sum));
        return packet.rewind();
    }

    /** Says of a datagram without what it carried that nobody takes it, in the name of where it was meant to go. */
    static ByteBuffer unreachable(InetSocketAddress source, InetSocketAddress destination) {
        boolean four = isFour(source);
        ByteBuffer refused = header(source, destination, UDP, EIGHT);
        ports(refused, source, destination, EIGHT);
        if (four) {
            refused.putShort(10, (short) checksum(refused, 0, HEADER4, 0));
        }
        int length = EIGHT + refused.capacity();
        int protocol = four ? ICMP : ICMP6;
        ByteBuffer packet = header(destination, source, protocol, length);
        int start = packet.position();
        packet.put((byte) (four ? 3 : 1))
                .put((byte) (four ? 3 : 4))
                .putShort((short) 0)
                .putInt(0);
        packet.put(refused.rewind());
        long pseudo = four ? 0 : pseudo(destination, source, protocol, length);
        packet.putShort(start + 2, (short) checksum(packet, start, length, pseudo));
        return packet.rewind();
    }

    private static boolean isFour(InetSocketAddress address) {
        return address.getAddress().getAddress().length == 4;
    }

    private static ByteBuffer header(InetSocketAddress from, InetSocketAddress to, int protocol, int length) {
        boolean four = isFour(from);
        ByteBuffer packet = ByteBuffer.allocate((four ? HEADER4 : HEADER6) + length);
        if (four) {
            packet.putShort((short) 0x4500).putShort((short) packet.capacity()).putInt(0);
            packet.put((byte) HOPS).put((byte) protocol).putShort((short) 0);
        } else {
            packet.putInt(0x60000000)
                    .putShort((short) length)
                    .put((byte) protocol)
                    .put((byte) HOPS);
        }
        return packet.put(from.getAddress().getAddress()).put(to.getAddress().getAddress());
    }

    private static void ports(ByteBuffer packet, InetSocketAddress from, InetSocketAddress to, int length) {
        packet.putShort((short) from.getPort()).putShort((short) to.getPort());
        packet.putShort((short) length).putShort((short) 0);
    }

    /** What checksums count besides the packet itself (RFC 768; RFC 8200, 8.1). */
    private static long pseudo(InetSocketAddress from, InetSocketAddress to, int protocol, int length) {
        ByteBuffer source = ByteBuffer.wrap(from.getAddress().getAddress());
        ByteBuffer destination = ByteBuffer.wrap(to.getAddress().getAddress());
        return sum(source, 0, source.capacity()) + sum(destination, 0, destination.capacity()) + protocol + length;
    }

    private static int checksum(ByteBuffer bytes, int start, int length, long pseudo) {
        long sum = sum(bytes, start, length) + pseudo;
        while (sum >> 16 != 0) {
            sum = (sum & 0xffff) + (sum >> 16);
        }
        return (int) (~sum & 0xffff);
    }

    private static long sum(ByteBuffer bytes, int start, int length) {
        long sum = 0;
        for (int i = 0; i < length; i++) {
            sum += (long) (bytes.get(start + i) & 0xff) << (i % 2 == 0 ? 8 : 0);
        }
        return sum;
    }
}
