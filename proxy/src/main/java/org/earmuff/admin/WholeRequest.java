package org.earmuff.admin;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.DecoderResult;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpMessage;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpVersion;

/** Puts requests together from their pieces. One that is too large goes on as a failed one, so that it is answered like any other. */
final class WholeRequest extends HttpObjectAggregator {

    WholeRequest(int most) {
        super(most, true);
    }

    @Override
    protected void handleOversizedMessage(ChannelHandlerContext ctx, HttpMessage oversized) {
        DefaultFullHttpRequest failed = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
        failed.setDecoderResult(DecoderResult.failure(new TooLongFrameException("body")));
        ctx.fireChannelRead(failed);
    }
}
