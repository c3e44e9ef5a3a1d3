package org.earmuff.admin;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a connection whose client wants a second handshake: a renegotiation of TLS 1.2 costs us far more than it costs the client, and
 * browsers do none. Stands before TLS and looks at the headers of records alone (RFC 5246, 6.2.1): what TLS 1.3 has to say later looks
 * like data there.
 */
final class OneHandshake extends ChannelInboundHandlerAdapter {

    private static final int HANDSHAKE = 22;
    private static final int HEADER = 5;
    private static final Logger LOG = LoggerFactory.getLogger(OneHandshake.class);

    /** Bytes of the current record's header that were seen. */
    private int seen;
    /** Bytes of the current record after its header that are yet to come. */
    private int left;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof ByteBuf bytes && beginsAnother(ctx, bytes)) {
            ReferenceCountUtil.release(message);
            LOG.debug("{} wants a second TLS handshake: closed", ctx.channel().remoteAddress());
            ctx.close();
            return;
        }
        ctx.fireChannelRead(message);
    }

    private boolean beginsAnother(ChannelHandlerContext ctx, ByteBuf bytes) {
        int at = bytes.readerIndex();
        while (at < bytes.writerIndex()) {
            if (seen == HEADER && left > 0) {
                int passed = Math.min(left, bytes.writerIndex() - at);
                left -= passed;
                at += passed;
                continue;
            }
            if (seen == HEADER) {
                seen = 0;
            }
            int octet = bytes.getUnsignedByte(at++);
            if (seen == 0 && octet == HANDSHAKE && isDone(ctx)) {
                return true;
            }
            if (seen >= 3) {
                left = left << 8 | octet;
            }
            seen++;
        }
        return false;
    }

    private static boolean isDone(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        return tls != null && tls.handshakeFuture().isSuccess();
    }
}
