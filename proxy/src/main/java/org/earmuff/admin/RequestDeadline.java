package org.earmuff.admin;

import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Closes a connection on which a whole request did not arrive in time, or its answer was not taken in time. The time runs for the
 * request as a whole: a client that sends a byte now and then gains nothing.
 */
final class RequestDeadline extends ChannelDuplexHandler {

    private final long millis;
    private @Nullable Future<?> timer;

    RequestDeadline(long millis) {
        this.millis = millis;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        restart(ctx);
        ctx.fireChannelActive();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        stop();
        ctx.fireChannelInactive();
    }

    /** The time begins anew: for an answer to be taken, or for the next request. */
    void restart(ChannelHandlerContext ctx) {
        stop();
        timer = ctx.executor().schedule(() -> expire(ctx), millis, TimeUnit.MILLISECONDS);
    }

    /** No deadline: a request is being worked on, or events stream. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
            timer = null;
        }
    }

    private static void expire(ChannelHandlerContext ctx) {
        ctx.close();
    }
}
