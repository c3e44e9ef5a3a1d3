package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earmuff.json.JsonObject;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that watch: each gets {@code event: status} with the whole status, at once and whenever something in it but the time has
 * changed. While anybody watches, the status is looked at every second, and right after a {@link #nudge}; while nobody does, never.
 * Confined to the admin loop but for {@code nudge}.
 */
final class EventStream {

    static final int MOST = 32;

    private static final int HEARTBEAT_TICKS = 15;
    private static final String STILL = "event: still\ndata: {}\n\n";
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final EventLoop loop;
    private final Executor blocking;
    private final Supplier<JsonObject> status;
    private final Set<Channel> clients = new LinkedHashSet<>();
    private String last = "";
    private String lastText = "";
    private boolean looking;
    private boolean lookAgain;
    private boolean ticking;
    private int ticks;

    EventStream(EventLoop loop, Executor blocking, Supplier<JsonObject> status) {
        this.loop = loop;
        this.blocking = blocking;
        this.status = status;
    }

    boolean hasRoom() {
        return clients.size() < MOST;
    }

    void add(Channel client) {
        assert loop.inEventLoop();
        clients.add(client);
        client.closeFuture().addListener(closed -> clients.remove(client));
        if (!lastText.isEmpty() && clients.size() > 1) {
            send(client, lastText);
        }
        look();
        if (!ticking) {
            ticking = true;
            loop.schedule(this::tick, 1, TimeUnit.SECONDS);
        }
    }

    /** Something has changed; watchers are told soon. Any thread, never waits. */
    void nudge() {
        if (!loop.isShuttingDown()) {
            loop.execute(this::look);
        }
    }

    private void tick() {
        if (clients.isEmpty()) {
            ticking = false;
            last = "";
            lastText = "";
            return;
        }
        ticks++;
        if (ticks % HEARTBEAT_TICKS == 0) {
            // So that a client that is gone is noticed, and an appliance that is.
            List.copyOf(clients).forEach(c -> send(c, STILL));
        }
        look();
        loop.schedule(this::tick, 1, TimeUnit.SECONDS);
    }

    private void look() {
        if (clients.isEmpty()) {
            return;
        }
        if (looking) {
            lookAgain = true;
            return;
        }
        looking = true;
        try {
            CompletableFuture.supplyAsync(status, blocking)
                    .whenComplete((now, failure) -> loop.execute(() -> looked(now, failure)));
        } catch (RejectedExecutionException e) {
            looking = false;
        }
    }

    private void looked(JsonObject now, Throwable failure) {
        looking = false;
        if (failure != null) {
            LOG.warn("the status cannot be told to watchers", failure);
        } else {
            String text = "event: status\ndata: " + now + "\n\n";
            String same = now.put("now", null).toString();
            if (!same.equals(last)) {
                last = same;
                lastText = text;
                List.copyOf(clients).forEach(c -> send(c, text));
            }
        }
        if (lookAgain) {
            lookAgain = false;
            look();
        }
    }

    /** A client that does not take what it was sent is cut off rather than buffered for. */
    private static void send(Channel client, String text) {
        if (client.isWritable()) {
            client.writeAndFlush(new DefaultHttpContent(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.UTF_8))));
        } else {
            client.close();
        }
    }
}
