package org.earmuff.ingress;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.socksx.SocksMessage;
import io.netty.handler.codec.socksx.SocksVersion;
import io.netty.handler.codec.socksx.v5.DefaultSocks5CommandResponse;
import io.netty.handler.codec.socksx.v5.DefaultSocks5InitialResponse;
import io.netty.handler.codec.socksx.v5.Socks5AddressType;
import io.netty.handler.codec.socksx.v5.Socks5AuthMethod;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequest;
import io.netty.handler.codec.socksx.v5.Socks5CommandRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5CommandStatus;
import io.netty.handler.codec.socksx.v5.Socks5CommandType;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequest;
import io.netty.handler.codec.socksx.v5.Socks5InitialRequestDecoder;
import io.netty.handler.codec.socksx.v5.Socks5ServerEncoder;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.earmuff.flow.CloseCause;

/** Speaks SOCKS5 (RFC 1928) to a client until it has said where it wants to go: no authentication, CONNECT only. */
final class SocksDoor extends SimpleChannelInboundHandler<SocksMessage> {

    private final Doors.Common common;
    private final SocketChannel channel;
    private boolean asked;

    private SocksDoor(Doors.Common common, SocketChannel channel) {
        this.common = common;
        this.channel = channel;
    }

    static void welcome(Doors.Common common, SocketChannel channel) {
        channel.pipeline()
                .addLast(
                        new AskingTime(common, channel),
                        Socks5ServerEncoder.DEFAULT,
                        new Socks5InitialRequestDecoder(),
                        new SocksDoor(common, channel));
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        ctx.read();
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        if (!asked) {
            ctx.read();
        }
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, SocksMessage message) {
        if (message.decoderResult().isFailure() || message.version() != SocksVersion.SOCKS5) {
            Door.turnAway(common.arrivals(), channel, CloseCause.BAD_REQUEST);
        } else if (message instanceof Socks5InitialRequest hello) {
            greet(ctx, hello);
        } else if (message instanceof Socks5CommandRequest request) {
            asked = true;
            // From here on it is not the client who makes it take long.
            ctx.pipeline().remove(AskingTime.class);
            ask(request);
        }
    }

    private void greet(ChannelHandlerContext ctx, Socks5InitialRequest hello) {
        boolean open = hello.authMethods().contains(Socks5AuthMethod.NO_AUTH);
        ctx.writeAndFlush(
                new DefaultSocks5InitialResponse(open ? Socks5AuthMethod.NO_AUTH : Socks5AuthMethod.UNACCEPTED));
        if (!open) {
            refuse();
            return;
        }
        ctx.pipeline().replace(Socks5InitialRequestDecoder.class, null, new Socks5CommandRequestDecoder());
    }

    private void ask(Socks5CommandRequest request) {
        if (!request.type().equals(Socks5CommandType.CONNECT)) {
            answer(Socks5CommandStatus.COMMAND_UNSUPPORTED);
            refuse();
            return;
        }
        boolean named = request.dstAddrType().equals(Socks5AddressType.DOMAIN);
        common.resolver()
                .resolve(request.dstAddr())
                .whenCompleteAsync((address, problem) -> resolved(request, named, address), channel.eventLoop());
    }

    private void resolved(Socks5CommandRequest request, boolean named, InetAddress address) {
        InetSocketAddress source = channel.remoteAddress();
        if (address == null || source == null) {
            answer(Socks5CommandStatus.HOST_UNREACHABLE);
            close(CloseCause.UNREACHABLE);
            return;
        }
        common.arrivals()
                .arrived(new PlainArrival(
                        channel,
                        source,
                        new InetSocketAddress(address, request.dstPort()),
                        named ? request.dstAddr() : null,
                        this::established,
                        cause -> answerAndClose(statusOf(cause))));
    }

    private void established() {
        answer(Socks5CommandStatus.SUCCESS);
        ChannelPipeline pipeline = channel.pipeline();
        pipeline.remove(Socks5ServerEncoder.class);
        pipeline.remove(this);
        // Last, because it hands on what the client sent ahead.
        pipeline.remove(Socks5CommandRequestDecoder.class);
    }

    private void answer(Socks5CommandStatus status) {
        channel.writeAndFlush(new DefaultSocks5CommandResponse(status, Socks5AddressType.IPv4, "0.0.0.0", 0));
    }

    private void answerAndClose(Socks5CommandStatus status) {
        answer(status);
        channel.close();
    }

    private void refuse() {
        close(CloseCause.BAD_REQUEST);
    }

    private void close(CloseCause cause) {
        InetSocketAddress source = channel.remoteAddress();
        InetSocketAddress door = channel.localAddress();
        channel.close();
        if (source != null && door != null) {
            common.arrivals().turnedAway(source, door, cause);
        }
    }

    private static Socks5CommandStatus statusOf(CloseCause cause) {
        return switch (cause) {
            case CONNECT_REFUSED -> Socks5CommandStatus.CONNECTION_REFUSED;
            case CONNECT_TIMEOUT -> Socks5CommandStatus.TTL_EXPIRED;
            case UNREACHABLE -> Socks5CommandStatus.NETWORK_UNREACHABLE;
            case REFUSED, WITHHELD -> Socks5CommandStatus.FORBIDDEN;
            default -> Socks5CommandStatus.FAILURE;
        };
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Door.turnAway(common.arrivals(), channel, CloseCause.BAD_REQUEST);
    }
}
