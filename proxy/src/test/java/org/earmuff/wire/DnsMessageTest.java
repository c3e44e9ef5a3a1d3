package org.earmuff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.net.InetAddress;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages as servers send them, and what only begins like one. */
class DnsMessageTest {

    /** Question for A of api.example.com, id beef. */
    private static final String QUESTION = "0361706907" + "6578616d706c6503636f6d0000010001";

    private static final String ASK = "beef01000001000000000000" + QUESTION;
    /** An alias to x.cdn.net, whose two addresses follow, TTLs 300 and 60; EDNS at the end. */
    private static final String ANSWER = "beef81800001000300000001" + QUESTION
            + "c00c000500010000012c000b017803" + "63646e036e657400"
            + "c02d000100010000003c0004c0000201"
            + "c02d000100010000003c0004c0000202"
            + "00002904d0000000000000";

    @Test
    void a_question_tells_its_name() {
        DnsMessage asked = read(ASK);

        assertThat(asked).isEqualTo(new DnsMessage(0xbeef, false, "api.example.com", 1, List.of(), 0));
    }

    @Test
    void an_answer_tells_the_addresses_at_the_end_of_its_aliases() throws Exception {
        DnsMessage answer = read(ANSWER);

        assertThat(answer.name()).isEqualTo("api.example.com");
        assertThat(answer.addresses())
                .containsExactly(InetAddress.getByName("192.0.2.1"), InetAddress.getByName("192.0.2.2"));
        assertThat(answer.ttlSeconds()).isEqualTo(60);
    }

    @Test
    void an_answer_for_ipv6_tells_its_address() throws Exception {
        String answer = "000181800001000100000000" + QUESTION.replace("00010001", "001c0001")
                + "c00c001c0001000000b4001020010db8011300000000000000000010";

        assertThat(read(answer).addresses()).containsExactly(InetAddress.getByName("2001:db8:113::10"));
    }

    @Test
    void addresses_of_names_that_were_not_asked_for_are_no_answer() {
        String answer = "beef81800001000100000000" + QUESTION + "04657669" + "6c00000100010000003c0004c0000201";

        assertThat(read(answer.replace("04657669", "0365766c").replace("6c0000010001", "0000010001"))
                        .addresses())
                .isEmpty();
    }

    @Test
    void no_such_name_and_cut_off_answers_tell_what_they_have() {
        assertThat(read("beef81830001000000000000" + QUESTION).addresses()).isEmpty();
        String cut = ANSWER.replace("beef8180", "beef8380").substring(0, ANSWER.length() - 40);
        assertThat(read(cut).addresses()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "beef",
                "beef01000001000000000000",
                "beef01000000000000000000" + QUESTION,
                "beef01000002000000000000" + QUESTION,
                "beef01000001000000000000c00c00010001",
                "beef01000001000000000000c00e00010001c00c",
                "beef010000010000000000004161616100010001",
                "beef0100000100000000000003616263",
                "beef010000010000000000003f616263"
            })
    void what_is_no_message_with_one_question_is_none(String bytes) {
        assertThat(read(bytes)).isNull();
    }

    @Test
    void names_that_would_confuse_a_terminal_are_none() {
        assertThat(read("beef01000001000000000000041b5b334a0000010001").name()).isNull();
        assertThat(read("beef010000010000000000000000010001").name()).isNull();
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4})
    void whatever_comes_it_ends_and_does_not_throw(long seed) {
        Random random = new Random(seed);
        byte[] answer = HexFormat.of().parseHex(ANSWER);
        for (int round = 0; round < 20_000; round++) {
            byte[] bytes = answer.clone();
            for (int i = random.nextInt(8); i >= 0; i--) {
                bytes[random.nextInt(bytes.length)] = (byte) (random.nextInt(4) == 0 ? 0xc0 : random.nextInt());
            }
            DnsMessage message =
                    DnsMessage.read(Unpooled.wrappedBuffer(Arrays.copyOf(bytes, random.nextInt(bytes.length + 1))));
            assertThat(message == null || message.addresses().size() <= DnsMessage.MOST_RECORDS)
                    .isTrue();
        }
    }

    private static DnsMessage read(String hex) {
        return DnsMessage.read(Unpooled.wrappedBuffer(HexFormat.of().parseHex(hex)));
    }
}
