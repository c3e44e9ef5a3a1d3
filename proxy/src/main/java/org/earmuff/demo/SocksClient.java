package org.earmuff.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Asks a SOCKS5 server (RFC 1928, no authentication) for a connection, and only then lets the handlers behind it know that
 * the channel is active.
 *
 * <pre>
 * METHOD --(05 00)--> REPLY --(05 00 00 …)--> removed from the pipeline
 *    any other answer closes the channel
 * </pre>
 */
final class SocksClient extends ByteToMessageDecoder {

    private static final int VERSION = 5;
    private static final int REPLY_HEAD = 4;

    private enum Awaiting {
        METHOD,
        REPLY
    }

    private final InetSocketAddress destination;
    private Awaiting awaiting = Awaiting.METHOD;

    SocksClient(InetSocketAddress destination) {
        this.destination = destination;
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.writeAndFlush(ctx.alloc().buffer(3).writeByte(VERSION).writeByte(1).writeByte(0), ctx.voidPromise());
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws ConnectException {
        switch (awaiting) {
            case METHOD -> onMethod(ctx, in);
            case REPLY -> onReply(ctx, in);
        }
    }

    private void onMethod(ChannelHandlerContext ctx, ByteBuf in) throws ConnectException {
        if (in.readableBytes() < 2) {
            return;
        }
        int version = in.readUnsignedByte();
        int method = in.readUnsignedByte();
        if (version != VERSION || method != 0) {
            throw new ConnectException("the SOCKS server wants method " + method + " of version " + version);
        }
        byte[] address = destination.getAddress().getAddress();
        ByteBuf request = ctx.alloc().buffer(REPLY_HEAD + address.length + 2);
        request.writeByte(VERSION).writeByte(1).writeByte(0).writeByte(address.length == 4 ? 1 : 4);
        request.writeBytes(address).writeShort(destination.getPort());
        awaiting = Awaiting.REPLY;
        ctx.writeAndFlush(request, ctx.voidPromise());
    }

    private void onReply(ChannelHandlerContext ctx, ByteBuf in) throws ConnectException {
        if (in.readableBytes() < REPLY_HEAD + 1) {
            return;
        }
        int at = in.readerIndex();
        int reply = in.getUnsignedByte(at + 1);
        if (reply != 0) {
            throw new ConnectException("the SOCKS server answers " + reply + " for " + destination);
        }
        int bound = switch (in.getUnsignedByte(at + 3)) {
            case 1 -> 4;
            case 4 -> 16;
            default -> 1 + in.getUnsignedByte(at + REPLY_HEAD);
        };
        int length = REPLY_HEAD + bound + 2;
        if (in.readableBytes() < length) {
            return;
        }
        in.skipBytes(length);
        ctx.pipeline().remove(this);
        ctx.fireChannelActive();
    }
}
