package org.earmuff.testing.netns;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/**
 * Stands in for the appliance: accepts what the firewall redirects, says where it was going
 * ({@code "/203.0.113.10:443\n"}) and closes. Ends with its standard input.
 */
public final class TransparentListener {

    private TransparentListener() {}

    /**
     * Listens until its standard input ends.
     *
     * @param arguments the port, then the addresses to listen on
     */
    public static void main(String[] arguments) throws InterruptedException, IOException {
        EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        ServerBootstrap bootstrap = new ServerBootstrap()
                .group(loops)
                .channel(EpollServerSocketChannel.class)
                .option(EpollChannelOption.IP_TRANSPARENT, true)
                .childHandler(new ChannelInitializer<SocketChannel>() {
                    @Override
                    protected void initChannel(SocketChannel channel) {
                        channel.pipeline().addLast(new TellDestination());
                    }
                });
        for (int i = 1; i < arguments.length; i++) {
            var bound =
                    bootstrap.bind(arguments[i], Integer.parseInt(arguments[0])).await();
            if (!bound.isSuccess()) {
                System.out.println(arguments[i] + ": " + bound.cause());
                Runtime.getRuntime().halt(1);
            }
        }
        System.out.println("ready");
        while (System.in.read() >= 0) {
            // Its owner still lives.
        }
        Runtime.getRuntime().halt(0);
    }

    private static final class TellDestination extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            String destination = context.channel().localAddress() + "\n";
            context.writeAndFlush(Unpooled.copiedBuffer(destination, StandardCharsets.US_ASCII))
                    .addListener(ChannelFutureListener.CLOSE);
        }
    }
}
