package org.earmuff.admin;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpContent;
import io.netty.handler.codec.http.LastHttpContent;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.function.Predicate;
import org.earmuff.flow.HouseClock;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The clients that watch: each gets {@code event: status} with the whole status, at once and whenever something in it but the time has
 * changed, and {@code event: upload} with each row that the account gets. An event's id is the account's newest row: a client that comes
 * back with it is told first of the uploads it missed. While anybody watches, the status is looked at every second, and right after a
 * {@link #nudge}; while nobody does, never. Confined to the admin loop but for {@code nudge} and {@code recheck}.
 */
final class EventStream {

    static final int MOST = 32;

    /** Of one session, one guest link, or without either one address. */
    static final int MOST_OF_ONE = 8;

    /** A session's stream comes back after that long with the cookie of then: else a stolen one would be good for ever. */
    static final Duration LONGEST = Duration.ofMinutes(10);

    /** Rows that a client may have missed and still be told; who was away for longer asks for the uploads. */
    static final int MOST_MISSED = 500;

    private static final int HEARTBEAT_TICKS = 15;
    private static final long UNKNOWN = -1;
    private static final String AGAIN = "event: again\ndata: {}\n\n";
    private static final String STILL = "event: still\ndata: {}\n\n";
    private static final Logger LOG = LoggerFactory.getLogger(EventStream.class);

    private final EventLoop loop;
    private final Executor blocking;
    private final LongFunction<News> source;
    private final HouseClock clock;
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
        final Call opened;
        final String holder;
        final long since;
        /** The newest row it knows of; unknown until the first look. */
        long knows;
        /** Whether it has had a status; what it missed comes first. */
        boolean told;

        Watcher(Call opened, long since) {
            this.opened = opened;
            this.holder = holder(opened);
            this.since = since;
            this.knows = row(opened.header("Last-Event-ID"));
        }
    }

    /** @param source looks, given the row after which uploads are wanted; it may block */
    EventStream(EventLoop loop, Executor blocking, HouseClock clock, LongFunction<News> source) {
        this.loop = loop;
        this.clock = clock;
        this.blocking = blocking;
        this.source = source;
    }

    boolean hasRoom() {
        return clients.size() < MOST;
    }

    /**
     * Makes room for one more, or says why there is none. Where all places are taken, who holds the most of them gives one to who
     * holds fewer: nobody shuts out others by opening many.
     */
    @Nullable
    Problem makeRoom(Call asked) {
        assert loop.inEventLoop();
        Map<String, Integer> held = new HashMap<>();
        clients.values().forEach(w -> held.merge(w.holder, 1, Integer::sum));
        int own = held.getOrDefault(holder(asked), 0);
        if (own >= MOST_OF_ONE) {
            return new Problem(503, "you watch in " + MOST_OF_ONE + " places already: close a page");
        }
        if (hasRoom()) {
            return null;
        }
        Map.Entry<String, Integer> greediest = Collections.max(held.entrySet(), Map.Entry.comparingByValue());
        if (greediest.getValue() < own + 2) {
            return new Problem(503, "too many watch already: close a page");
        }
        clients.entrySet().stream()
                .filter(e -> e.getValue().holder.equals(greediest.getKey()))
                .findFirst()
                .ifPresent(oldest -> end(oldest.getKey()));
        return null;
    }

    private static String holder(Call call) {
        return call.session().isEmpty() ? "from " + call.from().getHostAddress() : "session " + call.session();
    }

    private void end(Channel client) {
        clients.remove(client);
        client.close();
    }

    /** @param asked the request that opens the stream; its {@code Last-Event-ID} says what the client knows */
    void add(Channel client, Call asked) {
        assert loop.inEventLoop();
        Watcher watcher = new Watcher(asked, clock.nanos());
        // Many may have been told that there is room before the first of them came here.
        if (clients.values().stream()
                        .filter(w -> w.holder.equals(watcher.holder))
                        .count()
                >= MOST_OF_ONE) {
            client.close();
            return;
        }
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

    /** Ends the streams of who may no longer watch. Any thread, never waits. */
    void recheck(Predicate<Call> mayWatch) {
        if (!loop.isShuttingDown()) {
            loop.execute(() -> Map.copyOf(clients).forEach((client, watcher) -> {
                if (!mayWatch.test(watcher.opened)) {
                    end(client);
                }
            }));
        }
    }

    /** A page opens the next stream by itself; {@code again} tells it that nothing is wrong. */
    private void endOld() {
        long now = clock.nanos();
        Map.copyOf(clients).forEach((client, watcher) -> {
            if (!watcher.opened.session().isEmpty() && now - watcher.since >= LONGEST.toNanos()) {
                clients.remove(client);
                send(client, AGAIN);
                client.writeAndFlush(LastHttpContent.EMPTY_LAST_CONTENT).addListener(ChannelFutureListener.CLOSE);
            }
        });
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
        endOld();
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
        // A row that is not there yet was one of an account that was begun anew since.
        if (watcher.knows == UNKNOWN || watcher.knows > now.head()) {
            watcher.knows = now.head();
            return;
        }
        for (LedgerRow row : now.rows()) {
            if (row.id() > watcher.knows) {
                watcher.knows = row.id();
                JsonObject json = StatusJson.row(row, watcher.opened.asker().maySeeDestinations());
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
