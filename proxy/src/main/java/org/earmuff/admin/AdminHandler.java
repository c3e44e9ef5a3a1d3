package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.TooLongHttpHeaderException;
import io.netty.handler.codec.http.TooLongHttpLineException;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import org.earmuff.metrics.Metrics;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's requests, one after another: those that come before the answer to an earlier one wait, a few at most. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    private static final int MOST_WAITING = 8;
    private static final long LAST_BYTES_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Guard guard;
    private final Router router;
    private final EventStream events;
    private final Metrics metrics;
    private final RequestDeadline deadline;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean busy;

    /** A request, or the answer to one that could not be read. */
    private record Pending(@Nullable Call call, Answer answer, boolean head, boolean keepAlive) {}

    AdminHandler(Guard guard, Router router, EventStream events, Metrics metrics, RequestDeadline deadline) {
        this.guard = guard;
        this.router = router;
        this.events = events;
        this.metrics = metrics;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        deadline.stop();
        if (waiting.size() >= MOST_WAITING) {
            ctx.close();
            return;
        }
        waiting.add(pending(request));
        if (!busy) {
            next(ctx);
        }
    }

    private static Pending pending(FullHttpRequest request) {
        boolean head = request.method().name().equals("HEAD");
        if (request.decoderResult().isFailure()) {
            return new Pending(null, unreadable(request.decoderResult().cause()).answer(), head, false);
        }
        try {
            return new Pending(Call.of(request), Answer.EVENTS, head, HttpUtil.isKeepAlive(request));
        } catch (Problem problem) {
            return new Pending(null, problem.answer(), head, HttpUtil.isKeepAlive(request));
        }
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(414, "the request's address is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(431, "the request's headers are larger than " + AdminServer.MOST_HEADER + " bytes");
        }
        if (cause instanceof TooLongFrameException) {
            return new Problem(413, "the request's body is larger than " + AdminServer.MOST_BODY + " bytes");
        }
        return new Problem(400, "this is not HTTP as Earmuff knows it");
    }

    private void next(ChannelHandlerContext ctx) {
        Pending pending = waiting.poll();
        if (pending == null) {
            deadline.restart(ctx);
            return;
        }
        busy = true;
        if (pending.call() == null) {
            answer(ctx, pending, Router.NOWHERE, pending.answer());
            return;
        }
        carryOut(ctx, pending, pending.call());
    }

    private void carryOut(ChannelHandlerContext ctx, Pending pending, Call asked) {
        Router.Route route = router.find(asked.path());
        String label = route == null ? Router.NOWHERE : route.label();
        try {
            Call call = guard.admit(asked);
            if (route == null) {
                throw new Problem(404, "there is nothing at " + asked.path());
            }
            router.carryOut(route, call)
                    .whenComplete((answer, failure) -> ctx.executor().execute(() -> {
                        Answer now = failure == null ? answer : failed(label, failure);
                        if (now.opensStream()) {
                            stream(ctx, pending, label);
                        } else {
                            answer(ctx, pending, label, now);
                        }
                    }));
        } catch (RuntimeException e) {
            answer(ctx, pending, label, failed(label, e));
        }
    }

    private static Answer failed(String label, Throwable failure) {
        Answer answer = Router.answerTo(failure);
        if (answer != null) {
            return answer;
        }
        LOG.error("a request to {} failed", label, failure);
        return new Problem(500, "an error in Earmuff; its log says more").answer();
    }

    private void answer(ChannelHandlerContext ctx, Pending pending, String label, Answer answer) {
        metrics.adminRequest(label, answer.status());
        HttpResponse response = new DefaultFullHttpResponse(
                HttpVersion.HTTP_1_1,
                HttpResponseStatus.valueOf(answer.status()),
                pending.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body()));
        dress(response, answer);
        if (answer.status() != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        if (answer.status() == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        response.headers()
                .set(
                        HttpHeaderNames.CONNECTION,
                        pending.keepAlive() ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        deadline.restart(ctx);
        ctx.writeAndFlush(response).addListener((ChannelFutureListener) written -> {
            if (!written.isSuccess()) {
                ctx.close();
                return;
            }
            if (!pending.keepAlive()) {
                partInPeace(ctx);
                return;
            }
            busy = false;
            deadline.stop();
            next(ctx);
        });
    }

    /** Closing with bytes unread would reset the connection, and the client might never see why it was refused. */
    static void partInPeace(ChannelHandlerContext ctx) {
        SslHandler tls = ctx.pipeline().get(SslHandler.class);
        DuplexChannel channel = (DuplexChannel) ctx.channel();
        if (tls == null) {
            channel.shutdownOutput();
        } else {
            tls.closeOutbound().addListener(said -> channel.shutdownOutput());
        }
        ctx.executor().schedule((Runnable) ctx::close, LAST_BYTES_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void stream(ChannelHandlerContext ctx, Pending pending, String label) {
        if (pending.head() || !events.hasRoom()) {
            Answer instead = pending.head()
                    ? Answer.of(200, Answer.EVENTS.type(), "")
                    : new Problem(503, "too many watch already: close a page").answer();
            answer(ctx, pending, label, instead);
            return;
        }
        metrics.adminRequest(label, 200);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        dress(response, Answer.EVENTS);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.writeAndFlush(response);
        events.add(ctx.channel());
    }

    private static void dress(HttpResponse response, Answer answer) {
        response.headers()
                .set(HttpHeaderNames.CONTENT_TYPE, answer.type())
                .set(HttpHeaderNames.CACHE_CONTROL, "no-store")
                .set(
                        "Content-Security-Policy",
                        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
                                + " form-action 'self'; frame-ancestors 'none'; base-uri 'none'")
                .set("X-Content-Type-Options", "nosniff")
                .set("Referrer-Policy", "no-referrer")
                .set("X-Frame-Options", "DENY")
                .set("Cross-Origin-Opener-Policy", "same-origin")
                .set("Cross-Origin-Resource-Policy", "same-origin");
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a client of the admin interface is gone: {}", cause.toString());
        ctx.close();
    }
}
