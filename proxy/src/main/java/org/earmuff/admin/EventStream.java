package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that watch: each gets {@code event: status} with the whole status, at once and whenever something in it but the time has
 * changed, and {@code event: upload} with each row that the account gets. An event's id is the account's newest row: a client that comes
 * back with it is told first of the uploads it missed. While anybody watches, the status is looked at every second, and right after a
 * {@link #nudge}; while nobody does, never. Confined to the admin loop but for {@code nudge} and {@code disconnect}.
 */
final class EventStream {

    static final int MOST = 32;

    /** Rows that a client may have missed and still be told; who was away for longer asks for the uploads. */
    static final int MOST_MISSED = 500;

    private static final int HEARTBEAT_TICKS = 15;
    private static final long UNKNOWN = -1;
    private static final String STILL = "event: still\ndata: {}\n\n";
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final EventLoop loop;
    private final Executor blocking;
    private final LongFunction<News> source;
    private final Map<Channel, Watcher> clients = new LinkedHashMap<>();
    private String last = "";
    private String lastText = "";
    private boolean looking;
    private boolean lookAgain;
    private boolean ticking;
    private int ticks;

    /**
     * What there is to tell.
     *
     * @param head the account's newest row
     * @param rows uploads after the row that was asked for, the oldest first
     */
    record News(JsonObject status, long head, List<LedgerRow> rows) {}

    private static final class Watcher {
        final boolean seesDestinations;
        /** The newest row it knows of; unknown until the first look. */
        long knows;
        /** Whether it has had a status; what it missed comes first. */
        boolean told;

        Watcher(boolean seesDestinations, long knows) {
            this.seesDestinations = seesDestinations;
            this.knows = knows;
        }
    }

    /** @param source looks, given the row after which uploads are wanted; it may block */
    EventStream(EventLoop loop, Executor blocking, LongFunction<News> source) {
        this.loop = loop;
        this.blocking = blocking;
        this.source = source;
    }

    boolean hasRoom() {
        return clients.size() < MOST;
    }

    /** @param asked the request that opens the stream; its {@code Last-Event-ID} says what the client knows */
    void add(Channel client, Call asked) {
        assert loop.inEventLoop();
        Watcher watcher = new Watcher(asked.asker().maySeeDestinations(), row(asked.header("Last-Event-ID")));
        clients.put(client, watcher);
        client.closeFuture().addListener(closed -> clients.remove(client));
        if (!lastText.isEmpty() && clients.size() > 1 && watcher.knows == UNKNOWN) {
            watcher.told = true;
            send(client, lastText);
        }
        look();
        if (!ticking) {
            ticking = true;
            loop.schedule(this::tick, 1, TimeUnit.SECONDS);
        }
    }

    private static long row(@Nullable String id) {
        return id != null && id.matches("[0-9]{1,18}") ? Long.parseLong(id) : UNKNOWN;
    }

    /** Ends every stream; a client that still may watch comes back by itself. Any thread, never waits. */
    void disconnect() {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> List.copyOf(clients.keySet()).forEach(Channel::close));
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
            List.copyOf(clients.keySet()).forEach(c -> send(c, STILL));
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
        long after = clients.values().stream()
                .mapToLong(w -> w.knows)
                .filter(known -> known != UNKNOWN)
                .min()
                .orElse(Long.MAX_VALUE);
        try {
            CompletableFuture.supplyAsync(() -> source.apply(after), blocking)
                    .whenComplete((now, failure) -> loop.execute(() -> looked(now, failure)));
        } catch (RejectedExecutionException e) {
            looking = false;
        }
    }

    private void looked(News now, Throwable failure) {
        looking = false;
        if (failure != null) {
            LOG.warn("the status cannot be told to watchers", failure);
        } else {
            List.copyOf(clients.keySet()).forEach(c -> tellRows(c, now));
            String text = "id: " + now.head() + "\nevent: status\ndata: " + now.status() + "\n\n";
            String same = now.status().put("now", null).toString();
            boolean changed = !same.equals(last);
            last = same;
            lastText = text;
            Map.copyOf(clients).forEach((client, watcher) -> {
                if (changed || !watcher.told) {
                    watcher.told = true;
                    send(client, text);
                }
            });
        }
        if (lookAgain) {
            lookAgain = false;
            look();
        }
    }

    private void tellRows(Channel client, News now) {
        Watcher watcher = clients.get(client);
        if (watcher == null) {
            return;
        }
        if (watcher.knows == UNKNOWN) {
            watcher.knows = now.head();
            return;
        }
        for (LedgerRow row : now.rows()) {
            if (row.id() > watcher.knows) {
                watcher.knows = row.id();
                JsonObject json = StatusJson.row(row, watcher.seesDestinations);
                send(client, "id: " + row.id() + "\nevent: upload\ndata: " + json + "\n\n");
            }
        }
        watcher.knows = Math.max(watcher.knows, now.head());
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
