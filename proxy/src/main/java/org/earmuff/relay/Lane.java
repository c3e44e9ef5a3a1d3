package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;

/** What the upstream path needs of the flow that it belongs to. Everything on the flow's event loop. */
interface Lane {

    Flow flow();

    /** The name that the client asked a front door for, or else its lookups gave for the address; null where there was none. */
    @Nullable
    String askedName();

    /** The ClientHello, passing by, has told a name. */
    void named();

    EventLoop loop();

    HouseClock clock();

    SpeakerShare share();

    FlowObserver observer();

    /** Writes to the cloud without flushing; takes ownership. */
    void forward(ByteBuf bytes);

    void flush();

    /** Says to the cloud, after all that was forwarded, that the speaker sends no more. */
    void finish();

    /** Ends the flow towards both sides at once. */
    void abort(CloseCause cause);

    /** Whether anything written to the cloud may still be under way. */
    boolean unsent();
}
