package org.earmuff.admin;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.access.Connections;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which a whole request did not arrive in time, or its answer was not taken in time. The time runs for the
 * request as a whole: a client that sends a byte now and then gains nothing.
 */
final class RequestDeadline extends ChannelDuplexHandler {

    private final long millis;
    private final Connections connections;
    private @Nullable Future<?> timer;

    /** @param connections told whose turn it is */
    RequestDeadline(long millis, Connections connections) {
        this.millis = millis;
        this.connections = connections;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        restart(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        cancel();
        ctx.fireChannelInactive();
    }

    /** The time begins anew: for an answer to be taken, or for the next request. */
    void restart(ChannelHandlerContext ctx) {
        extend(ctx, millis);
    }

    /** The time begins anew, with another length. */
    void extend(ChannelHandlerContext ctx, long other) {
        cancel();
        connections.owes(ctx.channel());
        timer = ctx.executor().schedule(() -> expire(ctx), other, TimeUnit.MILLISECONDS);
    }

    /** No deadline: a request is being worked on, or events stream. */
    void stop(ChannelHandlerContext ctx) {
        cancel();
        connections.served(ctx.channel());
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static void expire(ChannelHandlerContext ctx) {
        ctx.close();
    }
}
