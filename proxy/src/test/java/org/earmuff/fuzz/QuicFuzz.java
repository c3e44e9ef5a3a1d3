package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.util.Arrays;
import org.earmuff.wire.ClientHello;
import org.earmuff.wire.QuicDatagram;
import org.earmuff.wire.QuicInitial;
import org.earmuff.wire.QuicSeal;

/** Datagrams as a stranger might send them, and frames that are sealed as they should be. */
public final class QuicFuzz {

    private QuicFuzz() {}

    /** Every byte of a datagram is told apart, and a name is one that can be shown. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        QuicDatagram parts = QuicDatagram.of(Unpooled.wrappedBuffer(bytes));
        assertThat(parts.handshake() + parts.application()).isEqualTo(bytes.length);
        new QuicInitial().read(Unpooled.wrappedBuffer(bytes));
        if (bytes.length > 4 && bytes.length < 1400) {
            byte[] packet = QuicSeal.version1().initial(1, Arrays.copyOf(bytes, bytes.length), bytes.length);
            ClientHello.Answer answer = new QuicInitial().read(Unpooled.wrappedBuffer(packet));
            if (answer instanceof ClientHello.Good good && good.hello().serverName() != null) {
                assertThat(good.hello().serverName()).hasSizeBetween(1, 253).matches("[!-~]+");
            }
        }
    }
}
