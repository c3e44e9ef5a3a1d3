package org.earmuff.admin;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.DefaultHttpContent;
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
import java.net.InetAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One client's requests, one after another: those that come before the answer to an earlier one wait, a few at most. */
final class AdminHandler extends SimpleChannelInboundHandler<FullHttpRequest> {

    /** The route's label for what leads nowhere. */
    static final String NOWHERE = "other";

    private static final int MOST_WAITING = 8;
    private static final long LAST_BYTES_MILLIS = 1_000;
    private static final Logger LOG = LoggerFactory.getLogger(AdminHandler.class);

    private final Site site;
    private final @Nullable EventStream events;
    private final ObjIntConsumer<String> counted;
    private final Questions questions;
    private final InetAddress from;
    private final RequestDeadline deadline;
    private final Deque<Pending> waiting = new ArrayDeque<>();
    private boolean busy;

    /**
     * A request, or the answer to one that could not be read.
     *
     * @param chunks whether the client knows where an answer in pieces ends
     */
    private record Pending(@Nullable Call call, Answer answer, boolean head, boolean keepAlive, boolean chunks) {}

    AdminHandler(AdminListener.Service service, Questions questions, InetAddress from, RequestDeadline deadline) {
        this.site = service.site();
        this.events = service.events();
        this.counted = service.counted();
        this.questions = questions;
        this.from = from;
        this.deadline = deadline;
    }

    @Override
    protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
        deadline.stop(ctx);
        if (waiting.size() >= MOST_WAITING) {
            ctx.close();
            return;
        }
        waiting.add(pending(request, ctx.pipeline().get(SslHandler.class) != null));
        if (!busy) {
            next(ctx);
        }
    }

    private Pending pending(FullHttpRequest request, boolean secure) {
        boolean head = request.method().name().equals("HEAD");
        if (request.decoderResult().isFailure()) {
            Answer refusal = unreadable(request.decoderResult().cause()).answer();
            return new Pending(null, refusal, head, false, true);
        }
        boolean keepAlive = HttpUtil.isKeepAlive(request);
        boolean chunks = request.protocolVersion().isKeepAliveDefault();
        try {
            return new Pending(Call.of(request, from, secure), Answer.EVENTS, head, keepAlive, chunks);
        } catch (Problem problem) {
            return new Pending(null, problem.answer(), head, keepAlive, chunks);
        }
    }

    private static Problem unreadable(Throwable cause) {
        if (cause instanceof TooLongHttpLineException) {
            return new Problem(414, "the request's address is too long");
        }
        if (cause instanceof TooLongHttpHeaderException) {
            return new Problem(431, "the request's headers are larger than " + AdminListener.MOST_HEADER + " bytes");
        }
        if (cause instanceof TooLongFrameException) {
            return new Problem(413, "the request's body is larger than " + AdminListener.MOST_BODY + " bytes");
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
            answer(ctx, pending, NOWHERE, pending.answer());
            return;
        }
        carryOut(ctx, pending, pending.call());
    }

    private void carryOut(ChannelHandlerContext ctx, Pending pending, Call asked) {
        String label = site.label(asked.path());
        try {
            site.carryOut(asked)
                    .whenComplete((answer, failure) -> ctx.executor().execute(() -> {
                        letGo(asked);
                        Answer now = failure == null ? answer : failed(label, failure);
                        if (now.opensStream()) {
                            stream(ctx, pending, label, now);
                        } else {
                            answer(ctx, pending, label, now);
                        }
                    }));
        } catch (RuntimeException e) {
            letGo(asked);
            answer(ctx, pending, label, failed(label, e));
        }
    }

    /** Of the file that a form brought and nothing has read, as its form was refused. */
    private static void letGo(Call answered) {
        Received received = answered.received();
        if (received != null) {
            received.answered();
        }
    }

    private static Answer failed(String label, Throwable failure) {
        Answer answer = Problem.answerTo(failure);
        if (answer != null) {
            return answer;
        }
        LOG.error("a request to {} failed", label, failure);
        return new Problem(500, "an error in Earmuff; its log says more").answer();
    }

    private void answer(ChannelHandlerContext ctx, Pending pending, String label, Answer answer) {
        counted.accept(label, answer.status());
        Pieces rest = pending.head() ? null : answer.rest();
        boolean stays = pending.keepAlive() && (rest == null || pending.chunks());
        ByteBuf body = pending.head() ? Unpooled.EMPTY_BUFFER : Unpooled.wrappedBuffer(answer.body());
        HttpResponseStatus status = HttpResponseStatus.valueOf(answer.status());
        HttpResponse response = rest == null
                ? new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status, body)
                : new DefaultHttpResponse(HttpVersion.HTTP_1_1, status);
        dress(response, answer);
        response.headers()
                .set(HttpHeaderNames.CONNECTION, stays ? HttpHeaderValues.KEEP_ALIVE : HttpHeaderValues.CLOSE);
        if (answer.rest() != null) {
            HttpUtil.setTransferEncodingChunked(response, pending.chunks());
        } else if (answer.status() != 304) {
            response.headers().set(HttpHeaderNames.CONTENT_LENGTH, answer.body().length);
        }
        Runnable done = () -> answered(ctx, stays);
        Runnable next = rest == null ? done : new PieceSender(ctx, rest, questions, from, deadline, done)::next;
        deadline.answering(ctx, body.readableBytes());
        if (rest != null) {
            ctx.write(response);
        }
        ctx.writeAndFlush(rest == null ? response : new DefaultHttpContent(body))
                .addListener((ChannelFutureListener) written -> {
                    if (written.isSuccess()) {
                        next.run();
                    } else {
                        ctx.close();
                    }
                });
    }

    private void answered(ChannelHandlerContext ctx, boolean stays) {
        if (!stays) {
            partInPeace(ctx);
            return;
        }
        busy = false;
        deadline.taken(ctx);
        next(ctx);
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

    private void stream(ChannelHandlerContext ctx, Pending pending, String label, Answer opening) {
        Call watcher = opening.watcher();
        if (events == null || watcher == null || pending.head() || !events.hasRoom()) {
            Answer instead = pending.head()
                    ? Answer.of(200, Answer.EVENTS.type(), "")
                    : Problem.later(503, "too many watch already: close a page", 5)
                            .answer();
            answer(ctx, pending, label, instead);
            return;
        }
        counted.accept(label, 200);
        HttpResponse response = new DefaultHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK);
        dress(response, opening);
        response.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        HttpUtil.setTransferEncodingChunked(response, true);
        ctx.writeAndFlush(response);
        events.add(ctx.channel(), watcher);
    }

    private static void dress(HttpResponse response, Answer answer) {
        response.headers().set(HttpHeaderNames.CONTENT_TYPE, answer.type());
        Safeguards.put(response.headers());
        if (answer.status() == 401) {
            response.headers().set(HttpHeaderNames.WWW_AUTHENTICATE, "Bearer");
        }
        answer.headers().forEach((name, value) -> response.headers().set(name, value));
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        LOG.debug("a client of the admin interface is gone: {}", cause.toString());
        ctx.close();
    }
}
