package org.earmuff.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.List;

/** Takes {@link Message}s out of decrypted bytes. */
final class MessageDecoder extends ByteToMessageDecoder {

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
        try {
            Message message = Message.take(in);
            if (message != null) {
                out.add(message);
            }
        } catch (IllegalArgumentException e) {
            in.skipBytes(in.readableBytes());
            throw new CorruptedFrameException(e);
        }
    }
}
