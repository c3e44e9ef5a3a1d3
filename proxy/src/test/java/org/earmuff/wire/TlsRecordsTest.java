package org.earmuff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.earmuff.wire.TlsRecords.State;
import org.junit.jupiter.api.Test;

class TlsRecordsTest {

    private final Random random = new Random(1);

    private byte[] stream(int... sizes) {
        ByteBuf out = Unpooled.buffer();
        for (int size : sizes) {
            byte[] body = new byte[size];
            random.nextBytes(body);
            out.writeByte(23).writeShort(0x0303).writeShort(size).writeBytes(body);
        }
        byte[] bytes = new byte[out.readableBytes()];
        out.readBytes(bytes);
        return bytes;
    }

    private static List<Integer> follow(TlsRecords records, byte[] stream, Random cuts) {
        List<Integer> bodies = new ArrayList<>();
        int ended = 0;
        for (int at = 0; at < stream.length; ) {
            int length = Math.min(stream.length - at, cuts == null ? stream.length : 1 + cuts.nextInt(40));
            ByteBuf chunk = Unpooled.wrappedBuffer(stream, at, length);
            int from = 0;
            while (from < length && records.next(chunk, from, length)) {
                if (records.announced()) {
                    bodies.add(records.bodyLength());
                }
                ended += records.ended() ? 1 : 0;
                from += records.length();
            }
            assertThat(from).isEqualTo(length);
            at += length;
        }
        assertThat(ended).isEqualTo(bodies.size());
        return bodies;
    }

    @Test
    void finds_the_same_records_however_the_bytes_are_cut() {
        byte[] stream = stream(113, 1, 0, 5713, 432, 16_384, 113);
        List<Integer> whole = follow(new TlsRecords(), stream, null);
        assertThat(whole).containsExactly(113, 1, 0, 5713, 432, 16_384, 113);
        for (int seed = 0; seed < 200; seed++) {
            assertThat(follow(new TlsRecords(), stream, new Random(seed))).isEqualTo(whole);
        }
    }

    @Test
    void a_record_is_announced_with_its_header_and_typed_with_its_first_byte() {
        TlsRecords records = new TlsRecords();
        assertThat(records.next(Unpooled.wrappedBuffer(new byte[] {23, 3}), 0, 2))
                .isTrue();
        assertThat(records.type()).isEqualTo(TlsRecords.APPLICATION_DATA);
        assertThat(records.announced()).isFalse();
        assertThat(records.state()).isEqualTo(State.INCOMPLETE);

        assertThat(records.next(Unpooled.wrappedBuffer(new byte[] {3, 2, 0}), 0, 3))
                .isTrue();
        assertThat(records.announced()).isTrue();
        assertThat(records.bodyLength()).isEqualTo(512);
        assertThat(records.bodyLeft()).isEqualTo(512);
    }

    @Test
    void what_is_not_tls_is_known_at_its_first_wrong_byte() {
        for (byte[] other : List.of(
                new byte[] {'G', 'E', 'T'}, new byte[] {22, 2}, new byte[] {23, 3, 9}, new byte[] {23, 3, 3, 0x48, 1
                })) {
            TlsRecords records = new TlsRecords();
            assertThat(records.next(Unpooled.wrappedBuffer(other), 0, other.length))
                    .isFalse();
            assertThat(records.state()).isEqualTo(State.NOT_TLS);
        }
    }

    @Test
    void begins_again_within_a_stream_that_was_joined_late() {
        byte[] stream = stream(432, 432, 432);
        for (int at = 1; at <= 437; at++) {
            TlsRecords records = new TlsRecords();
            ByteBuf late = Unpooled.wrappedBuffer(stream, at, stream.length - at);
            assertThat(records.resync(late, 0, late.readableBytes())).isEqualTo(437 - at);
        }
    }

    @Test
    void a_loss_within_a_body_keeps_the_place_and_a_longer_one_loses_it() {
        TlsRecords records = new TlsRecords();
        ByteBuf head = Unpooled.wrappedBuffer(new byte[] {23, 3, 3, 1, 0});
        assertThat(records.next(head, 0, 5)).isTrue();
        assertThat(records.skip(200)).isTrue();
        assertThat(records.bodyLeft()).isEqualTo(56);
        assertThat(records.skip(57)).isFalse();
        assertThat(records.state()).isEqualTo(State.NOT_TLS);
    }

    @Test
    void garbage_never_breaks_it() {
        TlsRecords records = new TlsRecords();
        byte[] bytes = new byte[2000];
        for (int i = 0; i < 20_000; i++) {
            random.nextBytes(bytes);
            bytes[0] = 23;
            bytes[1] = 3;
            ByteBuf chunk = Unpooled.wrappedBuffer(bytes, 0, random.nextInt(bytes.length));
            int from =
                    records.state() == State.NOT_TLS ? Math.max(0, records.resync(chunk, 0, chunk.readableBytes())) : 0;
            while (from < chunk.readableBytes() && records.next(chunk, from, chunk.readableBytes())) {
                assertThat(records.length()).isPositive();
                from += records.length();
            }
        }
    }
}
