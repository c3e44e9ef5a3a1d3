package org.earmuff.flow;

import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;

/** Breaks a connection off so that nothing queued for it, by us or by the kernel, is sent any more. */
public final class Reset {

    private Reset() {}

    /** Closes in order: what the kernel still has of it is sent, then a FIN. On the channel's event loop. */
    public static void none(Channel channel) {
        if (channel.isOpen()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, -1);
            } catch (RuntimeException gone) {
                // As below.
            }
            channel.close();
        }
    }

    /** Closes with a TCP RST. The kernel throws its send queue away (SO_LINGER 0). On the channel's event loop. */
    public static void now(Channel channel) {
        if (channel.isOpen()) {
            try {
                channel.config().setOption(ChannelOption.SO_LINGER, 0);
            } catch (RuntimeException gone) {
                // The other side was faster: the socket is no longer connected, and closing it is all that is left.
            }
            channel.close();
        }
    }
}
