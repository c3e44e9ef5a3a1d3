package org.earmuff.wire;

import java.net.InetAddress;
import java.net.UnknownHostException;
import org.jspecify.annotations.Nullable;

/**
 * A TCP segment or UDP datagram in a captured frame.
 *
 * @param sourceMac hardware address of who put it on the wire, 48 bits; -1 where the link has none
 * @param tcp TCP, else UDP
 * @param sequence of the first payload byte, 0..2^32-1; 0 for UDP
 * @param acknowledged the next byte expected of the other side, 0..2^32-1; -1 where the segment says nothing of it
 * @param flags TCP's, see {@link #SYN} and the others; 0 for UDP
 * @param payloadAt index of the payload in the frame's data
 * @param captured payload bytes that the capture kept
 * @param length payload bytes that were on the wire
 */
public record IpPacket(
        long sourceMac,
        boolean tcp,
        InetAddress source,
        int sourcePort,
        InetAddress destination,
        int destinationPort,
        long sequence,
        long acknowledged,
        int flags,
        int payloadAt,
        int captured,
        int length) {

    public static final int FIN = 1;
    public static final int SYN = 2;
    public static final int RST = 4;
    public static final int ACK = 16;

    private static final int TCP = 6;
    private static final int UDP = 17;
    private static final int MOST_EXTENSIONS = 8;

    /** Whether frames of this link type can be read. */
    public static boolean understands(int linkType) {
        return switch (linkType) {
            case 0, 1, 12, 14, 101, 108, 113, 228, 229, 276 -> true;
            default -> false;
        };
    }

    /** Reads one frame; null where it is no TCP or UDP over IP, a fragment, or too short to tell. Never throws on what the frame holds. */
    public static @Nullable IpPacket read(CaptureReader.Packet packet) {
        return read(packet.linkType(), packet.data(), packet.captured(), packet.original());
    }

    /**
     * As {@link #read(CaptureReader.Packet)}.
     *
     * @param captured bytes of {@code data} that are the frame's
     * @param original bytes of the frame on the wire
     */
    public static @Nullable IpPacket read(int linkType, byte[] data, int captured, int original) {
        Frame in = new Frame(data, captured, original);
        int network = network(linkType, in);
        if (network < 0 || network + 20 > captured) {
            return null;
        }
        return switch (in.u8(network) >>> 4) {
            case 4 -> ipv4(in, network, mac(linkType, in));
            case 6 -> ipv6(in, network, mac(linkType, in));
            default -> null;
        };
    }

    @SuppressWarnings("ArrayRecordComponent") // a view for the length of one call
    private record Frame(byte[] data, int captured, int original) {

        /** Bytes past the end read as zero: lengths are checked where they matter. */
        int u8(int at) {
            return at < captured ? data[at] & 0xff : 0;
        }

        int u16(int at) {
            return (u8(at) << 8) | u8(at + 1);
        }

        long u32(int at) {
            return ((long) u16(at) << 16) | u16(at + 2);
        }

        InetAddress address(int at, int length) throws UnknownHostException {
            byte[] bytes = new byte[length];
            System.arraycopy(data, at, bytes, 0, length);
            return InetAddress.getByAddress(bytes);
        }
    }

    private static long mac(int linkType, Frame in) {
        return linkType == 1 ? ((long) in.u16(6) << 32) | in.u32(8) : -1;
    }

    private static int network(int linkType, Frame in) {
        return switch (linkType) {
            case 0, 108 -> 4;
            case 1 -> ethernet(in, 12);
            case 12, 14, 101, 228, 229 -> 0;
            case 113 -> ethernet(in, 14);
            case 276 -> isIp(in.u16(0)) ? 20 : -1;
            default -> -1;
        };
    }

    /** Index of the IP header behind an EtherType, VLAN tags and PPPoE passed over; -1 where it is something else. */
    private static int ethernet(Frame in, int typeAt) {
        int at = typeAt;
        int type = in.u16(at);
        for (int tags = 0; tags < 3 && (type == 0x8100 || type == 0x88a8 || type == 0x9100); tags++) {
            at += 4;
            type = in.u16(at);
        }
        if (type == 0x8864) {
            int protocol = in.u16(at + 8);
            return protocol == 0x0021 || protocol == 0x0057 ? at + 10 : -1;
        }
        return isIp(type) ? at + 2 : -1;
    }

    private static boolean isIp(int etherType) {
        return etherType == 0x0800 || etherType == 0x86dd;
    }

    private static @Nullable IpPacket ipv4(Frame in, int at, long mac) {
        int header = (in.u8(at) & 15) * 4;
        boolean fragment = (in.u16(at + 6) & 0x3fff) != 0;
        if (header < 20 || fragment) {
            return null;
        }
        int total = in.u16(at + 2);
        // A sender that leaves segmentation to its card shows the capture a length of zero.
        int end = total == 0 ? in.original() : Math.min(in.original(), at + total);
        return transport(in, in.u8(at + 9), at + header, end, at + 12, 4, mac);
    }

    private static @Nullable IpPacket ipv6(Frame in, int at, long mac) {
        int payload = in.u16(at + 4);
        int end = payload == 0 ? in.original() : Math.min(in.original(), at + 40 + payload);
        int next = in.u8(at + 6);
        int here = at + 40;
        for (int i = 0; i < MOST_EXTENSIONS && here < in.captured(); i++) {
            switch (next) {
                case 0, 43, 60 -> {
                    next = in.u8(here);
                    here += (in.u8(here + 1) + 1) * 8;
                }
                case 51 -> {
                    next = in.u8(here);
                    here += (in.u8(here + 1) + 2) * 4;
                }
                case 44 -> {
                    if ((in.u16(here + 2) & 0xfff9) != 0) {
                        return null;
                    }
                    next = in.u8(here);
                    here += 8;
                }
                default -> {
                    return transport(in, next, here, end, at + 8, 16, mac);
                }
            }
        }
        return null;
    }

    private static @Nullable IpPacket transport(
            Frame in, int protocol, int at, int end, int addresses, int addressLength, long mac) {
        boolean tcp = protocol == TCP;
        if ((!tcp && protocol != UDP) || at + (tcp ? 20 : 8) > in.captured()) {
            return null;
        }
        int header = tcp ? (in.u8(at + 12) >>> 4) * 4 : 8;
        int payloadAt = at + header;
        int length = end - payloadAt;
        if ((tcp && header < 20) || length < 0) {
            return null;
        }
        int captured = Math.max(0, Math.min(length, in.captured() - payloadAt));
        int flags = tcp ? in.u8(at + 13) : 0;
        try {
            return new IpPacket(
                    mac,
                    tcp,
                    in.address(addresses, addressLength),
                    in.u16(at),
                    in.address(addresses + addressLength, addressLength),
                    in.u16(at + 2),
                    tcp ? in.u32(at + 4) : 0,
                    (flags & ACK) != 0 ? in.u32(at + 8) : -1,
                    flags,
                    payloadAt,
                    captured,
                    length);
        } catch (UnknownHostException e) {
            throw new AssertionError("an address is 4 or 16 bytes long", e);
        }
    }

    /** Whether a flag is set. */
    public boolean has(int flag) {
        return (flags & flag) != 0;
    }
}
