package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import org.earmuff.wire.TlsRecords;

/** Bytes as a stranger might send them. */
public final class TlsRecordsFuzz {

    private TlsRecordsFuzz() {}

    /** The same records are found however the bytes are cut. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        if (bytes.length == 0) {
            return;
        }
        int piece = 1 + (bytes[0] & 0x3F);
        assertThat(records(bytes, piece)).isEqualTo(records(bytes, bytes.length));
    }

    private static List<Integer> records(byte[] bytes, int piece) {
        TlsRecords records = new TlsRecords();
        List<Integer> bodies = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += piece) {
            int length = Math.min(piece, bytes.length - at);
            ByteBuf chunk = Unpooled.wrappedBuffer(bytes, at, length);
            int from = 0;
            while (from < length && records.next(chunk, from, length)) {
                if (records.announced()) {
                    bodies.add(records.type() << 16 | records.bodyLength());
                }
                assertThat(records.length()).as("goes on").isPositive();
                from += records.length();
            }
            assertThat(from).isLessThanOrEqualTo(length);
        }
        return bodies;
    }
}
