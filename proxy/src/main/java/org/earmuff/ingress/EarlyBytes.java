package org.earmuff.ingress;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.ChannelInputShutdownEvent;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * Keeps what a client sent, and its FIN, from before the way to its destination was open, until whoever carries the flow is there.
 *
 * <p>Reading is off by then, but not everything heeds that: a request and the first data may come in one segment, and Netty reads once
 * when a FIN comes, asked or not. So this holds one read, at most 64 KiB.
 */
final class EarlyBytes extends ChannelInboundHandlerAdapter {

    private final Deque<ByteBuf> kept = new ArrayDeque<>();
    private boolean done;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes) {
            kept.add(bytes);
        } else {
            ctx.fireChannelRead(message);
        }
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        done |= event instanceof ChannelInputShutdownEvent;
        ctx.fireUserEventTriggered(event);
    }

    /** Hands on what was kept, in order, where the connection still stands. */
    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        boolean any = !kept.isEmpty();
        for (ByteBuf bytes = kept.poll(); bytes != null; bytes = kept.poll()) {
            if (ctx.channel().isActive()) {
                ctx.fireChannelRead(bytes);
            } else {
                bytes.release();
            }
        }
        if (any) {
            ctx.fireChannelReadComplete();
        }
        if (done) {
            ctx.fireUserEventTriggered(ChannelInputShutdownEvent.INSTANCE);
        }
    }
}
