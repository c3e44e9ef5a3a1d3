package org.earmuff.ingress;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import org.earmuff.flow.CloseCause;
import org.jspecify.annotations.Nullable;

/** Speaks HTTP/1.1 to a client until it has said CONNECT to where it wants to go (RFC 9110, 9.3.6). */
final class ConnectDoor extends SimpleChannelInboundHandler<HttpObject> {

    private static final int MAX_LINE = 4096;
    private static final int MAX_HEADERS = 8192;
    private static final int MAX_PORT = 65535;

    private final Doors.Common common;
    private final SocketChannel channel;
    private boolean asked;

    private ConnectDoor(Doors.Common common, SocketChannel channel) {
        this.common = common;
        this.channel = channel;
    }

    static void welcome(Doors.Common common, SocketChannel channel) {
        HttpRequestDecoder decoder = new HttpRequestDecoder(
                new HttpDecoderConfig().setMaxInitialLineLength(MAX_LINE).setMaxHeaderSize(MAX_HEADERS));
        // What follows the request is the client's own data and must not be taken for another request.
        decoder.setSingleDecode(true);
        channel.pipeline()
                .addLast(
                        new AskingTime(common, channel),
                        decoder,
                        new HttpResponseEncoder(),
                        new ConnectDoor(common, channel));
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
    protected void channelRead0(ChannelHandlerContext ctx, HttpObject message) {
        if (asked || !(message instanceof HttpRequest request)) {
            return;
        }
        asked = true;
        // From here on it is not the client who makes it take long.
        ctx.pipeline().remove(AskingTime.class);
        if (request.decoderResult().isFailure()) {
            turnAway(HttpResponseStatus.BAD_REQUEST, "This is not HTTP as Earmuff understands it.");
        } else if (!request.method().equals(HttpMethod.CONNECT)) {
            turnAway(HttpResponseStatus.METHOD_NOT_ALLOWED, "This port takes CONNECT only: it is not a web server.");
        } else {
            // What follows is the client's own; the decoder would read it as another request when the client's FIN
            // comes.
            ctx.pipeline().remove(HttpRequestDecoder.class);
            ask(request.uri());
        }
    }

    private void ask(String authority) {
        int colon = authority.lastIndexOf(':');
        int port = colon < 1 ? 0 : port(authority.substring(colon + 1));
        if (port == 0) {
            turnAway(HttpResponseStatus.BAD_REQUEST, "CONNECT wants host:port.");
            return;
        }
        String host = authority.substring(0, colon);
        boolean bracketed = host.startsWith("[") && host.endsWith("]");
        String bare = bracketed ? host.substring(1, host.length() - 1) : host;
        common.resolver()
                .resolve(bare)
                .whenCompleteAsync((address, problem) -> resolved(bare, port, address), channel.eventLoop());
    }

    private void resolved(String host, int port, @Nullable InetAddress address) {
        InetSocketAddress source = channel.remoteAddress();
        if (address == null || source == null) {
            say(HttpResponseStatus.BAD_GATEWAY, "No address for this name.");
            told(CloseCause.UNREACHABLE);
            return;
        }
        boolean literal = host.indexOf(':') >= 0 || host.equals(address.getHostAddress());
        common.arrivals()
                .arrived(new PlainArrival(
                        channel,
                        source,
                        new InetSocketAddress(address, port),
                        literal ? null : host,
                        this::established,
                        this::failed));
    }

    private void established() {
        ChannelPipeline pipeline = channel.pipeline();
        channel.writeAndFlush(
                Unpooled.copiedBuffer("HTTP/1.1 200 Connection established\r\n\r\n", StandardCharsets.US_ASCII));
        pipeline.remove(HttpResponseEncoder.class);
        pipeline.remove(this);
    }

    private void failed(CloseCause cause) {
        switch (cause) {
            case CONNECT_TIMEOUT -> say(HttpResponseStatus.GATEWAY_TIMEOUT, "The destination did not answer.");
            case REFUSED, WITHHELD, OVERLOAD -> say(HttpResponseStatus.FORBIDDEN, "Not allowed by Earmuff now.");
            default -> say(HttpResponseStatus.BAD_GATEWAY, "The destination cannot be reached.");
        }
    }

    private void turnAway(HttpResponseStatus status, String text) {
        say(status, text);
        told(CloseCause.BAD_REQUEST);
    }

    private void say(HttpResponseStatus status, String text) {
        FullHttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1, status, Unpooled.copiedBuffer(text + "\n", StandardCharsets.UTF_8));
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, "text/plain; charset=utf-8")
                .set(HttpHeaderNames.CONTENT_LENGTH, response.content().readableBytes())
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        channel.writeAndFlush(response).addListener(ChannelFutureListener.CLOSE);
    }

    private void told(CloseCause cause) {
        InetSocketAddress source = channel.remoteAddress();
        InetSocketAddress door = channel.localAddress();
        if (source != null && door != null) {
            common.arrivals().turnedAway(source, door, cause);
        }
    }

    private static int port(String text) {
        try {
            int port = Integer.parseInt(text);
            return port >= 1 && port <= MAX_PORT ? port : 0;
        } catch (NumberFormatException e) {
            return 0;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        Door.turnAway(common.arrivals(), channel, CloseCause.BAD_REQUEST);
    }
}
