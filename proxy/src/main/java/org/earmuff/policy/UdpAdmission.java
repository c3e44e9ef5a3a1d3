package org.earmuff.policy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Datagrams;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.PacketKind;
import org.earmuff.flow.Places;
import org.earmuff.flow.Transport;
import org.earmuff.home.Identity;
import org.earmuff.relay.Relay;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.relay.udp.Association;
import org.earmuff.relay.udp.UdpRelay;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.TokenBucket;

/**
 * From a datagram to an association: finds out who it is, keeps a storm within bounds, asks for the first decision, and starts the relay.
 *
 * <p>Bounded: so many conversations in all as it is told, {@value #MOST_EACH} of one speaker, of which the one that has been silent longest
 * makes room; and so many new ones a second. Sources that still have to be looked up, which anybody may feign, share what one speaker might
 * have. What is over that is dropped and counted. {@link #arrived} is called on one thread, the door's.
 */
public final class UdpAdmission implements Datagrams {

    static final int MOST_EACH = 256;
    private static final long NEW_PER_SECOND = 50;
    private static final long NEW_AT_ONCE = 400;
    private static final int MOST_SOURCES = 512;
    /** No speaker's name is empty. */
    private static final String NOT_YET_KNOWN = "";

    private static final class Speaker {
        final TokenBucket newOnes;
        final Set<Conversation> open = ConcurrentHashMap.newKeySet();

        Speaker(long nowNanos) {
            newOnes = new TokenBucket(NEW_PER_SECOND, NEW_AT_ONCE, nowNanos);
        }
    }

    private final Policy policy;
    private final HouseClock clock;
    private final FlowObserver observer;
    private final EventLoopGroup loops;
    private final Places places;
    private final UdpRelay relay;
    private final Map<Conversation.Key, Conversation> conversations = new ConcurrentHashMap<>();
    private final Map<String, Speaker> speakers = new ConcurrentHashMap<>();
    private final Keeper gate = new Keeper();
    /** New conversations of an address, before it is known whose that is. The door's thread's. */
    private final Map<InetAddress, TokenBucket> sources = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, TokenBucket> eldest) {
            return size() > MOST_SOURCES;
        }
    };

    /**
     * An admission.
     *
     * @param loops the policy's
     * @param most conversations in all; each may have two sockets
     * @param relays makes the relay that tells us of associations' ends
     */
    public UdpAdmission(
            Policy policy,
            HouseClock clock,
            FlowObserver observer,
            EventLoopGroup loops,
            int most,
            Function<Relay.Listener, UdpRelay> relays) {
        this.policy = policy;
        this.clock = clock;
        this.observer = observer;
        this.loops = loops;
        this.places = new Places(most);
        this.relay = relays.apply(new Relay.Listener() {
            @Override
            public void named(RelayedFlow flow) {
                policy.named(flow);
            }

            @Override
            public void ended(RelayedFlow flow, CloseCause cause) {
                over(flow, cause);
            }
        });
    }

    @Override
    public void arrived(InetSocketAddress source, InetSocketAddress destination, ByteBuf payload) {
        Conversation.Key key = new Conversation.Key(source, destination);
        Conversation known = conversations.get(key);
        if (known != null) {
            known.arrived(payload);
            return;
        }
        // Where it is not known at once it is not asked: who is turned away must not make others wait for the answer.
        Optional<Identity> who = policy.home().known(source.getAddress());
        String holder = who.map(Identity::speaker).orElse(NOT_YET_KNOWN);
        if (!answerable(key) || !mayBegin(source.getAddress()) || !places.take(holder)) {
            payload.release();
            observer.refused(who.orElse(Identity.UNKNOWN).speaker(), kindOf(key), 1);
            return;
        }
        EventLoop loop = loops.next();
        Conversation fresh = new Conversation(key, loop, kindOf(key), gate, clock, holder);
        conversations.put(key, fresh);
        fresh.arrived(payload);
        loop.execute(() -> gate.ask(fresh));
    }

    /**
     * Nobody can be answered at port 0, and binding it would mean any other. An address that is good on one link alone cannot be
     * answered from beyond it, and nobody's router sends such a packet on (RFC 4291, 2.5.6).
     */
    private static boolean answerable(Conversation.Key key) {
        InetSocketAddress source = key.source();
        boolean ports = source.getPort() != 0 && key.destination().getPort() != 0;
        return ports && !(source.getAddress() instanceof Inet6Address six && six.isLinkLocalAddress());
    }

    @Override
    public void tooLarge(InetSocketAddress source, InetSocketAddress destination) {
        Identity who = policy.home().known(source.getAddress()).orElse(Identity.UNKNOWN);
        observer.refused(who.speaker(), kindOf(new Conversation.Key(source, destination)), 1);
    }

    private boolean mayBegin(InetAddress source) {
        long now = clock.nanos();
        return sources.computeIfAbsent(source, a -> new TokenBucket(2 * NEW_PER_SECOND, NEW_AT_ONCE, now))
                .tryTake(now, 1);
    }

    /** Conversations that are known now. */
    int size() {
        return conversations.size();
    }

    private PacketKind kindOf(Conversation.Key key) {
        return PacketKind.of(flow(0, Identity.UNKNOWN, key).service());
    }

    private Flow flow(long id, Identity who, Conversation.Key key) {
        return new Flow(id, clock.now(), who.speaker(), who.room(), Transport.UDP, key.source(), key.destination());
    }

    private void identified(Conversation conversation, Identity who) {
        if (conversation.over()) {
            return;
        }
        Speaker speaker = speakers.computeIfAbsent(who.speaker(), s -> new Speaker(clock.nanos()));
        conversation.identified(who);
        speaker.open.add(conversation);
        if (!speaker.newOnes.tryTake(clock.nanos(), 1)) {
            observer.refused(who.speaker(), conversation.kind(), 1);
            conversation.end();
            return;
        }
        makeRoom(speaker, conversation);
        begin(conversation, who);
    }

    /** Each one that goes is counted out at once: two that come together must not both make room by the same one's end. */
    private static void makeRoom(Speaker speaker, Conversation newest) {
        while (speaker.open.size() > MOST_EACH) {
            speaker.open.stream()
                    .filter(other -> other != newest)
                    .min(Comparator.comparingLong(Conversation::lastNanos))
                    .filter(speaker.open::remove)
                    .ifPresent(Conversation::evict);
        }
    }

    private void begin(Conversation conversation, Identity who) {
        Flow flow = flow(policy.nextId(), who, conversation.key());
        Standing standing = policy.standing(who, flow.service(), null);
        if (standing.terms().decision().verdict() instanceof Verdict.Refuse) {
            observer.opened(flow);
            observer.decided(flow, standing.terms().decision());
            observer.closed(flow, CloseCause.REFUSED);
            conversation.refuse(who);
            return;
        }
        Association association = relay.start(flow, conversation.loop(), policy.share(who.speaker()), standing.terms());
        if (!association.over()) {
            policy.born(association, who, standing);
            conversation.carry(association);
        }
    }

    private void over(RelayedFlow flow, CloseCause cause) {
        policy.died(flow);
        Conversation conversation = conversations.get(
                new Conversation.Key(flow.flow().source(), flow.flow().destination()));
        if (conversation == null) {
            return;
        }
        Identity who = conversation.who();
        switch (cause) {
            case WITHHELD, REFUSED, HOUSEKEEPING_CAP -> {
                if (who != null) {
                    conversation.refuse(who);
                }
            }
            default -> conversation.end();
        }
    }

    /** What conversations ask, on their loops. */
    private final class Keeper implements Conversation.Gatekeeper {

        @Override
        public void ask(Conversation conversation) {
            policy.home().identify(conversation.key().source().getAddress()).whenComplete((who, problem) -> {
                Identity identity = problem == null ? who : Identity.UNKNOWN;
                if (conversation.loop().inEventLoop()) {
                    identified(conversation, identity);
                } else {
                    conversation.loop().execute(() -> identified(conversation, identity));
                }
            });
        }

        @Override
        public boolean mayNow(Conversation conversation, Identity who) {
            Flow flow = flow(0, who, conversation.key());
            Verdict verdict = policy.standing(who, flow.service(), null)
                    .terms()
                    .decision()
                    .verdict();
            return verdict.strictness() < Verdict.WITHHOLD.strictness();
        }

        @Override
        public void refused(Conversation conversation, Identity who, long packets) {
            observer.refused(who.speaker(), conversation.kind(), packets);
        }

        @Override
        public void unreachable(Conversation conversation) {
            relay.answers()
                    .unreachable(conversation.key().source(), conversation.key().destination());
        }

        @Override
        public void gone(Conversation conversation) {
            if (conversations.remove(conversation.key(), conversation)) {
                places.free(conversation.holder());
            }
            Identity who = conversation.who();
            Speaker speaker = who == null ? null : speakers.get(who.speaker());
            if (speaker != null) {
                speaker.open.remove(conversation);
            }
        }
    }
}
