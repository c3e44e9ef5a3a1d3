package org.earmuff.relay.udp;

import io.netty.channel.EventLoop;
import java.net.InetSocketAddress;
import java.util.function.Predicate;
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

    private final UdpSettings settings;
    private final HouseClock clock;
    private final FlowObserver observer;
    private final Predicate<InetSocketAddress> forbidden;
    private final Relay.Listener listener;

    /** @param forbidden destinations that no association may have, as for {@link Relay} */
    public UdpRelay(
            UdpSettings settings,
            HouseClock clock,
            FlowObserver observer,
            Predicate<InetSocketAddress> forbidden,
            Relay.Listener listener) {
        this.settings = settings;
        this.clock = clock;
        this.observer = observer;
        this.forbidden = forbidden;
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
