package org.earmuff.demo;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import org.jspecify.annotations.Nullable;

/**
 * The cloud's end of one connection: counts, acknowledges, and answers a finished request with about 30 kB.
 *
 * <pre>
 * wire counter → TLS → plain counter → messages → this
 * </pre>
 */
final class CloudConnection extends SimpleChannelInboundHandler<Message> {

    /** Longer than the second that ends a burst, so that the notes after an answer are none of the request's. */
    private static final long THINKING_MILLIS = 1_400;

    private static final int ANSWER_PARTS = 8;
    private static final int ANSWER_PART_BYTES = 3_800;
    private static final long ANSWER_PACE_MILLIS = 40;
    private static final int ACK_BYTES = 24;

    private final DemoCloud cloud;
    private final Counter wire;
    private final Counter plain;
    private @Nullable Account account;
    private boolean post;

    private CloudConnection(DemoCloud cloud, Counter wire, Counter plain) {
        this.cloud = cloud;
        this.wire = wire;
        this.plain = plain;
    }

    static void install(Channel channel, SslContext tls, DemoCloud cloud) {
        Counter wire = new Counter();
        Counter plain = new Counter();
        channel.pipeline()
                .addLast(wire)
                .addLast(tls.newHandler(channel.alloc()))
                .addLast(plain)
                .addLast(new MessageDecoder())
                .addLast(new CloudConnection(cloud, wire, plain));
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            SslHandler tls = ctx.pipeline().get(SslHandler.class);
            if (tls.engine().getSession() instanceof ExtendedSSLSession session) {
                session.getRequestedServerNames().stream()
                        .filter(SNIHostName.class::isInstance)
                        .map(name -> ((SNIHostName) name).getAsciiName())
                        .forEach(cloud::connected);
            }
        }
        ctx.fireUserEventTriggered(event);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
        if (account == null && !greeted(message)) {
            ctx.close();
            return;
        }
        Account of = account;
        if (of != null) {
            count(of, message);
            reply(ctx, message);
        }
    }

    private boolean greeted(Message message) {
        Greeting greeting = message.text() == null ? null : Greeting.parse(message.text());
        if (greeting == null) {
            return false;
        }
        Account of = cloud.account(greeting.speaker(), greeting.soundBytesPerSecond());
        if (of == null) {
            return false;
        }
        of.connections.increment();
        account = of;
        post = greeting.purpose().equals(Greeting.POST);
        return true;
    }

    private void count(Account of, Message message) {
        of.wireBytes.add(wire.take());
        of.applicationBytes.add(plain.take());
        switch (message.type()) {
            case SOUND -> {
                of.soundBytes.add(message.length());
                if (message.last()) {
                    of.requests.increment();
                }
            }
            case KEEP_ALIVE -> of.keepAlives.increment();
            case HOUSEKEEPING -> {
                if (post && message.last()) {
                    of.posts.increment();
                }
            }
            default -> {}
        }
    }

    private static void reply(ChannelHandlerContext ctx, Message message) {
        if (!message.last()) {
            return;
        }
        if (message.type() == Message.Type.SOUND) {
            later(ctx, THINKING_MILLIS, () -> answer(ctx, message.stream(), ANSWER_PARTS));
        } else {
            ctx.writeAndFlush(
                    Message.filled(ctx.alloc(), Message.Type.ACK, true, message.stream(), ACK_BYTES),
                    ctx.voidPromise());
        }
    }

    private static void answer(ChannelHandlerContext ctx, int stream, int parts) {
        boolean last = parts == 1;
        ctx.writeAndFlush(
                Message.filled(ctx.alloc(), Message.Type.ANSWER, last, stream, ANSWER_PART_BYTES), ctx.voidPromise());
        if (!last) {
            later(ctx, ANSWER_PACE_MILLIS, () -> answer(ctx, stream, parts - 1));
        }
    }

    private static void later(ChannelHandlerContext ctx, long millis, Runnable task) {
        ctx.executor()
                .schedule(
                        () -> {
                            if (ctx.channel().isActive()) {
                                task.run();
                            }
                        },
                        millis,
                        TimeUnit.MILLISECONDS);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        Account of = account;
        if (of != null) {
            of.wireBytes.add(wire.take());
            of.applicationBytes.add(plain.take());
        }
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // A connection cut off is what the demo is about: nothing to report, and nothing to keep.
        ctx.close();
    }

    /** Counts bytes that come by, until somebody takes the count. */
    private static final class Counter extends ChannelInboundHandlerAdapter {
        private long bytes;

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            if (message instanceof ByteBuf buffer) {
                bytes += buffer.readableBytes();
            }
            ctx.fireChannelRead(message);
        }

        long take() {
            long taken = bytes;
            bytes = 0;
            return taken;
        }
    }
}
