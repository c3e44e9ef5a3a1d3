package org.earmuff.signals.mqtt;

import io.netty.channel.EventLoopGroup;
import java.io.IOException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.MuteDesk;
import org.earmuff.signals.MuteReceipt;
import org.earmuff.signals.MuteRefusedException;
import org.earmuff.signals.Receipts;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutes by MQTT, and tells of mutes and figures there.
 *
 * <p>What should stand at the broker is compared with what was sent on this connection; only the difference is sent: mutes at once, the
 * rest at most once a second. A new connection, and Home Assistant's start, begin with nothing sent. Retained commands are passed over:
 * what somebody wanted once must not mute or unmute at every reconnect.
 *
 * <p>Everything here is on its own thread; without a broker it tries again, sooner at first and then every minute, and nothing else
 * notices.
 */
public final class MqttMutes implements AutoCloseable {

    /** The {@code by} of its orders. */
    public static final String BY = "mqtt";

    private static final Logger LOG = LoggerFactory.getLogger(MqttMutes.class);
    private static final int MOST_WAITING = 32;
    private static final int MOST_STALE = 4096;
    private static final long TICK_MILLIS = 1_000;
    /** After an upload: the account has it within two seconds. */
    private static final int LOOKS = 4;

    private static final long FIGURES_EVERY_NANOS = TimeUnit.SECONDS.toNanos(60);
    private static final long FIRST_PAUSE_MILLIS = 1_000;
    private static final long LONGEST_PAUSE_MILLIS = 60_000;

    /**
     * What it is made of.
     *
     * @param id this box's: {@link Identity}
     * @param zone whose wall clock times in commands are read on
     * @param style what its mutes do
     */
    public record Parts(
            Broker broker,
            String id,
            String version,
            MuteDesk desk,
            HouseReport house,
            HouseClock clock,
            Supplier<ZoneId> zone,
            MuteOrder.Style style,
            EventLoopGroup loops) {}

    private final Parts parts;
    private final Topics topics;
    private final Board board;
    private final Seldom seldom;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "mqtt");
        t.setDaemon(true);
        return t;
    });
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicInteger echoes = new AtomicInteger();
    private final AtomicBoolean poked = new AtomicBoolean();
    private final AtomicInteger looks = new AtomicInteger(LOOKS);

    // Of the thread alone.
    private @Nullable Link link;
    private boolean ready;
    private String said = "";
    private long pauseMillis = FIRST_PAUSE_MILLIS;
    private long figuresAt;
    private Map<String, HouseReport.Figures> figures = Map.of();
    private final Map<String, String> sent = new LinkedHashMap<>();
    private final Set<String> stale = new LinkedHashSet<>();

    public MqttMutes(Parts parts) {
        this.parts = parts;
        this.topics = new Topics(parts.id(), parts.broker().discovery());
        this.board = new Board(topics, parts.broker().discovery().isPresent(), parts.version());
        this.seldom = new Seldom(LOG, parts.clock());
    }

    /** Begins to connect. */
    public void start() {
        later(this::connect);
        thread.scheduleWithFixedDelay(guarded(this::tell), TICK_MILLIS, TICK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** A mute is set or over, or the house is another: tells of it at once. Any thread. */
    public void changed() {
        if (poked.compareAndSet(false, true)) {
            later(() -> {
                poked.set(false);
                tell();
            });
        }
    }

    /** Something was uploaded: the figures are others within some seconds. Any thread. */
    public void uploaded() {
        looks.set(LOOKS);
    }

    private void connect() {
        ready = false;
        sent.clear();
        Link[] made = new Link[1];
        made[0] = new Link(parts.broker(), parts.loops(), new Link.Peer() {
            @Override
            public void ready() {
                later(() -> onReady(made[0]));
            }

            @Override
            public void received(String topic, String payload, boolean retained) {
                offer(topic, payload, retained);
            }

            @Override
            public void lost(String why) {
                later(() -> onLost(made[0], why));
            }
        });
        link = made[0];
        try {
            List<String> wanted = Stream.of(topics.everyCommand(), topics.birth(), topics.everyConfig())
                    .filter(Objects::nonNull)
                    .toList();
            made[0].open(topics.node(), topics.availability(), wanted);
        } catch (IOException | RuntimeException e) {
            onLost(made[0], String.valueOf(e.getMessage()));
        }
    }

    private void onReady(Link which) {
        if (which != link) {
            return;
        }
        ready = true;
        said = "";
        pauseMillis = FIRST_PAUSE_MILLIS;
        LOG.info("connected to the MQTT broker {} as {}", parts.broker(), topics.node());
        tell();
    }

    private void onLost(Link which, String why) {
        if (which != link) {
            return;
        }
        link = null;
        ready = false;
        if (!why.equals(said)) {
            said = why;
            LOG.warn("the MQTT broker {}: {}. It is tried again; mutes by other ways work", parts.broker(), why);
        }
        try {
            thread.schedule(guarded(this::connect), pauseMillis, TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed");
        }
        pauseMillis = Math.min(2 * pauseMillis, LONGEST_PAUSE_MILLIS);
    }

    /** Sends what has changed; what the connection has no room for the next tick sends. */
    private void tell() {
        Link to = link;
        if (!ready || to == null) {
            return;
        }
        readFigures();
        Map<String, String> wanted = board.of(
                parts.house().speakers(),
                figures,
                parts.desk().state().at(parts.clock().now()),
                parts.house().ledgerHead());
        for (String topic : List.copyOf(stale)) {
            if (!wanted.containsKey(topic) && !to.keep(topic, "")) {
                return;
            }
            stale.remove(topic);
        }
        for (String topic : new ArrayList<>(sent.keySet())) {
            if (!wanted.containsKey(topic)) {
                if (!to.keep(topic, "")) {
                    return;
                }
                sent.remove(topic);
            }
        }
        for (Map.Entry<String, String> entry : wanted.entrySet()) {
            if (!entry.getValue().equals(sent.get(entry.getKey()))) {
                if (!to.keep(entry.getKey(), entry.getValue())) {
                    return;
                }
                sent.put(entry.getKey(), entry.getValue());
            }
        }
    }

    /** The minute is for midnight, and for what a moved ledger or clock changes. */
    private void readFigures() {
        long now = parts.clock().nanos();
        boolean due = looks.getAndUpdate(left -> Math.max(0, left - 1)) > 0;
        if (!due && now - figuresAt < FIGURES_EVERY_NANOS) {
            return;
        }
        figuresAt = now;
        try {
            figures = Map.copyOf(parts.house().figures());
        } catch (IOException e) {
            seldom.warn("figures for MQTT: " + e.getMessage());
        }
    }

    private void offer(String topic, String payload, boolean retained) {
        boolean echo = topics.isConfig(topic);
        AtomicInteger queue = echo ? echoes : waiting;
        if (queue.incrementAndGet() > (echo ? MOST_STALE : MOST_WAITING)) {
            queue.decrementAndGet();
            seldom.warn("MQTT brings more than can be done; a message on " + shown(topic) + " was dropped");
            return;
        }
        boolean taken = later(() -> {
            queue.decrementAndGet();
            received(topic, payload, retained);
        });
        if (!taken) {
            queue.decrementAndGet();
        }
    }

    private void received(String topic, String payload, boolean retained) {
        if (topics.isConfig(topic)) {
            // Of a speaker that went while we were not connected; what is still wanted, tell() leaves.
            if (retained && !payload.isEmpty() && stale.size() < MOST_STALE) {
                stale.add(topic);
                String state = topics.stateOfConfig(topic);
                stale.add(state);
                if (state.endsWith("/" + Topics.MUTE)) {
                    stale.add(state + "/attributes");
                }
            }
        } else if (topic.equals(topics.birth())) {
            if (payload.equals(Board.ONLINE)) {
                sent.clear();
                tell();
            }
        } else {
            command(topic, payload, retained);
        }
    }

    private void command(String topic, String payload, boolean retained) {
        if (retained) {
            seldom.warn("a retained command on " + shown(topic) + " was passed over; send commands without retain");
            return;
        }
        String slug = topics.slugOfCommand(topic);
        Scope scope = Board.scopes(parts.house().speakers()).stream()
                .filter(s -> Topics.slug(s).equals(slug))
                .findFirst()
                .orElse(null);
        if (scope == null) {
            seldom.warn("a command on " + shown(topic) + " is for nobody here");
            return;
        }
        try {
            if (payload.length() > Command.LONGEST) {
                throw new IllegalArgumentException("it is longer than " + Command.LONGEST + " characters");
            }
            Command command =
                    Command.parse(payload, parts.clock().now(), parts.zone().get());
            MuteReceipt receipt = Receipts.await(
                    command.mute()
                            ? parts.desk()
                                    .order(new MuteOrder(
                                            scope,
                                            parts.style(),
                                            command.until(),
                                            BY,
                                            command.reason(),
                                            parts.clock().now()))
                            : parts.desk().lift(scope, BY, command.reason()));
            if (!receipt.warning().isEmpty()) {
                seldom.warn(receipt.warning());
            }
        } catch (IllegalArgumentException e) {
            seldom.warn("a command on " + shown(topic) + " changes nothing: " + shown(String.valueOf(e.getMessage())));
        } catch (MuteRefusedException e) {
            seldom.warn("an order by MQTT: " + e.getMessage());
        }
    }

    /** Strangers choose it: one line, and short. */
    private static String shown(String text) {
        String line = text.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= 120 ? line : line.substring(0, 119) + "…";
    }

    private boolean later(Runnable task) {
        try {
            thread.execute(guarded(task));
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    private static Runnable guarded(Runnable task) {
        return () -> {
            try {
                task.run();
            } catch (RuntimeException e) {
                // Thrown on, it would end what is repeated for good.
                LOG.error("MQTT", e);
            }
        };
    }

    /** Says good-bye; what was ordered stays in force. Within about two seconds. */
    @Override
    public void close() {
        later(() -> {
            Link open = link;
            link = null;
            ready = false;
            if (open != null) {
                open.close(topics.availability(), Board.OFFLINE);
            }
        });
        thread.shutdown();
        try {
            if (!thread.awaitTermination(Duration.ofSeconds(2).toMillis(), TimeUnit.MILLISECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }
}
