package org.earmuff.ingress;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import java.util.function.Consumer;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Reset;
import org.jspecify.annotations.Nullable;

/** An arrival as data, with what its door does when the way is open, and what it says first where there is none. */
record PlainArrival(
        Channel channel,
        InetSocketAddress source,
        InetSocketAddress destination,
        @Nullable String name,
        Runnable onEstablished,
        Consumer<CloseCause> sayFailed)
        implements Arrival {

    @Override
    public void established() {
        onEstablished.run();
        // Last, because the door hands on what the client sent ahead.
        channel.pipeline().remove(EarlyBytes.class);
    }

    @Override
    public void failed(CloseCause cause) {
        sayFailed.accept(cause);
        if (channel.isOpen()) {
            Reset.now(channel);
        }
    }
}
