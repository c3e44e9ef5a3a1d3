package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.OptionalSslHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.util.ReferenceCountUtil;
import java.nio.charset.StandardCharsets;

/** Looks at a client's first bytes: TLS goes on, plain HTTP is told to come with https and is not read. */
final class TlsDoor extends OptionalSslHandler {

    private static final String BODY =
            "This is the TLS port of Earmuff: use https:// instead of http:// in the address.\n";
    private static final byte[] ANSWER = ("HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\n"
                    + Safeguards.lines() + "Content-Length: " + BODY.length() + "\r\nConnection: close\r\n\r\n" + BODY)
            .getBytes(StandardCharsets.US_ASCII);

    TlsDoor(SslContext context) {
        super(context);
    }

    @Override
    protected ChannelHandler newNonSslHandler(ChannelHandlerContext ctx) {
        return new Plain();
    }

    /** What it sent, a token perhaps, is thrown away; that it came over the wire cannot be undone. */
    private static final class Plain extends ChannelInboundHandlerAdapter {
        private boolean answered;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            ReferenceCountUtil.release(message);
            if (!answered) {
                answered = true;
                ctx.writeAndFlush(Unpooled.wrappedBuffer(ANSWER))
                        .addListener((ChannelFutureListener) written -> AdminHandler.partInPeace(ctx));
            }
        }
    }
}
