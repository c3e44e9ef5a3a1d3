package org.earmuff.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A speaker's long-lived connection: signs in, stays alive, carries requests. Belongs to its event loop.
 *
 * <pre>
 * connecting → handshake → greeting sent → signed in → gone
 * </pre>
 */
final class VoiceLine extends SimpleChannelInboundHandler<Message> {

    private static final int ALIVE_STREAM = 0;
    private static final int GREETING_STREAM = 1;
    private static final int[] GREETING_BODIES = {2048, 2900};
    private static final long SIGN_IN_SECONDS = 15;
    private static final int MOST_UNANSWERED = 2;

    private final DemoSpeaker speaker;
    private final SpeakerPlan plan;
    private @Nullable ChannelHandlerContext context;
    private boolean signedIn;
    private boolean gone;
    private int unanswered;
    private int lastStream = GREETING_STREAM;

    VoiceLine(DemoSpeaker speaker, SpeakerPlan plan) {
        this.speaker = speaker;
        this.plan = plan;
    }

    /** A number for the next exchange on this connection. */
    int nextStream() {
        lastStream += 2;
        return lastStream;
    }

    boolean signedIn() {
        return signedIn && !gone;
    }

    /** Queues one record; nothing is sent once the connection is gone. */
    void write(Message.Type type, boolean last, int stream, int body) {
        ChannelHandlerContext ctx = context;
        if (ctx != null && !gone) {
            int length = plan.shape().tls().fillingOf(body);
            ctx.write(Message.filled(ctx.alloc(), type, last, stream, length), ctx.voidPromise());
        }
    }

    void flush() {
        if (context != null) {
            context.flush();
        }
    }

    void close() {
        if (context != null) {
            context.close();
        }
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        context = ctx;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            greet(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void greet(ChannelHandlerContext ctx) {
        Greeting greeting = new Greeting(plan.name(), plan.shape().soundBytesPerSecond(), Greeting.VOICE);
        ctx.write(Message.hello(ctx.alloc(), false, GREETING_STREAM, greeting.text()), ctx.voidPromise());
        write(Message.Type.HOUSEKEEPING, false, GREETING_STREAM, GREETING_BODIES[0]);
        write(Message.Type.HOUSEKEEPING, true, GREETING_STREAM, GREETING_BODIES[1]);
        flush();
        ctx.executor()
                .schedule(
                        () -> {
                            if (!signedIn) {
                                close();
                            }
                        },
                        SIGN_IN_SECONDS,
                        TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
        if (message.type() == Message.Type.ACK && message.stream() == ALIVE_STREAM) {
            unanswered = 0;
            speaker.count(Count.KEEP_ALIVE_ANSWERED, 1);
        } else if (message.type() == Message.Type.ACK && message.stream() == GREETING_STREAM && !signedIn) {
            signedIn = true;
            keepAliveLater(ctx);
            speaker.onSignedIn(this);
        } else if (message.type() == Message.Type.ANSWER && message.last()) {
            speaker.onAnswer(this, message.stream());
        }
    }

    private void keepAliveLater(ChannelHandlerContext ctx) {
        ctx.executor().schedule(() -> keepAlive(ctx), plan.timing().keepAlive().toNanos(), TimeUnit.NANOSECONDS);
    }

    private void keepAlive(ChannelHandlerContext ctx) {
        if (gone) {
            return;
        }
        if (unanswered >= MOST_UNANSWERED) {
            close();
            return;
        }
        unanswered++;
        speaker.count(Count.KEEP_ALIVE, 1);
        write(Message.Type.KEEP_ALIVE, true, ALIVE_STREAM, plan.vendor().keepAlive());
        flush();
        keepAliveLater(ctx);
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        gone = true;
        speaker.onGone(this);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        // Reset, refused by SOCKS, or an untrusted certificate: all of them end in onGone, and in another attempt.
        ctx.close();
    }
}
