package org.earmuff.relay.udp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.relay.SpeakerShare;
import org.jspecify.annotations.Nullable;

/** What the upstream path needs of the association that it belongs to. Everything on its event loop. */
interface DatagramLane {

    Flow flow();

    EventLoop loop();

    HouseClock clock();

    SpeakerShare share();

    FlowObserver observer();

    /** The name to show; null where there is none. */
    @Nullable
    String shownName();

    /** Sends one datagram to the cloud; takes ownership. */
    void forward(ByteBuf datagram);

    /** Ends the association. */
    void abort(CloseCause cause);
}
