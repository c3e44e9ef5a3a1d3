package org.earmuff.relay.udp;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Predicate;
import org.earmuff.flow.Answers;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.relay.Relay;
import org.earmuff.relay.SpeakerShare;
import org.earmuff.relay.Terms;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Starts associations and is told when they end. */
public final class UdpRelay {

    private static final Logger LOG = LoggerFactory.getLogger(UdpRelay.class);

    /** What a packet has room for on Ethernet: raw sockets do not cut packets up. */
    private static final int LARGEST_RAW = 1452;

    private final UdpSettings settings;
    private final HouseClock clock;
    private final FlowObserver observer;
    private final Predicate<InetSocketAddress> forbidden;
    private final Answers answers;
    private final Relay.Listener listener;
    private final AtomicBoolean toldOfPorts = new AtomicBoolean();

    /**
     * A relay.
     *
     * @param forbidden destinations that no association may have, as for {@link Relay}
     * @param answers where no socket can have the destination's address and port
     */
    public UdpRelay(
            UdpSettings settings,
            HouseClock clock,
            FlowObserver observer,
            Predicate<InetSocketAddress> forbidden,
            Answers answers,
            Relay.Listener listener) {
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.forbidden = forbidden;
        this.answers = answers;
        this.listener = listener;
    }

    /** Starts an association under terms that do not refuse it. On the loop. */
    public Association start(Flow flow, EventLoop loop, SpeakerShare share, Terms terms) {
        Association association = new Association(this, flow, loop, share, terms);
        observer.opened(flow);
        observer.decided(flow, terms.decision());
        if (!terms.shadows().isEmpty()) {
            observer.shadowed(flow, terms.shadows());
        }
        if (forbidden.test(flow.destination())) {
            association.abort(CloseCause.UNREACHABLE);
        } else {
            association.open();
        }
        return association;
    }

    void ended(Association association, CloseCause cause) {
        observer.closed(association.flow(), cause);
        listener.ended(association, cause);
    }

    void named(Association association) {
        listener.named(association);
    }

    void complain(Flow flow, Throwable error) {
        LOG.error("flow {} of {} ended by an error in Earmuff", flow.id(), flow.speaker(), error);
    }

    /** An association has no socket towards its speaker. Said once: it is so for every flow to that port. */
    void withoutPort(Flow flow, Throwable cause) {
        if (toldOfPorts.compareAndSet(false, true)) {
            LOG.warn(
                    "no socket for answers to speakers is to be had at UDP port {} ({}): probably a server on this box holds"
                            + " the port on every address, see which with: ss -lunp 'sport = :{}'. Answers go by a raw"
                            + " socket instead; those over {} bytes are lost",
                    flow.destination().getPort(),
                    cause.getMessage(),
                    flow.destination().getPort(),
                    LARGEST_RAW);
        }
    }

    /** How those are answered who cannot be by a socket. */
    public Answers answers() {
        return answers;
    }

    UdpSettings settings() {
        return settings;
    }

    HouseClock clock() {
        return clock;
    }

    FlowObserver observer() {
        return observer;
    }
}
