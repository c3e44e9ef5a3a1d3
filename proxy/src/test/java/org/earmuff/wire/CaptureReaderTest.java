package org.earmuff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.earmuff.wire.Frames.End;
import org.earmuff.wire.Frames.Frame;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CaptureReaderTest {

    private static final long START = 1_540_000_000_123_456_000L;

    private static List<Frame> frames() {
        List<Frame> frames = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            frames.add(new Frame(START + i * 1_000_001_000L, new byte[60 + i]));
        }
        return frames;
    }

    private static List<Frame> read(byte[] file) throws IOException {
        List<Frame> read = new ArrayList<>();
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            for (CaptureReader.Packet p = reader.next(); p != null; p = reader.next()) {
                assertThat(p.original()).isGreaterThanOrEqualTo(p.captured());
                read.add(new Frame(p.epochNanos(), Arrays.copyOf(p.data(), p.captured())));
            }
        }
        return read;
    }

    private static void same(List<Frame> read, List<Frame> written, long tolerance) {
        assertThat(read).hasSameSizeAs(written);
        for (int i = 0; i < read.size(); i++) {
            assertThat(Math.abs(read.get(i).nanos() - written.get(i).nanos())).isLessThanOrEqualTo(tolerance);
            assertThat(read.get(i).data()).isEqualTo(written.get(i).data());
        }
    }

    @ParameterizedTest
    @CsvSource({"true,true", "true,false", "false,true", "false,false"})
    void reads_pcap_of_both_orders_and_precisions(boolean big, boolean nanos) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        same(read(Frames.pcap(frames(), order, nanos, 1, 65_535)), frames(), 0);
    }

    @ParameterizedTest
    @CsvSource({"true,-1", "false,-1", "true,6", "false,9", "false,3", "true,148"})
    void reads_pcapng_of_both_orders_and_any_clock(boolean big, int resolution) throws IOException {
        ByteOrder order = big ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
        long tolerance = resolution == 3 ? 500_000 : 2_000;
        same(read(Frames.pcapng(frames(), order, resolution, 1)), frames(), tolerance);
    }

    @Test
    void reads_gzipped_files_and_sections_one_after_the_other() throws IOException {
        ByteArrayOutputStream both = new ByteArrayOutputStream();
        both.writeBytes(Frames.pcapng(frames(), ByteOrder.LITTLE_ENDIAN, 6, 1));
        both.writeBytes(Frames.pcapng(frames(), ByteOrder.BIG_ENDIAN, 6, 1));
        ByteArrayOutputStream zipped = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
            gzip.write(both.toByteArray());
        }
        assertThat(read(zipped.toByteArray())).hasSize(10);
    }

    @Test
    void a_simple_packet_keeps_the_time_before_it() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(Frames.pcapng(frames().subList(0, 1), ByteOrder.BIG_ENDIAN, 9, 1));
        Frames.block(
                out,
                ByteOrder.BIG_ENDIAN,
                3,
                ByteBuffer.allocate(8).putInt(3).put(new byte[] {1, 2, 3}).array());

        List<Frame> read = read(out.toByteArray());

        assertThat(read.get(1).data()).containsExactly(1, 2, 3);
        assertThat(read.get(1).nanos()).isEqualTo(read.get(0).nanos());
    }

    @Test
    void snapped_packets_say_how_long_they_were() throws IOException {
        byte[] file = Frames.pcap(frames(), ByteOrder.LITTLE_ENDIAN, false, 1, 40);
        try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file))) {
            CaptureReader.Packet packet = reader.next();
            assertThat(packet.captured()).isEqualTo(40);
            assertThat(packet.original()).isEqualTo(60);
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void a_file_cut_anywhere_gives_what_came_before(boolean ng) throws IOException {
        byte[] file = ng
                ? Frames.pcapng(frames(), ByteOrder.LITTLE_ENDIAN, 6, 1)
                : Frames.pcap(frames(), ByteOrder.LITTLE_ENDIAN, false, 1, 65_535);
        int before = 0;
        for (int length = 4; length <= file.length; length++) {
            try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(file, 0, length))) {
                int packets = 0;
                while (reader.next() != null) {
                    packets++;
                }
                assertThat(packets).isGreaterThanOrEqualTo(before);
                before = packets;
                if (length == file.length - 10) {
                    assertThat(reader.damage()).contains("ends within a packet");
                }
            }
        }
        assertThat(before).isEqualTo(5);
    }

    @Test
    void what_is_no_capture_is_said_to_be_none() {
        assertThatThrownBy(() -> read("capture,speaker".getBytes(java.nio.charset.StandardCharsets.US_ASCII)))
                .isInstanceOf(CaptureReader.NotACapture.class)
                .hasMessageContaining("neither pcap nor pcapng");
        assertThatThrownBy(() -> read(new byte[0])).hasMessageContaining("empty");
    }

    @Test
    void garbage_never_breaks_it() throws IOException {
        Random random = new Random(99);
        byte[][] files = {
            Frames.pcapng(frames(), ByteOrder.LITTLE_ENDIAN, 6, 1),
            Frames.pcap(frames(), ByteOrder.BIG_ENDIAN, true, 1, 65_535)
        };
        for (int i = 0; i < 20_000; i++) {
            byte[] mutated = files[i % 2].clone();
            for (int n = random.nextInt(4); n >= 0; n--) {
                mutated[4 + random.nextInt(mutated.length - 4)] = (byte) random.nextInt();
            }
            try (CaptureReader reader = CaptureReader.open(new ByteArrayInputStream(mutated))) {
                for (CaptureReader.Packet p = reader.next(); p != null; p = reader.next()) {
                    IpPacket.read(p);
                }
            }
        }
    }

    @Test
    void frames_of_every_link_are_understood() {
        End speaker = End.of("192.168.1.7", 40_000);
        End cloud = End.of("203.0.113.5", 443);
        byte[] v4 = Frames.tcp(speaker, cloud, 0xfffffff0L, 7, IpPacket.ACK, new byte[] {1, 2, 3});
        byte[] v6 = Frames.udp(End.of("fd00::7", 1000), End.of("2001:db8::5", 443), new byte[5]);
        byte[] sll = new byte[16];
        sll[14] = 8;
        byte[] sll2 = new byte[20];
        sll2[0] = (byte) 0x86;
        sll2[1] = (byte) 0xdd;

        for (IpPacket packet : List.of(
                IpPacket.read(1, v4, v4.length, v4.length),
                IpPacket.read(1, Frames.vlan(v4), v4.length + 4, v4.length + 4),
                IpPacket.read(113, Frames.relink(v4, sll), v4.length + 2, v4.length + 2),
                IpPacket.read(101, Frames.relink(v4, new byte[0]), v4.length - 14, v4.length - 14),
                IpPacket.read(0, Frames.relink(v4, new byte[4]), v4.length - 10, v4.length - 10))) {
            assertThat(packet.source()).isEqualTo(speaker.address());
            assertThat(packet.destinationPort()).isEqualTo(443);
            assertThat(packet.sequence()).isEqualTo(0xfffffff0L);
            assertThat(packet.acknowledged()).isEqualTo(7);
            assertThat(packet.length()).isEqualTo(3);
        }
        IpPacket datagram = IpPacket.read(276, Frames.relink(v6, sll2), v6.length + 6, v6.length + 6);
        assertThat(datagram.tcp()).isFalse();
        assertThat(datagram.length()).isEqualTo(5);
        assertThat(datagram.source()).isEqualTo(End.of("fd00::7", 0).address());
    }

    @Test
    void a_cut_packet_keeps_its_length_and_fragments_are_left_out() {
        byte[] frame = Frames.tcp(End.of("10.0.0.2", 1), End.of("1.1.1.1", 443), 1, 0, IpPacket.ACK, new byte[500]);
        IpPacket cut = IpPacket.read(1, frame, 96, frame.length);
        assertThat(cut.length()).isEqualTo(500);
        assertThat(cut.captured()).isEqualTo(96 - 54);

        frame[20] = 0x20;
        assertThat(IpPacket.read(1, frame, frame.length, frame.length)).isNull();
    }
}
