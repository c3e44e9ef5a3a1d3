package org.earmuff.demo;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * A cloud that counts what reaches it: a real TLS server for all the vendors' names, which reads what the demo's speakers
 * say and so can tell sound from housekeeping.
 *
 * <p>It listens where it is told and connects nowhere.
 */
public final class DemoCloud implements AutoCloseable {

    private static final int MAX_SPEAKERS = 64;
    private static final List<String> PROTOCOLS = List.of(Shape.Tls.V1_2.protocol(), Shape.Tls.V1_3.protocol());

    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, LongAdder> connectionsByName = new ConcurrentHashMap<>();
    private final ChannelGroup channels = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE, true);
    private final DemoIdentity identity;
    private final InetSocketAddress address;

    private DemoCloud(EventLoopGroup loops, InetSocketAddress bind) throws IOException {
        Vendor.names().forEach(name -> connectionsByName.put(name, new LongAdder()));
        identity = DemoIdentity.of(connectionsByName.keySet());
        this.address = listen(loops, bind, tls());
    }

    /**
     * A cloud that listens.
     *
     * @param loops the caller's, on epoll; they outlive the cloud
     * @param bind where to listen; port 0 for any free one
     * @throws IOException where that address cannot be bound
     */
    public static DemoCloud start(EventLoopGroup loops, InetSocketAddress bind) throws IOException {
        return new DemoCloud(loops, bind);
    }

    private SslContext tls() throws SSLException {
        return SslContextBuilder.forServer(identity.key(), identity.certificate())
                .sslProvider(SslProvider.JDK)
                .protocols(PROTOCOLS)
                .build();
    }

    private InetSocketAddress listen(EventLoopGroup loops, InetSocketAddress bind, SslContext tls) throws IOException {
        var bound = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childHandler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channels.add(channel);
                        CloudConnection.install(channel, tls, DemoCloud.this);
                    }
                })
                .bind(bind)
                .awaitUninterruptibly();
        if (!bound.isSuccess()) {
            throw new IOException(
                    "the demo's cloud cannot listen on " + bind.getHostString() + ":" + bind.getPort() + ": "
                            + bound.cause().getMessage(),
                    bound.cause());
        }
        channels.add(bound.channel());
        return (InetSocketAddress) bound.channel().localAddress();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return address;
    }

    /** What a speaker must trust to believe this cloud. */
    public X509Certificate certificate() {
        return identity.certificate();
    }

    /** What has come from a speaker so far; all 0 where nothing has. */
    public Tally tally(String speaker) {
        Account account = accounts.get(speaker);
        return account == null ? Tally.NOTHING : account.tally();
    }

    /** How many TLS connections asked for this server name; 0 for a name that is not the cloud's. */
    public long connections(String serverName) {
        LongAdder count = connectionsByName.get(serverName);
        return count == null ? 0 : count.sum();
    }

    /** Aborts every connection and stops listening. */
    @Override
    public void close() {
        channels.close().awaitUninterruptibly();
    }

    /** The counters for whoever says {@code name}; null where there are too many names already. */
    @Nullable
    Account account(String name, int soundBytesPerSecond) {
        Account known = accounts.get(name);
        if (known != null || accounts.size() >= MAX_SPEAKERS) {
            return known;
        }
        return accounts.computeIfAbsent(name, n -> new Account(soundBytesPerSecond));
    }

    void connected(String serverName) {
        LongAdder count = connectionsByName.get(serverName);
        if (count != null) {
            count.increment();
        }
    }
}
