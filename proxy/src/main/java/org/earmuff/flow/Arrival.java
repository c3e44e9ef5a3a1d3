package org.earmuff.flow;

import io.netty.channel.Channel;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * A connection that came in by one of the front doors: a channel that does not read yet, and where its client wants to go. Every
 * method is called on the channel's event loop.
 */
public interface Arrival {

    /** The accepted channel, registered, with reading off. */
    Channel channel();

    /** Who it is. */
    InetSocketAddress source();

    /** Where it wants to go. */
    InetSocketAddress destination();

    /** The host name the client asked for, where the door carries one; else null. */
    @Nullable
    String name();

    /** The way is open: answers the client where the door's protocol wants it, and takes the door's handlers out of the pipeline. */
    void established();

    /** There is no way: answers the client where the door's protocol can say so, and closes; else resets the connection. */
    void failed(CloseCause cause);
}
