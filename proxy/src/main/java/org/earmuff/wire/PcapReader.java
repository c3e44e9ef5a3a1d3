package org.earmuff.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.jspecify.annotations.Nullable;

/** Classic pcap. */
final class PcapReader extends CaptureReader {

    /** @param tick nanoseconds of one unit of the second time field */
    record Format(ByteOrder order, int tick) {}

    private static final int FILE_HEADER = 24;
    private static final int PACKET_HEADER = 16;

    private final byte[] header = new byte[FILE_HEADER];
    private final ByteBuffer fields;
    private final Format format;
    private int linkType = -1;

    PcapReader(InputStream in, Format format) {
        super(in);
        this.format = format;
        this.fields = ByteBuffer.wrap(header).order(format.order());
    }

    /** By the first four bytes, read as big-endian; null where they are no pcap's. */
    static @Nullable Format format(int magic) {
        return switch (magic) {
            case 0xa1b2c3d4 -> new Format(ByteOrder.BIG_ENDIAN, 1_000);
            case 0xd4c3b2a1 -> new Format(ByteOrder.LITTLE_ENDIAN, 1_000);
            case 0xa1b23c4d -> new Format(ByteOrder.BIG_ENDIAN, 1);
            case 0x4d3cb2a1 -> new Format(ByteOrder.LITTLE_ENDIAN, 1);
            default -> null;
        };
    }

    @Override
    @Nullable
    Packet read() throws IOException {
        if (linkType < 0) {
            fill(header, FILE_HEADER);
            // The upper bits say whether frames end with a checksum; payload lengths come from the IP header anyway.
            linkType = fields.getInt(20) & 0xffff;
        }
        if (!tryFill(header, PACKET_HEADER)) {
            return null;
        }
        long nanos =
                (fields.getInt(0) & 0xffff_ffffL) * 1_000_000_000L + (fields.getInt(4) & 0xffff_ffffL) * format.tick();
        int captured = fields.getInt(8);
        int original = fields.getInt(12);
        if (captured < 0 || captured > LONGEST_PACKET) {
            damage("a packet of %d bytes at byte %d: the file is damaged from there on"
                    .formatted(captured & 0xffff_ffffL, position()));
            return null;
        }
        return new Packet(nanos, linkType, packet(captured), captured, Math.max(captured, original));
    }
}
