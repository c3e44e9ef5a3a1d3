package org.earmuff.policy;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.Arrivals;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Service;
import org.earmuff.flow.Transport;
import org.earmuff.home.Identity;
import org.earmuff.relay.Relay;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.rules.Verdict.Refuse;
import org.earmuff.rules.budget.TokenBucket;

/**
 * From a connection to a flow: finds out who it is, makes a storm wait, asks for the first decision, and starts the relay.
 *
 * <p>Nothing is read, and nothing connected, before the decision is there.
 */
public final class Admission implements Arrivals {

    /** New flows of one speaker: this many at once, then so many a second. A storm waits in its own queue, not its neighbours'. */
    private static final long NEW_FLOWS_PER_SECOND = 50;

    private static final long NEW_FLOWS_AT_ONCE = 1200;

    private static final int MAX_FLOWS = 2048;
    private static final long MAX_WAIT_NANOS = TimeUnit.SECONDS.toNanos(20);

    private static final class Speaker {
        final TokenBucket newFlows;
        final AtomicInteger open = new AtomicInteger();

        Speaker(long nowNanos) {
            newFlows = new TokenBucket(NEW_FLOWS_PER_SECOND, NEW_FLOWS_AT_ONCE, nowNanos);
        }
    }

    private final Policy policy;
    private final HouseClock clock;
    private final FlowObserver observer;
    private final Relay relay;
    /** Keyed by configured names and {@code unknown} only, so that strangers cannot make it grow. */
    private final Map<String, Speaker> speakers = new ConcurrentHashMap<>();

    /** @param relays makes the relay that tells us of flows' ends */
    public Admission(
            Policy policy,
            HouseClock clock,
            FlowObserver observer,
            java.util.function.Function<Relay.Listener, Relay> relays) {
        this.policy = policy;
        this.clock = clock;
        this.observer = observer;
        this.relay = relays.apply(new Relay.Listener() {
            @Override
            public void named(RelayedFlow flow) {
                policy.named(flow);
            }

            @Override
            public void ended(RelayedFlow flow, CloseCause cause) {
                over(flow);
            }
        });
    }

    @Override
    public String holder(InetAddress source) {
        return policy.home().known(source).map(Identity::speaker).orElseGet(source::getHostAddress);
    }

    @Override
    public void arrived(Arrival arrival) {
        policy.home().identify(arrival.source().getAddress()).whenComplete((who, problem) -> {
            Identity identity = problem == null ? who : Identity.UNKNOWN;
            if (arrival.channel().eventLoop().inEventLoop()) {
                identified(arrival, identity);
            } else {
                arrival.channel().eventLoop().execute(() -> identified(arrival, identity));
            }
        });
    }

    @Override
    public void turnedAway(InetSocketAddress source, InetSocketAddress door, CloseCause cause) {
        policy.home().identify(source.getAddress()).thenAccept(who -> {
            Flow flow = flow(who, source, door);
            observer.opened(flow);
            observer.closed(flow, cause);
        });
    }

    private void identified(Arrival arrival, Identity who) {
        Speaker speaker = speakers.computeIfAbsent(who.speaker(), s -> new Speaker(clock.nanos()));
        if (speaker.open.incrementAndGet() > MAX_FLOWS) {
            speaker.open.decrementAndGet();
            refuse(arrival, who, CloseCause.OVERLOAD);
            return;
        }
        // What is refused takes no turn, or a storm would keep the speaker out long after its end.
        long wait = speaker.newFlows.reserveWithin(clock.nanos(), 1, MAX_WAIT_NANOS);
        if (wait < 0) {
            speaker.open.decrementAndGet();
            refuse(arrival, who, CloseCause.OVERLOAD);
        } else if (wait > 0) {
            arrival.channel().eventLoop().schedule(() -> admit(arrival, who, speaker), wait, TimeUnit.NANOSECONDS);
        } else {
            admit(arrival, who, speaker);
        }
    }

    private void admit(Arrival arrival, Identity who, Speaker speaker) {
        Flow flow = flow(who, arrival.source(), arrival.destination());
        Standing standing = policy.standing(who, Service.STREAM, arrival.name());
        if (standing.terms().decision().verdict() instanceof Refuse
                || !arrival.channel().isOpen()) {
            speaker.open.decrementAndGet();
            observer.opened(flow);
            observer.decided(flow, standing.terms().decision());
            CloseCause cause = arrival.channel().isOpen() ? CloseCause.REFUSED : CloseCause.SPEAKER_RESET;
            arrival.failed(cause);
            observer.closed(flow, cause);
            return;
        }
        RelayedFlow relayed = relay.start(arrival, flow, policy.share(who.speaker()), standing.terms());
        if (!relayed.over()) {
            policy.born(relayed, who, standing);
        }
    }

    private void refuse(Arrival arrival, Identity who, CloseCause cause) {
        Flow flow = flow(who, arrival.source(), arrival.destination());
        observer.opened(flow);
        arrival.failed(cause);
        observer.closed(flow, cause);
    }

    private void over(RelayedFlow flow) {
        Speaker speaker = speakers.get(flow.flow().speaker());
        if (speaker != null) {
            speaker.open.decrementAndGet();
        }
        policy.died(flow);
    }

    private Flow flow(Identity who, InetSocketAddress source, InetSocketAddress destination) {
        return new Flow(policy.nextId(), clock.now(), who.speaker(), who.room(), Transport.TCP, source, destination);
    }
}
