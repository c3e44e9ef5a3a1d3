package org.earmuff.wire;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;

/** Frames and capture files, made by hand for tests. */
public final class Frames {

    /** A frame and when it was captured. */
    @SuppressWarnings("ArrayRecordComponent")
    public record Frame(long nanos, byte[] data) {}

    /** One end of a connection. */
    public record End(InetAddress address, int port) {
        public static End of(String address, int port) {
            try {
                return new End(InetAddress.getByName(address), port);
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(address, e);
            }
        }
    }

    private Frames() {}

    public static byte[] tcp(End from, End to, long sequence, long acknowledged, int flags, byte[] payload) {
        ByteBuffer segment = ByteBuffer.allocate(20 + payload.length);
        segment.putShort((short) from.port()).putShort((short) to.port());
        segment.putInt((int) sequence).putInt((int) acknowledged);
        segment.put((byte) 0x50)
                .put((byte) flags)
                .putShort((short) 64_000)
                .putInt(0)
                .put(payload);
        return ethernet(ip(from, to, 6, segment.array()), from.address().getAddress().length);
    }

    public static byte[] udp(End from, End to, byte[] payload) {
        ByteBuffer datagram = ByteBuffer.allocate(8 + payload.length);
        datagram.putShort((short) from.port())
                .putShort((short) to.port())
                .putShort((short) (8 + payload.length))
                .putShort((short) 0);
        return ethernet(
                ip(from, to, 17, datagram.put(payload).array()), from.address().getAddress().length);
    }

    private static byte[] ip(End from, End to, int protocol, byte[] payload) {
        byte[] source = from.address().getAddress();
        boolean v4 = source.length == 4;
        ByteBuffer packet = ByteBuffer.allocate((v4 ? 20 : 40) + payload.length);
        if (v4) {
            packet.putShort((short) 0x4500)
                    .putShort((short) (20 + payload.length))
                    .putInt(0x4000);
            packet.put((byte) 64).put((byte) protocol).putShort((short) 0);
        } else {
            packet.putInt(0x60000000)
                    .putShort((short) payload.length)
                    .put((byte) protocol)
                    .put((byte) 64);
        }
        return packet.put(source).put(to.address().getAddress()).put(payload).array();
    }

    private static byte[] ethernet(byte[] packet, int addressLength) {
        ByteBuffer frame = ByteBuffer.allocate(14 + packet.length);
        frame.putInt(0x02000000).putShort((short) 1).putInt(0x02000000).putShort((short) 2);
        return frame.putShort((short) (addressLength == 4 ? 0x0800 : 0x86dd))
                .put(packet)
                .array();
    }

    /** The same with an 802.1Q tag. */
    public static byte[] vlan(byte[] frame) {
        ByteBuffer tagged = ByteBuffer.allocate(frame.length + 4);
        return tagged.put(frame, 0, 12)
                .putInt(0x81000007)
                .put(frame, 12, frame.length - 12)
                .array();
    }

    /** The packet behind the Ethernet header, behind another link's header. */
    public static byte[] relink(byte[] frame, byte[] header) {
        ByteBuffer other = ByteBuffer.allocate(header.length + frame.length - 14);
        return other.put(header).put(frame, 14, frame.length - 14).array();
    }

    public static byte[] pcap(List<Frame> frames, ByteOrder order, boolean nanos, int linkType, int snap) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(24).order(order);
        head.putInt(nanos ? 0xa1b23c4d : 0xa1b2c3d4).putShort((short) 2).putShort((short) 4);
        out.writeBytes(head.putInt(0).putInt(0).putInt(snap).putInt(linkType).array());
        for (Frame frame : frames) {
            int kept = Math.min(snap, frame.data().length);
            ByteBuffer packet = ByteBuffer.allocate(16 + kept).order(order);
            packet.putInt((int) (frame.nanos() / 1_000_000_000L));
            packet.putInt((int) (frame.nanos() % 1_000_000_000L / (nanos ? 1 : 1000)));
            out.writeBytes(packet.putInt(kept)
                    .putInt(frame.data().length)
                    .put(frame.data(), 0, kept)
                    .array());
        }
        return out.toByteArray();
    }

    /**
     * A pcapng file of one section and one interface.
     *
     * @param resolution the interface's if_tsresol, e.g. 6, 9 or 0x80 | 20; -1 to leave it out
     */
    public static byte[] pcapng(List<Frame> frames, ByteOrder order, int resolution, int linkType) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        block(
                out,
                order,
                0x0a0d0d0a,
                ByteBuffer.allocate(16)
                        .order(order)
                        .putInt(0x1a2b3c4d)
                        .putInt(1)
                        .putLong(-1)
                        .array());
        ByteBuffer options = ByteBuffer.allocate(resolution < 0 ? 8 : 20).order(order);
        options.putShort((short) linkType).putShort((short) 0).putInt(0);
        if (resolution >= 0) {
            options.putShort((short) 9)
                    .putShort((short) 1)
                    .put((byte) resolution)
                    .put(new byte[3])
                    .putInt(0);
        }
        block(out, order, 1, options.array());
        block(out, order, 5, new byte[12]);
        for (Frame frame : frames) {
            double ticks = resolution < 0
                    ? 1e6
                    : resolution < 0x80 ? Math.pow(10, resolution) : Math.pow(2, resolution & 0x7f);
            long time = Math.round(frame.nanos() / 1e9 * ticks);
            int length = frame.data().length;
            ByteBuffer packet = ByteBuffer.allocate(20 + ((length + 3) & ~3)).order(order);
            packet.putInt(0)
                    .putInt((int) (time >>> 32))
                    .putInt((int) time)
                    .putInt(length)
                    .putInt(length);
            block(out, order, 6, packet.put(frame.data()).array());
        }
        return out.toByteArray();
    }

    public static void block(ByteArrayOutputStream out, ByteOrder order, int type, byte[] body) {
        int length = body.length + 12;
        out.writeBytes(
                ByteBuffer.allocate(8).order(order).putInt(type).putInt(length).array());
        out.writeBytes(body);
        out.writeBytes(ByteBuffer.allocate(4).order(order).putInt(length).array());
    }
}
