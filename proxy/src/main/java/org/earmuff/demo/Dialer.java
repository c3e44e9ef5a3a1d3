package org.earmuff.demo;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import javax.net.ssl.SSLException;

/** Opens a speaker's TLS connections, on one event loop. */
final class Dialer {

    private static final int CONNECT_MILLIS = 5_000;

    private final Bootstrap bootstrap;
    private final Route route;
    private final SslContext tls;

    Dialer(EventLoop loop, Route route, Shape.Tls version, X509Certificate trusted) {
        this.route = route;
        this.tls = context(version, trusted);
        this.bootstrap = new Bootstrap()
                .group(loop)
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, CONNECT_MILLIS);
    }

    private static SslContext context(Shape.Tls version, X509Certificate trusted) {
        try {
            return SslContextBuilder.forClient()
                    .sslProvider(SslProvider.JDK)
                    .protocols(version.protocol())
                    .ciphers(List.of(version.cipher()))
                    .trustManager(trusted)
                    .build();
        } catch (SSLException e) {
            throw new IllegalStateException("this Java runtime has no " + version.protocol(), e);
        }
    }

    /**
     * Connects; the handler sees decrypted {@link Message}s once the handshake is through.
     *
     * @param serverName what the client hello asks for, and what the certificate must name
     * @return done when the first hop answered or did not; the handler hears of everything after that
     */
    ChannelFuture dial(String serverName, ChannelHandler handler) {
        InetSocketAddress socks = route.socks();
        Bootstrap connection = bootstrap.clone().handler(new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                if (socks != null) {
                    channel.pipeline().addLast(new SocksClient(route.cloud()));
                }
                channel.pipeline().addLast(tlsHandler(channel, serverName), new MessageDecoder(), handler);
            }
        });
        if (route.source() != null) {
            connection.localAddress(new InetSocketAddress(route.source(), 0));
        }
        return connection.connect(socks == null ? route.cloud() : socks);
    }

    private SslHandler tlsHandler(Channel channel, String serverName) {
        SslHandler handler =
                tls.newHandler(channel.alloc(), serverName, route.cloud().getPort());
        // One record for each message, instead of as few as possible: lengths on the wire are the point.
        handler.setWrapDataSize(0);
        return handler;
    }
}
