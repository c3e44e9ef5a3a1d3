package org.earmuff.admin;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.ObjIntConsumer;
import java.util.function.Supplier;
import org.earmuff.admin.access.Connections;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A listener for HTTP with an event loop of its own, so that no page or scrape ever holds up a speaker's flow. Bounded in everything a
 * client could fill: connections, headers, bodies, time, and questions to the disk.
 */
public final class AdminListener implements AutoCloseable {

    static final int MOST_CONNECTIONS = 128;
    static final int MOST_OF_ONE = 64;
    static final int MOST_HEADER = 8192;
    static final int MOST_BODY = 16 * 1024;
    static final long REQUEST_MILLIS = 10_000;

    private static final int MOST_LINE = 4096;
    /** Of answers that clients have not taken: a small part of the memory that there is on the smallest box. */
    private static final long MOST_UNSENT = 16L << 20;
    /** One for each connection and a few of our own, so that it is each network's share that ends first. */
    private static final int MOST_QUESTIONS = MOST_CONNECTIONS + 32;

    private static final long TELL_NANOS = 60_000_000_000L;
    private static final Logger LOG = LoggerFactory.getLogger(AdminListener.class);

    private final MultiThreadIoEventLoopGroup group;
    private final ThreadPoolExecutor blocking;
    private final ThreadPoolExecutor patient;
    private final ChannelGroup clients;
    private final Questions questions;
    private final Questions longQuestions;
    private final Connections connections = new Connections(MOST_CONNECTIONS, MOST_OF_ONE, MOST_UNSENT);
    private long turnedAway;
    private long told;
    private @Nullable Channel listener;

    /**
     * What a listener answers, and whom.
     *
     * @param mayConnect asked before a byte is read; until it is answered nobody is let in
     * @param encryption null from it for plain text
     * @param events where streams of events go; null where there are none
     * @param counted told of every answer's route and status
     * @param requestMillis how long a request, and taking its answer, may last
     */
    public record Service(
            Site site,
            Function<InetAddress, CompletionStage<Boolean>> mayConnect,
            Supplier<@Nullable SslContext> encryption,
            @Nullable EventStream events,
            ObjIntConsumer<String> counted,
            long requestMillis) {}

    /** Makes the threads; nothing listens yet. */
    public AdminListener() {
        IoHandlerFactory io = Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
        group = new MultiThreadIoEventLoopGroup(1, new DefaultThreadFactory("admin", true), io);
        clients = new DefaultChannelGroup(group.next());
        blocking = threads(2, MOST_QUESTIONS, "admin-reader");
        questions = new Questions(blocking);
        // One that is ending, and one that comes after it.
        patient = threads(1, 1, "admin-archive");
        longQuestions = new Questions(patient);
    }

    private static ThreadPoolExecutor threads(int count, int waiting, String name) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                count,
                count,
                30,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(waiting),
                new DefaultThreadFactory(name, true));
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    /** Its one thread. */
    public EventLoop loop() {
        return group.next();
    }

    /** For what reads the disk; refuses what is too much. */
    public Executor blocking() {
        return blocking;
    }

    /** For what clients want to be read from the disk. */
    Questions questions() {
        return questions;
    }

    /** For what takes up to a minute, one at a time, so that pages never wait for it. */
    Questions longQuestions() {
        return longQuestions;
    }

    /** Where it listens; the real port where 0 was asked for. */
    public InetSocketAddress address() {
        if (listener == null) {
            throw new IllegalStateException("it does not listen yet");
        }
        return (InetSocketAddress) listener.localAddress();
    }

    /** Cuts off clients that may no longer connect, each once that is known. Any thread, never waits. */
    void recheck(Function<InetAddress, CompletionStage<Boolean>> mayConnect) {
        Map<InetAddress, CompletionStage<Boolean>> asked = new HashMap<>();
        clients.forEach(client -> {
            if (client.remoteAddress() instanceof InetSocketAddress from) {
                asked.computeIfAbsent(from.getAddress(), mayConnect).whenComplete((may, failure) -> {
                    if (failure != null || !may) {
                        Connections.closeAtOnce(client, false);
                    }
                });
            } else {
                client.close();
            }
        });
    }

    /**
     * Begins to listen.
     *
     * @throws IOException where the address cannot be listened on; the message names it. Then it is closed
     */
    public void listen(InetSocketAddress address, Service service) throws IOException {
        var bound = new ServerBootstrap()
                .group(group)
                .channel(Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
                .option(ChannelOption.SO_BACKLOG, MOST_CONNECTIONS)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel client) {
                        accept(client, service);
                    }
                })
                .bind(address)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            close();
            throw new IOException(
                    "listen.admin: " + address + " cannot be listened on: "
                            + bound.cause().getMessage() + "; free it or choose another",
                    bound.cause());
        }
        listener = bound.channel();
    }

    /** Runs before the first read: who is not let in is gone before a byte of theirs is seen, and waits for that outside. */
    private void accept(SocketChannel client, Service service) {
        InetSocketAddress from = client.remoteAddress();
        if (from == null || !connections.enter(client, from.getAddress())) {
            turnAway(client);
            return;
        }
        // Before the look at who it is, so that a change of the settings finds it, or has come first.
        clients.add(client);
        RequestDeadline deadline = new RequestDeadline(service.requestMillis(), connections);
        HttpDecoderConfig limits = new HttpDecoderConfig()
                .setMaxInitialLineLength(MOST_LINE)
                .setMaxHeaderSize(MOST_HEADER)
                .setMaxChunkSize(MOST_BODY);
        client.pipeline()
                .addLast(new Doorstep(service.mayConnect().apply(from.getAddress())))
                .addLast(deadline);
        SslContext context = service.encryption().get();
        if (context != null) {
            client.pipeline().addLast(new OneHandshake()).addLast(new TlsDoor(context));
        }
        client.pipeline().addLast(new HttpServerCodec(limits));
        UploadRoom uploads = service.site().uploads();
        if (uploads != null) {
            client.pipeline().addLast(new UploadDoor(uploads, from.getAddress(), deadline));
        }
        client.pipeline()
                .addLast(new WholeRequest(MOST_BODY))
                .addLast(new AdminHandler(service, questions, from.getAddress(), deadline));
    }

    /** Told once a minute: a flood is no reason to fill the log. */
    private void turnAway(SocketChannel client) {
        client.close();
        turnedAway++;
        long now = client.eventLoop().ticker().nanoTime();
        if (turnedAway == 1 || now - told >= TELL_NANOS) {
            told = now;
            LOG.warn(
                    "the admin interface has turned away {} so far, {} the last: all its {} connections are being served",
                    turnedAway,
                    client.remoteAddress(),
                    MOST_CONNECTIONS);
        }
    }

    /** Closes the listener and every client. */
    @Override
    public void close() {
        if (listener != null) {
            listener.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        }
        // Each by itself, while the loop still runs what follows from it: half-read requests are let go of.
        clients.close().awaitUninterruptibly(1, TimeUnit.SECONDS);
        blocking.shutdownNow();
        patient.shutdownNow();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
