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
    /** Requests that come meanwhile must not stop the time: else a client that reads nothing could stay for ever. */
    private boolean answering;

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

    /** The time begins anew: for the next request. */
    void restart(ChannelHandlerContext ctx) {
        extend(ctx, millis);
    }

    /** The time begins anew, with another length. */
    void extend(ChannelHandlerContext ctx, long other) {
        if (!answering) {
            run(ctx, other, 0);
        }
    }

    /** No deadline: a request is being worked on, or events stream. */
    void stop(ChannelHandlerContext ctx) {
        if (!answering) {
            cancel();
            connections.served(ctx.channel());
        }
    }

    /** The time begins anew: for an answer, or the next piece of one, to be taken. Until {@link #taken} nothing else changes it. */
    void answering(ChannelHandlerContext ctx, long bytes) {
        answering = true;
        run(ctx, millis, bytes);
    }

    /** The answer has been taken as a whole: no deadline. */
    void taken(ChannelHandlerContext ctx) {
        answering = false;
        stop(ctx);
    }

    private void run(ChannelHandlerContext ctx, long length, long bytes) {
        cancel();
        connections.owes(ctx.channel(), bytes);
        timer = ctx.executor().schedule(() -> expire(ctx), length, TimeUnit.MILLISECONDS);
    }

    private void cancel() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private void expire(ChannelHandlerContext ctx) {
        Connections.closeAtOnce(ctx.channel(), answering);
    }
}
