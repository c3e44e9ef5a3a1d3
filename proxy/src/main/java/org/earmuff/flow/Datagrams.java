package org.earmuff.flow;

import io.netty.buffer.ByteBuf;
import java.net.InetSocketAddress;

/** Where the door for UDP brings what has no socket of its own yet. Called on the door's thread; never blocks and never throws. */
public interface Datagrams {

    /**
     * Somebody sent a datagram.
     *
     * @param destination where it was meant to go
     * @param payload handed over: whoever is called releases it
     */
    void arrived(InetSocketAddress source, InetSocketAddress destination, ByteBuf payload);

    /** Somebody sent one that is larger than what is taken; it is gone. */
    default void tooLarge(InetSocketAddress source, InetSocketAddress destination) {}
}
