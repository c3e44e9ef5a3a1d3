package org.earmuff.wire;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** pcapng: sections of either byte order, interfaces with their own clocks; blocks that carry no packet are passed over. */
final class PcapngReader extends CaptureReader {

    static final int SECTION = 0x0a0d0d0a;

    private static final int INTERFACE = 1;
    private static final int OLD_PACKET = 2;
    private static final int SIMPLE_PACKET = 3;
    private static final int ENHANCED_PACKET = 6;
    private static final int BYTE_ORDER_MAGIC = 0x1a2b3c4d;
    private static final int OPTION_RESOLUTION = 9;
    private static final int OPTION_OFFSET = 14;
    private static final int MOST_INTERFACES = 4096;
    private static final long LONGEST_BLOCK = 1L << 26;
    private static final BigInteger MICROS = BigInteger.valueOf(1_000_000);
    private static final BigInteger NANOS = BigInteger.valueOf(1_000_000_000L);

    /**
     * @param ticks units of time in a second
     * @param offset seconds to add to every time
     */
    private record Interface(int linkType, int snapLength, BigInteger ticks, long offset) {}

    private final byte[] fixed = new byte[20];
    private final List<Interface> interfaces = new ArrayList<>();
    private ByteBuffer fields = ByteBuffer.wrap(fixed);
    private long lastNanos;
    private boolean trailer;

    PcapngReader(InputStream in) {
        super(in);
    }

    @Override
    @Nullable
    Packet read() throws IOException {
        while (trailer() && tryFill(fixed, 8)) {
            int type = fields.getInt(0);
            if (type == SECTION) {
                section();
                continue;
            }
            long body = (fields.getInt(4) & 0xffff_ffffL) - 12;
            if (body < 0 || body > LONGEST_BLOCK || body % 4 != 0) {
                damage("a block of impossible length at byte %d: the file is damaged from there on"
                        .formatted(position() - 8));
                return null;
            }
            Packet packet = null;
            switch (type) {
                case INTERFACE -> describe((int) body);
                case ENHANCED_PACKET, OLD_PACKET -> packet = packet(type, (int) body);
                case SIMPLE_PACKET -> packet = simple((int) body);
                default -> skip(body);
            }
            if (damage() != null) {
                return null;
            }
            trailer = true;
            if (packet != null) {
                return packet;
            }
        }
        return null;
    }

    /** A block repeats its length at its end; a file may end before that and still hold the packet whole. */
    private boolean trailer() throws IOException {
        if (trailer) {
            trailer = false;
            skip(4);
        }
        return true;
    }

    private void section() throws IOException {
        long start = position() - 8;
        byte[] magic = new byte[4];
        fill(magic, 4);
        ByteBuffer big = ByteBuffer.wrap(magic);
        boolean isBig = big.getInt(0) == BYTE_ORDER_MAGIC;
        boolean isLittle = Integer.reverseBytes(big.getInt(0)) == BYTE_ORDER_MAGIC;
        fields = ByteBuffer.wrap(fixed).order(isBig ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN);
        long rest = (fields.getInt(4) & 0xffff_ffffL) - 12;
        if ((!isBig && !isLittle) || rest < 16 || rest > LONGEST_BLOCK) {
            damage("a section header at byte %d is damaged".formatted(start));
            return;
        }
        interfaces.clear();
        skip(rest);
    }

    private void describe(int body) throws IOException {
        if (body < 8 || interfaces.size() == MOST_INTERFACES) {
            damage("an interface description at byte %d is damaged".formatted(position() - 8));
            return;
        }
        ByteBuffer block = ByteBuffer.wrap(packet(body), 0, body).order(fields.order());
        int linkType = block.getShort(0) & 0xffff;
        int snapLength = block.getInt(4);
        BigInteger ticks = MICROS;
        long offset = 0;
        int at = 8;
        while (at + 4 <= body) {
            int code = block.getShort(at) & 0xffff;
            int length = block.getShort(at + 2) & 0xffff;
            if (code == 0 || at + 4 + length > body) {
                break;
            }
            if (code == OPTION_RESOLUTION && length == 1) {
                int value = block.get(at + 4) & 0xff;
                ticks = BigInteger.valueOf(value < 0x80 ? 10 : 2).pow(value & 0x7f);
            } else if (code == OPTION_OFFSET && length == 8) {
                offset = block.getLong(at + 4);
            }
            at += 4 + ((length + 3) & ~3);
        }
        interfaces.add(new Interface(linkType, snapLength, ticks, offset));
    }

    private @Nullable Packet packet(int type, int body) throws IOException {
        if (body < 20) {
            damage("a packet block at byte %d is too short".formatted(position() - 8));
            return null;
        }
        fill(fixed, 20);
        int index = type == OLD_PACKET ? fields.getShort(0) & 0xffff : fields.getInt(0);
        long ticks = ((long) fields.getInt(4) << 32) | (fields.getInt(8) & 0xffff_ffffL);
        int captured = fields.getInt(12);
        int original = fields.getInt(16);
        if (index < 0 || index >= interfaces.size() || captured < 0 || captured > Math.min(body - 20, LONGEST_PACKET)) {
            damage("a packet block before byte %d contradicts itself".formatted(position()));
            return null;
        }
        Interface from = interfaces.get(index);
        lastNanos = nanos(from, ticks);
        byte[] data = packet(captured);
        skip(body - 20L - captured);
        return new Packet(lastNanos, from.linkType(), data, captured, Math.max(captured, original));
    }

    /** A simple packet has no time of its own: it keeps that of the packet before it. */
    private @Nullable Packet simple(int body) throws IOException {
        if (body < 4 || interfaces.isEmpty()) {
            damage("a simple packet block at byte %d is damaged".formatted(position() - 8));
            return null;
        }
        fill(fixed, 4);
        int original = fields.getInt(0);
        Interface from = interfaces.get(0);
        int kept = from.snapLength() > 0 ? Math.min(original, from.snapLength()) : original;
        int captured = Math.min(kept, body - 4);
        if (captured < 0 || captured > LONGEST_PACKET) {
            damage("a simple packet block before byte %d is damaged".formatted(position()));
            return null;
        }
        byte[] data = packet(captured);
        skip(body - 4L - captured);
        return new Packet(lastNanos, from.linkType(), data, captured, Math.max(captured, original));
    }

    private static long nanos(Interface from, long ticks) {
        boolean usual =
                ticks >= 0 && ticks < Long.MAX_VALUE / 1_000 && from.ticks().equals(MICROS);
        long nanos = usual
                ? ticks * 1_000
                : new BigInteger(Long.toUnsignedString(ticks))
                        .multiply(NANOS)
                        .divide(from.ticks())
                        .longValue();
        return nanos + from.offset() * 1_000_000_000L;
    }
}
