package org.earmuff.relay;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Predicate;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts flows and is told when they end.
 *
 * <p>The way of a flow: it is accepted with reading off and a decision in hand; the destination is connected on the same event loop,
 * from the box's own address; the front door answers its client; both gates open; bytes move until both sides are done, one breaks
 * off, or the decision ends it.
 */
public final class Relay {

    private static final Logger LOG = LoggerFactory.getLogger(Relay.class);
    private static final int SMALLEST_READ = 512;
    private static final int FIRST_READ = 4096;

    /** Open flows from which on each gets less, and their reads then. */
    private static final int FEW = 32;

    private static final int MANY = 128;
    private static final int READ_AMONG_SOME = 64 * 1024;
    private static final int READ_AMONG_MANY = 16 * 1024;
    private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(1);

    /** Told of a flow of its, on the flow's event loop. */
    public interface Listener {
        /** Its name is known, or known not to come; what waits for that goes on when this returns, unless the flow is over then. */
        void named(RelayedFlow flow);

        void ended(RelayedFlow flow, CloseCause cause);
    }

    private final RelaySettings settings;
    private final HouseClock clock;
    private final FlowObserver observer;
    private final Predicate<InetSocketAddress> forbidden;
    private final Listener listener;
    private final AtomicInteger open = new AtomicInteger();
    private final AtomicLong shortSaidAt = new AtomicLong(Long.MIN_VALUE);

    /** @param forbidden destinations that no flow may have: our own doors and the admin's, whatever address they are asked by */
    public Relay(
            RelaySettings settings,
            HouseClock clock,
            FlowObserver observer,
            Predicate<InetSocketAddress> forbidden,
            Listener listener) {
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.forbidden = forbidden;
        this.listener = listener;
    }

    /** Starts a flow under terms that do not refuse it. On the arrival's event loop. */
    public RelayedFlow start(Arrival arrival, Flow flow, SpeakerShare share, Terms terms) {
        open.incrementAndGet();
        RelaySession session = new RelaySession(this, arrival, flow, share, terms);
        readInLargePieces(arrival.channel());
        observer.opened(flow);
        observer.decided(flow, terms.decision());
        if (!terms.shadows().isEmpty()) {
            observer.shadowed(flow, terms.shadows());
        }
        if (forbidden.test(flow.destination())) {
            session.notConnected(CloseCause.UNREACHABLE);
            return session;
        }
        // While the destination does not answer nothing is read, so only this tells that the speaker has gone.
        arrival.channel().closeFuture().addListener(closed -> session.speakerBroke());
        connect(session, arrival.channel(), flow.destination());
        return session;
    }

    private void connect(RelaySession session, Channel speaker, InetSocketAddress destination) {
        new Bootstrap()
                .group(speaker.eventLoop())
                .channel(EpollSocketChannel.class)
                .option(ChannelOption.AUTO_READ, false)
                .option(ChannelOption.ALLOW_HALF_CLOSURE, true)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.SO_KEEPALIVE, true)
                // Should this process be killed, the kernel throws its queue away instead of sending it on.
                .option(ChannelOption.SO_LINGER, 0)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        settings.connectTimeout().toMillis())
                .handler(new ChannelHandlerAdapter() {})
                .connect(destination)
                .addListener((io.netty.channel.ChannelFutureListener) done -> {
                    if (done.isSuccess()) {
                        readInLargePieces(done.channel());
                        session.connected(done.channel());
                    } else {
                        session.notConnected(causeOf(done.cause()));
                    }
                });
    }

    /**
     * Music and updates come down in bulk; the buffer grows only for those that need it. With many flows it may not grow as far: each
     * can have one read and a queue waiting for a side that takes nothing, and together they must not use up the memory of all.
     */
    private void readInLargePieces(Channel channel) {
        int flows = open.get();
        int most = flows < FEW ? settings.readBuffer() : flows < MANY ? READ_AMONG_SOME : READ_AMONG_MANY;
        int queue = Math.min(most, READ_AMONG_SOME);
        channel.config()
                .setRecvByteBufAllocator(new AdaptiveRecvByteBufAllocator(
                        SMALLEST_READ, FIRST_READ, Math.min(most, settings.readBuffer())))
                .setWriteBufferWaterMark(new WriteBufferWaterMark(queue / 2, queue));
    }

    private static CloseCause causeOf(Throwable problem) {
        if (problem instanceof ConnectTimeoutException) {
            return CloseCause.CONNECT_TIMEOUT;
        }
        // Netty's own subclass for ECONNREFUSED; no route and no network come as NoRouteToHostException or plain
        // ConnectException.
        boolean refused = problem instanceof ConnectException
                && problem.getMessage() != null
                && problem.getMessage().contains("Connection refused");
        if (refused) {
            return CloseCause.CONNECT_REFUSED;
        }
        boolean timedOut = problem.getMessage() != null && problem.getMessage().contains("timed out");
        return timedOut ? CloseCause.CONNECT_TIMEOUT : CloseCause.UNREACHABLE;
    }

    void ended(RelaySession session, CloseCause cause) {
        open.decrementAndGet();
        observer.closed(session.flow(), cause);
        listener.ended(session, cause);
    }

    void named(RelaySession session) {
        listener.named(session);
    }

    void complain(Flow flow, Throwable error) {
        LOG.error("flow {} of {} ended by an error in Earmuff", flow.id(), flow.speaker(), error);
    }

    /** Said once a minute at most: it meets many flows at once. */
    void complainOfMemory(Throwable error) {
        long now = clock.nanos();
        long last = shortSaidAt.get();
        if ((last == Long.MIN_VALUE || now - last > REMIND_NANOS) && shortSaidAt.compareAndSet(last, now)) {
            LOG.error(
                    "not enough memory for the data of {} flows ({}): flows are aborted; give it more with"
                            + " EARMUFF_JAVA_OPTS=-XX:MaxDirectMemorySize=192m",
                    open.get(),
                    error.getMessage());
        }
    }

    RelaySettings settings() {
        return settings;
    }

    HouseClock clock() {
        return clock;
    }

    FlowObserver observer() {
        return observer;
    }
}
