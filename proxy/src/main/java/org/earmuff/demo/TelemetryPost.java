package org.earmuff.demo;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** One telemetry post on a connection of its own: all of it at once, then the acknowledgement, then the end. */
final class TelemetryPost extends SimpleChannelInboundHandler<Message> {

    private static final int STREAM = 1;
    private static final int RECORD_BODY = 2048;
    private static final long PATIENCE_SECONDS = 15;

    private final SpeakerPlan plan;
    private final int bytes;
    private final CompletableFuture<Boolean> result;

    /**
     * @param bytes about how much to post, in record bodies of 2 kB
     * @param result completed with whether it was acknowledged
     */
    TelemetryPost(SpeakerPlan plan, int bytes, CompletableFuture<Boolean> result) {
        this.plan = plan;
        this.bytes = bytes;
        this.result = result;
    }

    @Override
    public void userEventTriggered(ChannelHandlerContext ctx, Object event) {
        if (event instanceof SslHandshakeCompletionEvent done && done.isSuccess()) {
            post(ctx);
        }
        ctx.fireUserEventTriggered(event);
    }

    private void post(ChannelHandlerContext ctx) {
        Greeting greeting = new Greeting(plan.name(), plan.shape().soundBytesPerSecond(), Greeting.POST);
        ctx.write(Message.hello(ctx.alloc(), false, STREAM, greeting.text()), ctx.voidPromise());
        int left = bytes;
        while (left > 0) {
            int body = Math.max(plan.shape().tls().shortest(), Math.min(left, RECORD_BODY));
            left -= body;
            int length = plan.shape().tls().fillingOf(body);
            ctx.write(
                    Message.filled(ctx.alloc(), Message.Type.HOUSEKEEPING, left <= 0, STREAM, length),
                    ctx.voidPromise());
        }
        ctx.flush();
        ctx.executor().schedule(() -> ctx.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, Message message) {
        if (message.type() == Message.Type.ACK) {
            result.complete(true);
            ctx.close();
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        result.complete(false);
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        ctx.close();
    }
}
