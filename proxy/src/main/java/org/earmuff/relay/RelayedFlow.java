package org.earmuff.relay;

import io.netty.channel.EventLoop;
import java.util.List;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;

/** A flow under way, as the one who decides sees it. Everything but {@link #flow()} and {@link #loop()} belongs on its event loop. */
public interface RelayedFlow {

    Flow flow();

    EventLoop loop();

    /** The host names in clear that the flow is known to want, lower case: asked of a front door, or in its ClientHello; often none. */
    List<String> names();

    /** Puts other terms in force. When this returns nothing leaves any more that they stop. */
    void apply(Terms terms);

    /** Ends the flow towards both sides at once; what is held or queued is thrown away. Does nothing where it is over already. */
    void abort(CloseCause cause);

    /** Whether it has ended. */
    boolean over();

    /** Ends the flow where nothing has moved for too long. */
    void sweep(long nowNanos);
}
