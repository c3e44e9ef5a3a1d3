package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.net.InetAddress;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends an answer in pieces, each read only when the client has taken the one before: a client that is slow costs one piece of memory.
 * Confined to the client's loop.
 */
final class PieceSender {

    private static final long AGAIN_MILLIS = 100;
    private static final Logger LOG = LoggerFactory.getLogger(PieceSender.class);

    private final ChannelHandlerContext ctx;
    private final Pieces pieces;
    private final Questions questions;
    private final InetAddress from;
    private final RequestDeadline deadline;
    private final Runnable done;

    /** @param done run when the last piece has been taken; never where the connection ends before */
    PieceSender(
            ChannelHandlerContext ctx,
            Pieces pieces,
            Questions questions,
            InetAddress from,
            RequestDeadline deadline,
            Runnable done) {
        this.ctx = ctx;
        this.pieces = pieces;
        this.questions = questions;
        this.from = from;
        this.deadline = deadline;
        this.done = done;
    }

    void next() {
        if (!ctx.channel().isActive()) {
            return;
        }
        try {
            questions
                    .ask(from, pieces::next)
                    .whenComplete((piece, failure) -> ctx.executor().execute(() -> read(piece, failure)));
        } catch (Problem busy) {
            // The answer has begun, so it cannot be refused any more; the deadline goes on.
            ctx.executor().schedule(this::next, AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void read(byte[] piece, @Nullable Throwable failure) {
        if (failure != null) {
            // Without its last chunk the client sees that something is missing.
            LOG.warn("a file for {} ends before its end: {}", from.getHostAddress(), failure.toString());
            ctx.close();
            return;
        }
        boolean last = piece.length == 0;
        deadline.answering(ctx, piece.length);
        ctx.writeAndFlush(
                        last
                                ? LastHttpContent.EMPTY_LAST_CONTENT
                                : new DefaultHttpContent(Unpooled.wrappedBuffer(piece)))
                .addListener((ChannelFutureListener) written -> {
                    if (!written.isSuccess()) {
                        ctx.close();
                    } else if (last) {
                        done.run();
                    } else {
                        next();
                    }
                });
    }
}
