package org.earmuff.relay;

import io.netty.channel.Channel;
import io.netty.channel.socket.DuplexChannel;
import io.netty.channel.unix.RawUnixChannelOption;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Asks what was written to a channel but has not certainly arrived: what Netty still queues, and what the kernel has neither sent nor
 * had acknowledged. A mute must know, because the kernel goes on sending and resending after we stop writing.
 */
final class Unsent {

    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    /** struct tcp_info of linux/tcp.h: tcpi_unacked, segments sent and not acknowledged. */
    private static final int UNACKED = 24;
    /** struct tcp_info: tcpi_notsent_bytes, bytes not even sent once (Linux 4.6). */
    private static final int NOT_SENT = 144;

    private static final int LENGTH = 148;
    private static final RawUnixChannelOption INFO =
            new RawUnixChannelOption("EARMUFF_TCP_INFO", IPPROTO_TCP, TCP_INFO, LENGTH);

    private Unsent() {}

    /** Whether any byte may still be on its way; true where the kernel does not say. */
    static boolean any(Channel channel) {
        var outbound = channel.unsafe().outboundBuffer();
        // Netty has no queue any more once the output is shut down, which here comes after all else is written.
        boolean queued = outbound == null
                ? !((DuplexChannel) channel).isOutputShutdown()
                : outbound.totalPendingWriteBytes() > 0;
        if (queued) {
            return true;
        }
        ByteBuffer info = channel.config().getOption(INFO);
        if (info == null || info.limit() < LENGTH) {
            return true;
        }
        info.order(ByteOrder.nativeOrder());
        return info.getInt(UNACKED) != 0 || info.getInt(NOT_SENT) != 0;
    }
}
