package org.earmuff.wire;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import javax.net.ssl.SNIServerName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ClientHelloTest {

    private static final class AnyName extends SNIServerName {
        AnyName(String name) {
            super(0, name.getBytes(StandardCharsets.ISO_8859_1));
        }
    }

    /** What the JDK's TLS client really says. */
    private static byte[] hello(String name, String... versions) throws Exception {
        SSLEngine engine = SSLContext.getDefault().createSSLEngine();
        engine.setUseClientMode(true);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setServerNames(name == null ? List.of() : List.of(new AnyName(name)));
        parameters.setProtocols(versions);
        engine.setSSLParameters(parameters);
        engine.beginHandshake();
        ByteBuffer out = ByteBuffer.allocate(32_768);
        engine.wrap(ByteBuffer.allocate(0), out);
        byte[] bytes = new byte[out.position()];
        out.flip().get(bytes);
        return bytes;
    }

    private static ClientHello.Answer read(byte[] bytes) {
        return ClientHello.read(Unpooled.wrappedBuffer(bytes));
    }

    @Test
    void reads_the_name_and_the_version() throws Exception {
        assertThat(read(hello("Avs-Alexa-4-na.amazon.com", "TLSv1.3", "TLSv1.2")))
                .isEqualTo(new ClientHello.Good(new ClientHello("avs-alexa-4-na.amazon.com", true)));
        assertThat(read(hello("example.org", "TLSv1.2")))
                .isEqualTo(new ClientHello.Good(new ClientHello("example.org", false)));
        assertThat(read(hello(null, "TLSv1.2"))).isEqualTo(new ClientHello.Good(new ClientHello(null, false)));
    }

    @Test
    void every_beginning_is_incomplete_and_nothing_is_consumed() throws Exception {
        byte[] whole = hello("example.org", "TLSv1.3", "TLSv1.2");
        for (int length = 0; length < whole.length; length++) {
            ByteBuf part = Unpooled.wrappedBuffer(whole, 0, length);
            assertThat(ClientHello.read(part)).isInstanceOf(ClientHello.Incomplete.class);
            assertThat(part.readerIndex()).isZero();
        }
    }

    @Test
    void a_hello_cut_over_many_records_is_one() throws Exception {
        byte[] whole = hello("example.org", "TLSv1.3");
        ByteBuf cut = Unpooled.buffer();
        for (int at = 5; at < whole.length; at += 7) {
            int length = Math.min(7, whole.length - at);
            cut.writeByte(22).writeShort(0x0301).writeShort(length).writeBytes(whole, at, length);
        }
        assertThat(ClientHello.read(cut)).isEqualTo(new ClientHello.Good(new ClientHello("example.org", true)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "a b.com",
                "<script>",
                "x\ny.com",
                "127.0.0.1",
                "ab\"c.com",
                "-a.com",
                "a..b",
                "é.com",
                "\u001b[31m.com"
            })
    void an_unsafe_name_is_as_good_as_none(String name) throws Exception {
        assertThat(read(hello(name, "TLSv1.2"))).isEqualTo(new ClientHello.Good(new ClientHello(null, false)));
    }

    @Test
    void what_is_no_hello_is_bad_at_once_and_too_long_is_bad_at_last() {
        assertThat(read("GET / HTTP/1.1".getBytes(StandardCharsets.US_ASCII))).isInstanceOf(ClientHello.Bad.class);
        assertThat(read(new byte[] {22, 3, 1, 0, 4, 2})).isInstanceOf(ClientHello.Bad.class);
        assertThat(read(new byte[] {22, 3, 1, 0, 9, 1, 1, 0, 0})).isInstanceOf(ClientHello.Bad.class);
    }

    @Test
    void garbage_never_breaks_it() throws Exception {
        byte[] whole = hello("example.org", "TLSv1.3", "TLSv1.2");
        Random random = new Random(5);
        for (int i = 0; i < 50_000; i++) {
            byte[] mutated = whole.clone();
            for (int n = random.nextInt(5); n >= 0; n--) {
                mutated[random.nextInt(mutated.length)] = (byte) random.nextInt();
            }
            assertThat(read(mutated)).isNotNull();
        }
    }
}
