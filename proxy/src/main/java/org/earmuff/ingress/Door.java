package org.earmuff.ingress;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.net.InetSocketAddress;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Places;
import org.earmuff.flow.Reset;

/** A listening socket whose connections do not read by themselves and are bounded in number, in all and of one device. */
public final class Door implements AutoCloseable {

    private static final int BACKLOG = 1024;

    /** What a door does with a connection that came in. */
    interface Welcome {
        /** On the connection's loop; reading is off, {@code channel.read()} asks for one read. */
        void welcome(SocketChannel channel);
    }

    private final Channel listener;

    private Door(Channel listener) {
        this.listener = listener;
    }

    /** The address that it listens on; the port is the real one also where 0 was asked for. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Accepts nothing more. Connections that came in go on. */
    @Override
    public void close() {
        listener.close().awaitUninterruptibly();
    }

    /** Binds an address. */
    static Door bind(Doors.Common common, InetSocketAddress address, boolean transparent, Welcome welcome)
            throws IOException {
        ServerBootstrap bootstrap = bootstrap(common, welcome)
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true);
        bootstrap.channelFactory(transparent ? Door::transparent : EpollServerSocketChannel::new);
        return opened(bootstrap.bind(address), "cannot listen on " + address);
    }

    /** As an option it would fail in the log, with a stack trace, before it fails here. */
    private static EpollServerSocketChannel transparent() {
        EpollServerSocketChannel channel = new EpollServerSocketChannel();
        try {
            channel.config().setIpTransparent(true);
            return channel;
        } catch (ChannelException e) {
            channel.unsafe().closeForcibly();
            throw e;
        }
    }

    /** Takes over a socket that already listens, by its file descriptor. */
    static Door adopt(Doors.Common common, int fd, Welcome welcome) throws IOException {
        ServerBootstrap bootstrap = bootstrap(common, welcome).channelFactory(() -> new EpollServerSocketChannel(fd));
        return opened(bootstrap.register(), "cannot use the inherited socket " + fd);
    }

    private static Door opened(ChannelFuture future, String problem) throws IOException {
        future.awaitUninterruptibly();
        if (!future.isSuccess()) {
            Throwable cause = future.cause();
            throw new IOException(problem + ": " + (cause == null ? "interrupted" : cause.getMessage()), cause);
        }
        // Behind Netty's own handler, which pauses accepting for a second and then hands the error on.
        future.channel().pipeline().addLast(new AcceptErrors());
        return new Door(future.channel());
    }

    private static ServerBootstrap bootstrap(Doors.Common common, Welcome welcome) {
        EventLoopGroup loops = common.loops();
        Places places = new Places(common.maxConnections());
        return new ServerBootstrap()
                .group(loops, loops)
                .childOption(ChannelOption.AUTO_READ, false)
                .childOption(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.SO_KEEPALIVE, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        counted(common, places, channel, welcome);
                    }
                });
    }

    private static void counted(Doors.Common common, Places places, SocketChannel channel, Welcome welcome) {
        InetSocketAddress source = channel.remoteAddress();
        if (source == null) {
            Reset.now(channel);
            return;
        }
        // Before it has said anything: those who say nothing hold places, too.
        String holder = common.arrivals().holder(source.getAddress());
        if (!places.take(holder)) {
            turnAway(common.arrivals(), channel, CloseCause.OVERLOAD);
            return;
        }
        channel.closeFuture().addListener(f -> places.free(holder));
        welcome.welcome(channel);
        channel.pipeline().addLast(new EarlyBytes());
    }

    /** Resets a connection that never became a flow, and says so. */
    static void turnAway(Arrivals arrivals, SocketChannel channel, CloseCause cause) {
        InetSocketAddress source = channel.remoteAddress();
        InetSocketAddress door = channel.localAddress();
        Reset.now(channel);
        if (source != null && door != null) {
            arrivals.turnedAway(source, door, cause);
        }
    }
}
