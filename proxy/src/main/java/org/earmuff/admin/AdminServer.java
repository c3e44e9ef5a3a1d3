package org.earmuff.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The admin interface's listener, with an event loop of its own, so that no page or scrape ever holds up a speaker's flow. Bounded in
 * everything a client could fill: connections, headers, bodies, time, watchers and questions to the disk.
 */
public final class AdminServer implements AutoCloseable {

    static final int MOST_CONNECTIONS = 64;
    static final int MOST_HEADER = 8192;
    static final int MOST_BODY = 16 * 1024;

    private static final int MOST_LINE = 4096;
    private static final long REQUEST_MILLIS = 10_000;
    private static final int MOST_QUESTIONS = 64;

    private final MultiThreadIoEventLoopGroup group;
    private final ThreadPoolExecutor blocking;
    private final Guard guard;
    private final Router router;
    private final EventStream events;
    private final AdminParts parts;
    private final AtomicInteger connections = new AtomicInteger();
    private final long requestMillis;
    private final Channel listener;

    /**
     * Begins to listen.
     *
     * @throws IOException where the address cannot be listened on; the message names it
     */
    public AdminServer(AdminSettings settings, AdminParts parts, AdminToken token) throws IOException {
        this(settings, parts, token, REQUEST_MILLIS);
    }

    AdminServer(AdminSettings settings, AdminParts parts, AdminToken token, long requestMillis) throws IOException {
        this.parts = parts;
        this.requestMillis = requestMillis;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), io);
        blocking = new ThreadPoolExecutor(
                2,
                2,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_QUESTIONS),
                new DefaultThreadFactory("admin-reader", true));
        blocking.allowCoreThreadTimeOut(true);
        guard = new Guard(settings, token, parts.isSpeaker());
        SnapshotReader snapshots = new SnapshotReader(parts, settings.zone());
        ReadApi read = new ReadApi(settings, parts, snapshots);
        events = new EventStream(group.next(), blocking, read::status);
        router = new Router(
                read,
                new MutesApi(settings, parts),
                new Page(settings, snapshots),
                new Assets(),
                guard,
                parts,
                blocking);
        listener = listen(settings.listen());
    }

    /** Where it listens; the real port where the settings said 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    /** Something that pages show has changed: a verdict, a mute, an upload. Any thread, never waits. */
    public void changed() {
        events.nudge();
    }

    /** Closes the listener and every client. */
    @Override
    public void close() {
        listener.close();
        blocking.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }

    private Channel listen(InetSocketAddress address) throws IOException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, MOST_CONNECTIONS)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accept(client);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            blocking.shutdownNow();
            group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
            throw new IOException(
                    "listen.admin: " + address + " cannot be listened on: "
                            + bound.cause().getMessage() + "; free it or choose another",
                    bound.cause());
        }
        return bound.channel();
    }

    /** Runs before the first read: who is not let in is gone before a byte of theirs is seen, and waits for that outside. */
    private void accept(SocketChannel client) {
        InetSocketAddress from = client.remoteAddress();
        if (from == null) {
            client.close();
            return;
        }
        client.closeFuture().addListener(closed -> connections.decrementAndGet());
        if (connections.incrementAndGet() > MOST_CONNECTIONS) {
            client.close();
            return;
        }
        RequestDeadline deadline = new RequestDeadline(requestMillis);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_LINE)
                .setMaxHeaderSize(MOST_HEADER)
                .setMaxChunkSize(MOST_BODY);
        client.pipeline()
                .addLast(new Doorstep(guard.mayConnect(from.getAddress())))
                .addLast(deadline)
                .addLast(new HttpServerCodec(limits))
                .addLast(new WholeRequest(MOST_BODY))
                .addLast(new AdminHandler(guard, router, events, parts.metrics(), deadline));
    }
}
