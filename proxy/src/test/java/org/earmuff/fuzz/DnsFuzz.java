package org.earmuff.fuzz;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import org.earmuff.wire.DnsMessage;

/** Messages as a stranger might send them. */
public final class DnsFuzz {

    private DnsFuzz() {}

    /** A name is one that can be shown, and only answers have addresses. */
    public static void fuzzerTestOneInput(byte[] bytes) {
        DnsMessage message = DnsMessage.read(Unpooled.wrappedBuffer(bytes));
        if (message != null) {
            assertThat(message.response() || message.addresses().isEmpty()).isTrue();
            assertThat(message.ttlSeconds()).isBetween(0L, (long) Integer.MAX_VALUE);
            if (message.name() != null) {
                assertThat(message.name())
                        .hasSizeBetween(1, 253)
                        .matches("[!-~]+")
                        .isLowerCase();
            }
        }
    }
}
