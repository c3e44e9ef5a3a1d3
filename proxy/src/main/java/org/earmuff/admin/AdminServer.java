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
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslContext;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earmuff.tls.OwnAuthority;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

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
    private static final long TEND_SECONDS = 60;
    private static final Logger LOG = LoggerFactory.getLogger(AdminServer.class);

    private final MultiThreadIoEventLoopGroup group;
    private final ThreadPoolExecutor blocking;
    private final AdminTls tls;
    private final Guard guard;
    private final Router router;
    private final EventStream events;
    private final AdminParts parts;
    private final ChannelGroup clients;
    private final AtomicInteger connections = new AtomicInteger();
    private final long requestMillis;
    private volatile AdminSettings settings;
    private final Channel listener;

    /**
     * Begins to listen.
     *
     * @throws IOException where the address cannot be listened on; the message names it
     */
    public AdminServer(AdminSettings settings, AdminParts parts, AdminToken token, OwnAuthority authority)
            throws IOException {
        this(settings, parts, token, authority, REQUEST_MILLIS);
    }

    AdminServer(AdminSettings settings, AdminParts parts, AdminToken token, OwnAuthority authority, long requestMillis)
            throws IOException {
        this.settings = settings;
        this.parts = parts;
        this.tls = new AdminTls(authority, parts.clock());
        tls.apply(settings);
        this.requestMillis = requestMillis;
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), io);
        clients = new DefaultChannelGroup(group.next());
        blocking = new ThreadPoolExecutor(
                2,
                2,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_QUESTIONS),
                new DefaultThreadFactory("admin-reader", true));
        blocking.allowCoreThreadTimeOut(true);
        guard = new Guard(this::settings, token, parts.isSpeaker());
        SnapshotReader snapshots = new SnapshotReader(parts, this::settings);
        ReadApi read = new ReadApi(this::settings, parts, snapshots);
        events = new EventStream(group.next(), blocking, read::status);
        router = new Router(
                read,
                new MutesApi(this::settings, parts),
                new Pages(this::settings, snapshots, parts),
                new Assets(),
                tls,
                guard,
                parts,
                blocking);
        listener = listen(settings.listen());
        group.next().scheduleWithFixedDelay(this::tend, TEND_SECONDS, TEND_SECONDS, TimeUnit.SECONDS);
    }

    /** Where it listens; the real port where the settings said 0. */
    public InetSocketAddress address() {
        return (InetSocketAddress) listener.localAddress();
    }

    private AdminSettings settings() {
        return settings;
    }

    /** Puts other settings in force; where it listens stays as it is. Who may not connect any longer is cut off. */
    public void apply(AdminSettings next) {
        settings = next;
        try {
            tls.apply(next);
        } catch (IOException e) {
            LOG.error("{}; it stays as it was", e.getMessage());
        }
        clients.forEach(client -> {
            if (!(client.remoteAddress() instanceof InetSocketAddress from) || !guard.isAllowed(from.getAddress())) {
                client.close();
            }
        });
        changed();
    }

    private void tend() {
        try {
            blocking.execute(() -> tls.tend(settings));
        } catch (RejectedExecutionException e) {
            LOG.debug("too many questions to look at the certificate: in a minute again");
        }
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
        // Before the look at who it is, so that a change of the settings finds it, or has come first.
        clients.add(client);
        RequestDeadline deadline = new RequestDeadline(requestMillis);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_LINE)
                .setMaxHeaderSize(MOST_HEADER)
                .setMaxChunkSize(MOST_BODY);
        client.pipeline()
                .addLast(new Doorstep(guard.mayConnect(from.getAddress())))
                .addLast(deadline);
        SslContext context = tls.context();
        if (context != null) {
            client.pipeline().addLast(new TlsDoor(context));
        }
        client.pipeline()
                .addLast(new HttpServerCodec(limits))
                .addLast(new WholeRequest(MOST_BODY))
                .addLast(new AdminHandler(guard, router, events, parts.metrics(), deadline));
    }
}
