package org.earmuff.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.earmuff.wire.QuicSeal.HELLO;
import static org.earmuff.wire.QuicSeal.hex;
import static org.earmuff.wire.QuicSeal.part;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The RFCs' own packets, the same hello cut in every way, and what only looks like it. */
class QuicInitialTest {

    private static final int HELLO_LENGTH = 241;

    @Test
    void the_packet_of_rfc_9001_a2_tells_its_name() {
        byte[] packet = QuicSeal.version1().initial(2, HELLO, 1162);
        assertThat(HexFormat.of().formatHex(packet))
                .startsWith("c000000001088394c8f03e5157080000449e7b9aec34d1b1c98dd7689fb8ec11d242b123dc9b")
                .endsWith(
                        "7e78bfe706ca4cf5e9c5453e9f7cfd2b8b4c8d169a44e55c88d4a9a7f9474241e221af44860018ab0856972e194cd934")
                .hasSize(2400);

        assertThat(name(packet)).isEqualTo("example.com");
    }

    @Test
    void the_packet_of_rfc_9369_a2_tells_its_name() {
        byte[] packet = QuicSeal.version2().initial(2, HELLO, 1162);
        assertThat(HexFormat.of().formatHex(packet))
                .startsWith("d76b3343cf088394c8f03e5157080000449ea0c95e82ffe67b6abcdb4298b485dd04de806071")
                .endsWith("a18b2faa745b6fe189cf772a9f84cbfc");

        assertThat(name(packet)).isEqualTo("example.com");
    }

    @Test
    void a_hello_shuffled_over_three_datagrams_is_put_together() {
        QuicSeal seal = QuicSeal.version1();
        QuicInitial reader = new QuicInitial();
        byte[] third = join(part(100, 60), new byte[] {1, 0, 0}, part(0, 30));

        assertThat(read(reader, seal.initial(5, part(160, HELLO_LENGTH - 160), 1162)))
                .isInstanceOf(ClientHello.Incomplete.class);
        assertThat(read(reader, seal.initial(4, part(20, 90), 1162))).isInstanceOf(ClientHello.Incomplete.class);
        assertThat(read(reader, seal.initial(3, third, 1162))).isInstanceOf(ClientHello.Good.class);
    }

    @Test
    void packets_in_one_datagram_are_read_one_by_one() {
        QuicSeal seal = QuicSeal.version1();
        byte[] both = join(seal.initial(0, part(0, 120), 300), seal.initial(1, part(120, 121), 800));

        assertThat(name(both)).isEqualTo("example.com");
    }

    @Test
    void acknowledgements_between_are_passed_over() {
        byte[] frames = join(hex("02000501000203"), hex("0300000000010203"), HELLO);

        assertThat(name(QuicSeal.version1().initial(7, frames, 1162))).isEqualTo("example.com");
    }

    @Test
    void a_damaged_packet_tells_nothing_and_the_next_one_does() {
        QuicInitial reader = new QuicInitial();
        byte[] damaged = QuicSeal.version1().initial(0, HELLO, 1162);
        damaged[900] ^= 1;

        assertThat(read(reader, damaged)).isInstanceOf(ClientHello.Incomplete.class);
        assertThat(read(reader, QuicSeal.version1().initial(1, HELLO, 1162))).isInstanceOf(ClientHello.Good.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "40112233445566778899aabbccddeeff00112233445566778899",
                "c0",
                "c000000001ff",
                "c0000000010000",
                "c000000001000044ffffffff",
                "c0ff00001d088394c8f03e5157080000449e7b9aec34",
                "c0000000010000c0ffffffffffffffff00",
                "80000000000000"
            })
    void what_is_no_initial_packet_is_bad_at_once(String bytes) {
        assertThat(read(new QuicInitial(), hex(bytes))).isInstanceOf(ClientHello.Bad.class);
    }

    @Test
    void frames_that_may_not_be_there_or_reach_too_far_are_bad() {
        for (String frames : new String[] {"08", "1e", "0680004000" + "4001" + "00", "06bfffffffbfffffff", "060041"}) {
            byte[] packet = QuicSeal.version1().initial(0, hex(frames), hex(frames).length);
            if (packet.length >= 22 + 16) {
                assertThat(read(new QuicInitial(), packet)).as(frames).isInstanceOf(ClientHello.Bad.class);
            }
        }
    }

    @Test
    void it_gives_up_on_endless_initial_packets() {
        QuicInitial reader = new QuicInitial();
        byte[] ping = QuicSeal.version1().initial(0, new byte[] {1}, 1162);
        for (int i = 0; i < QuicInitial.MOST_PACKETS; i++) {
            assertThat(read(reader, ping)).isInstanceOf(ClientHello.Incomplete.class);
        }
        assertThat(read(reader, ping)).isInstanceOf(ClientHello.Bad.class);
    }

    @Test
    void a_datagram_is_told_apart_into_handshake_and_the_rest() {
        byte[] initial = QuicSeal.version1().initial(0, HELLO, 1162);
        byte[] handshake = hex("e0000000010411223344004005aabbccddee");
        byte[] shortHeader = hex("41aabbccdd00112233445566778899");

        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(initial))).isEqualTo(new QuicDatagram(1200, true, 0));
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(join(handshake, shortHeader))))
                .isEqualTo(new QuicDatagram(18, false, 15));
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(join(initial, new byte[40]))))
                .isEqualTo(new QuicDatagram(1240, true, 0));
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(shortHeader))).isEqualTo(new QuicDatagram(0, false, 15));
        // 0-RTT, and a version that is not known
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(hex("d0000000010411223344004005aabbccddee")))
                        .application())
                .isEqualTo(18);
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(hex("c0ff00001d0411223344004005aabbccddee")))
                        .application())
                .isEqualTo(18);
        // in version 2 the same bits mean other types
        assertThat(QuicDatagram.of(Unpooled.wrappedBuffer(hex("f06b3343cf0411223344004005aabbccddee")))
                        .handshake())
                .isEqualTo(18);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void whatever_comes_it_answers(long seed) {
        Random random = new Random(seed);
        QuicSeal seal = seed % 2 == 0 ? QuicSeal.version1() : QuicSeal.version2();
        for (int round = 0; round < 400; round++) {
            byte[] plain = new byte[random.nextInt(200) + 1];
            random.nextBytes(plain);
            plain[0] = new byte[] {0, 1, 2, 3, 6, 6, 6, 0x1c}[random.nextInt(8)];
            byte[] packet = seal.initial(round, plain, plain.length);
            for (int i = random.nextInt(3); i > 0; i--) {
                packet[random.nextInt(Math.min(packet.length, 24))] = (byte) random.nextInt();
            }
            byte[] cut = Arrays.copyOf(packet, random.nextInt(packet.length + 1));
            QuicDatagram seen = QuicDatagram.of(Unpooled.wrappedBuffer(cut));
            assertThat(seen.handshake() + seen.application()).isEqualTo(cut.length);
            assertThat(read(new QuicInitial(), cut)).isNotNull();
            assertThat(read(new QuicInitial(), packet)).isNotNull();
        }
    }

    private static String name(byte[] datagram) {
        return ((ClientHello.Good) read(new QuicInitial(), datagram)).hello().serverName();
    }

    private static ClientHello.Answer read(QuicInitial reader, byte[] datagram) {
        return reader.read(Unpooled.wrappedBuffer(datagram));
    }

    private static byte[] join(byte[]... parts) {
        return org.earmuff.testing.Records.join(parts);
    }
}
