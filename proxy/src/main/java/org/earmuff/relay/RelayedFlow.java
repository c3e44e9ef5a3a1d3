package org.earmuff.relay;

import io.netty.channel.EventLoop;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.rules.Decision;

/** A flow under way, as the one who decides sees it. Everything but {@link #flow()} and {@link #loop()} belongs on its event loop. */
public interface RelayedFlow {

    Flow flow();

    EventLoop loop();

    /** Puts another decision in force. When this returns nothing leaves any more that the decision stops. */
    void apply(Decision decision);

    /** Ends the flow towards both sides at once; what is held or queued is thrown away. Does nothing where it is over already. */
    void abort(CloseCause cause);

    /** Whether it has ended. */
    boolean over();

    /** Ends the flow where nothing has moved for too long. */
    void sweep(long nowNanos);
}
