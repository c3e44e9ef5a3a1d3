package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.FileUpload;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Path;
import org.earmuff.words.Phrases;
import org.jspecify.annotations.Nullable;

/**
 * Takes the one form that brings a file (multipart/form-data, RFC 7578) piece by piece to the disk, so that no file is ever held in
 * memory; everything else passes. Who may not send one is refused before its first byte is kept.
 */
final class UploadDoor extends ChannelInboundHandlerAdapter {

    private static final long PATIENCE_MILLIS = 300_000;

    private final UploadRoom room;
    private final InetAddress from;
    private final RequestDeadline deadline;
    private @Nullable FullHttpRequest head;
    private @Nullable HttpPostMultipartRequestDecoder decoder;
    private UploadRoom.@Nullable Stay stay;
    private boolean refusing;

    UploadDoor(UploadRoom room, InetAddress from, RequestDeadline deadline) {
        this.room = room;
        this.from = from;
        this.deadline = deadline;
    }

    /** The form's request once its file is on the disk, or was refused. */
    static final class Brought extends DefaultFullHttpRequest {
        final Received received;

        Brought(FullHttpRequest head, Received received) {
            super(head.protocolVersion(), head.method(), head.uri(), Unpooled.EMPTY_BUFFER);
            headers().set(head.headers());
            this.received = received;
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        if (message instanceof HttpRequest request && request.decoderResult().isSuccess() && brings(request)) {
            begin(ctx, request);
        } else if (message instanceof HttpContent content && (decoder != null || refusing)) {
            try {
                take(ctx, content);
            } finally {
                content.release();
            }
        } else {
            ctx.fireChannelRead(message);
        }
    }

    private static boolean brings(HttpRequest request) {
        return request.method().equals(HttpMethod.POST)
                && new QueryStringDecoder(request.uri()).rawPath().equals(UploadRoom.FORM)
                && HttpPostRequestDecoder.isMultipart(request);
    }

    private void begin(ChannelHandlerContext ctx, HttpRequest request) {
        FullHttpRequest full = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, request.method(), request.uri(), Unpooled.EMPTY_BUFFER);
        full.headers().set(request.headers());
        head = full;
        Problem problem;
        try {
            Call call = Call.of(full, from, ctx.pipeline().get(SslHandler.class) != null);
            problem = room.enter(call, HttpUtil.getContentLength(request, -1L));
        } catch (Problem unreadable) {
            problem = unreadable;
        }
        if (problem != null) {
            refuse(ctx, problem);
            return;
        }
        UploadRoom.Stay begun = room.stay();
        stay = begun;
        ctx.channel().closeFuture().addListener(closed -> begun.leave());
        DefaultHttpDataFactory disk = new DefaultHttpDataFactory(true);
        disk.setBaseDir(room.folder().toString());
        disk.setDeleteOnExit(false);
        disk.setMaxLimit(UploadRoom.MOST_BYTES);
        decoder = new HttpPostMultipartRequestDecoder(disk, request);
        deadline.extend(ctx, PATIENCE_MILLIS);
        if (HttpUtil.is100ContinueExpected(request)) {
            ctx.writeAndFlush(new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.CONTINUE));
        }
    }

    private void take(ChannelHandlerContext ctx, HttpContent content) {
        HttpPostMultipartRequestDecoder taking = decoder;
        if (taking == null) {
            refusing = !(content instanceof LastHttpContent);
            return;
        }
        try {
            taking.offer(content);
            if (content instanceof LastHttpContent) {
                done(ctx, taking);
            }
        } catch (RuntimeException | IOException e) {
            forget();
            refuse(ctx, new Problem(400, Phrases.say("reconcile.broken")));
            refusing = !(content instanceof LastHttpContent);
        }
    }

    private void done(ChannelHandlerContext ctx, HttpPostMultipartRequestDecoder taken) throws IOException {
        Path file = room.folder().resolve("archive");
        for (InterfaceHttpData part : taken.getBodyHttpDatas()) {
            if (part instanceof FileUpload upload && upload.length() > 0 && upload.renameTo(file.toFile())) {
                String name = upload.getFilename() == null ? "" : upload.getFilename();
                decoder = null;
                taken.destroy();
                pass(ctx, new Received(file, name, null, stay));
                return;
            }
        }
        // A browser that was given no file sends an empty one without a name.
        String empty = taken.getBodyHttpDatas().stream()
                .filter(FileUpload.class::isInstance)
                .map(part -> ((FileUpload) part).getFilename())
                .filter(name -> name != null && !name.isBlank())
                .findFirst()
                .map(name -> Phrases.say("reconcile.nothing-in-it", name))
                .orElse(Phrases.say("reconcile.none"));
        forget();
        pass(ctx, Received.refused(new Problem(400, empty)));
    }

    /** The rest of the body is not waited for: the connection ends with the answer. */
    private void refuse(ChannelHandlerContext ctx, Problem problem) {
        refusing = true;
        if (head != null) {
            head.headers().set(HttpHeaderNames.CONNECTION, HttpHeaderValues.CLOSE);
        }
        pass(ctx, Received.refused(problem));
    }

    private void pass(ChannelHandlerContext ctx, Received received) {
        FullHttpRequest full = head;
        head = null;
        if (full != null) {
            full.headers().remove(HttpHeaderNames.EXPECT);
            ctx.fireChannelRead(new Brought(full, received));
            ReferenceCountUtil.release(full);
        }
    }

    private void forget() {
        if (decoder != null) {
            decoder.destroy();
            decoder = null;
        }
        if (stay != null) {
            stay.leave();
            stay = null;
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        forget();
        ctx.fireChannelInactive();
    }
}
