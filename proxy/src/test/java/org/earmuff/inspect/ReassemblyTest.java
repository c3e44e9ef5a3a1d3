package org.earmuff.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ReassemblyTest {

    private static final long MILLI = 1_000_000L;

    /** What came out, with lost bytes as zeros. */
    private static final class Out implements Reassembly.Sink {
        final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        final List<Long> times = new ArrayList<>();
        int lost;

        @Override
        public void data(long nanos, byte[] data, int from, int length) {
            bytes.write(data, from, length);
            times.add(nanos);
        }

        @Override
        public void lost(long nanos, int length) {
            lost += length;
        }
    }

    private final Out out = new Out();
    private final Reassembly reassembly = new Reassembly(out);

    private static byte[] bytes(int n) {
        byte[] bytes = new byte[n];
        new Random(n).nextBytes(bytes);
        return bytes;
    }

    private void send(long millis, long sequence, byte[] stream, int from, int to) {
        byte[] segment = new byte[to - from];
        System.arraycopy(stream, from, segment, 0, to - from);
        reassembly.segment(millis * MILLI, sequence, segment, 0, segment.length, segment.length);
    }

    @Test
    void any_order_overlap_and_repetition_gives_the_same_bytes() {
        byte[] stream = bytes(3000);
        for (int seed = 0; seed < 300; seed++) {
            Random random = new Random(seed);
            Out mine = new Out();
            Reassembly one = new Reassembly(mine);
            long first = 0xffff_ff00L + random.nextInt(300);
            one.begin(first);
            List<int[]> parts = new ArrayList<>();
            for (int at = 0; at < stream.length; ) {
                int length = Math.min(1 + random.nextInt(200), stream.length - at);
                int back = Math.min(at, random.nextInt(50));
                parts.add(new int[] {at - back, at + length});
                if (random.nextInt(5) == 0) {
                    parts.add(parts.get(random.nextInt(parts.size())));
                }
                at += length;
            }
            for (int i = 0; i + 3 < parts.size(); i += 3) {
                Collections.shuffle(parts.subList(i, i + 3), random);
            }
            long now = 0;
            for (int[] part : parts) {
                byte[] segment = java.util.Arrays.copyOfRange(stream, part[0], part[1]);
                one.segment(now += MILLI, (first + part[0]) & 0xffff_ffffL, segment, 0, segment.length, segment.length);
            }
            assertThat(mine.bytes.toByteArray()).as("seed %d", seed).isEqualTo(stream);
            assertThat(mine.lost).isZero();
            assertThat(mine.times).isSorted();
        }
    }

    @Test
    void what_waited_for_a_retransmission_comes_when_the_hole_is_filled() {
        byte[] stream = bytes(300);
        reassembly.begin(1);
        send(0, 1, stream, 0, 100);
        send(10, 201, stream, 200, 300);
        reassembly.acknowledged(20 * MILLI, 101);
        send(900, 101, stream, 100, 200);

        assertThat(out.bytes.toByteArray()).isEqualTo(stream);
        assertThat(out.times).containsExactly(0L, 900 * MILLI, 900 * MILLI);
    }

    @Test
    void what_the_other_side_has_but_the_capture_has_not_is_lost() {
        byte[] stream = bytes(300);
        reassembly.begin(1);
        send(0, 1, stream, 0, 100);
        send(10, 201, stream, 200, 300);
        reassembly.acknowledged(40 * MILLI, 301);
        assertThat(out.lost).isZero();
        reassembly.expire(200 * MILLI);

        assertThat(out.lost).isEqualTo(100);
        assertThat(out.bytes.size()).isEqualTo(200);
        assertThat(out.times).containsExactly(0L, 10 * MILLI);
    }

    @Test
    void a_connection_may_begin_anywhere() {
        byte[] stream = bytes(200);
        send(0, 4_000_000_000L, stream, 0, 100);
        send(1, 4_000_000_100L, stream, 100, 200);
        assertThat(out.bytes.toByteArray()).isEqualTo(stream);
    }

    @Test
    void bytes_cut_off_by_the_capture_are_lost_at_their_place() {
        reassembly.begin(1);
        reassembly.segment(0, 1, new byte[] {1, 2}, 0, 2, 50);
        reassembly.segment(1, 51, new byte[] {3}, 0, 1, 1);
        assertThat(out.bytes.toByteArray()).containsExactly(1, 2, 3);
        assertThat(out.lost).isEqualTo(48);
    }

    @Test
    void what_waits_is_bounded() {
        reassembly.begin(0);
        byte[] segment = new byte[1000];
        for (int i = 1; i < 2000; i++) {
            reassembly.segment(i, i * 1000L, segment, 0, 1000, 1000);
        }
        assertThat(out.bytes.size()).isGreaterThanOrEqualTo(2_000_000 - Reassembly.MOST_BYTES - 2000);
    }

    @Test
    void nothing_breaks_it() {
        Random random = new Random(8);
        byte[] data = new byte[3000];
        for (int i = 0; i < 200_000; i++) {
            int length = random.nextInt(data.length);
            int captured = random.nextInt(length + 1);
            long sequence = random.nextInt(20) == 0 ? random.nextLong() & 0xffff_ffffL : random.nextInt(1 << 18);
            reassembly.segment(random.nextLong() >> 20, sequence, data, 0, captured, length);
            if (random.nextInt(10) == 0) {
                reassembly.acknowledged(random.nextLong() >> 20, random.nextLong() & 0xffff_ffffL);
            }
            out.bytes.reset();
            out.times.clear();
        }
    }
}
