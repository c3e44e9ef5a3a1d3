package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.earmuff.wire.ClientHello;
import org.earmuff.wire.ClientHello.Answer;

/** Bytes as a stranger might send them. */
public final class ClientHelloFuzz {

    private ClientHelloFuzz() {}

    /** An answer given early stands when more comes, and a name is one that can be shown. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        Answer whole = ClientHello.read(Unpooled.wrappedBuffer(bytes));
        if (whole instanceof ClientHello.Good good && good.hello().serverName() != null) {
            assertThat(good.hello().serverName())
                    .hasSizeBetween(1, 253)
                    .matches("[!-~]+")
                    .isLowerCase();
        }
        for (int length = 0; length < bytes.length; length += 1 + length / 4) {
            Answer early = ClientHello.read(Unpooled.wrappedBuffer(bytes, 0, length));
            if (!(early instanceof ClientHello.Incomplete)) {
                assertThat(early).isEqualTo(whole);
            }
        }
    }
}
