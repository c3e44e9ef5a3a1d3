package org.earmuff.admin;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.unix.IntegerUnixChannelOption;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Clients that ask and do not read, from any loopback address; their small segments make the kernel buffer little for them. */
final class SlowClients implements AutoCloseable {

    private static final ChannelOption<Integer> SEGMENT = new IntegerUnixChannelOption("TCP_MAXSEG", 6, 2);

    private final MultiThreadIoEventLoopGroup group = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
    private final List<Channel> open = new ArrayList<>();
    private final int port;

    SlowClients(int port) {
        this.port = port;
    }

    void connect(String from, int count) {
        for (int i = 0; i < count; i++) {
            open.add(new Bootstrap()
                    .group(group)
                    .channel(EpollSocketChannel.class)
                    .option(ChannelOption.AUTO_READ, false)
                    .option(ChannelOption.SO_RCVBUF, 2048)
                    .option(SEGMENT, 1400)
                    .handler(new ChannelInboundHandlerAdapter())
                    .connect(new InetSocketAddress("127.0.0.1", port), new InetSocketAddress(from, 0))
                    .syncUninterruptibly()
                    .channel());
        }
    }

    /** Each sends the same. */
    void ask(String path, int times) {
        byte[] text = ("GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                .repeat(times)
                .getBytes(StandardCharsets.US_ASCII);
        open.forEach(c -> c.writeAndFlush(Unpooled.copiedBuffer(text)).awaitUninterruptibly());
    }

    /** How many the server has not cut off. */
    long left() {
        return open.stream().filter(Channel::isActive).count();
    }

    @Override
    public void close() {
        open.forEach(Channel::close);
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(2, TimeUnit.SECONDS);
    }
}
