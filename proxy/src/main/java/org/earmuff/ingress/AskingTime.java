package org.earmuff.ingress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import io.netty.channel.socket.SocketChannel;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.jspecify.annotations.Nullable;

/**
 * How long a client may take to say where it wants to go, counted from its arrival: one that sends a byte now and then gains nothing.
 * Removed as soon as it has said so.
 */
final class AskingTime extends ChannelInboundHandlerAdapter {

    private final Doors.Common common;
    private final SocketChannel channel;
    private @Nullable Future<?> end;

    AskingTime(Doors.Common common, SocketChannel channel) {
        this.common = common;
        this.channel = channel;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        end = ctx.executor()
                .schedule(
                        () -> Door.turnAway(common.arrivals(), channel, CloseCause.BAD_REQUEST),
                        common.requestTimeout().toMillis(),
                        TimeUnit.MILLISECONDS);
    }

    /** Who ends before having asked will not ask any more, and need not keep a place until the time is up. */
    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event == ChannelInputShutdownEvent.INSTANCE) {
            Door.turnAway(common.arrivals(), channel, CloseCause.BAD_REQUEST);
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (end != null) {
            end.cancel(false);
        }
    }
}
