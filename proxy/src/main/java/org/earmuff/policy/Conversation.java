package org.earmuff.policy;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.PacketKind;
import org.earmuff.home.Identity;
import org.earmuff.relay.udp.Association;
import org.jspecify.annotations.Nullable;

/**
 * All that comes to the door for UDP from one address for another, until it has been silent for long enough.
 *
 * <pre>
 *   Asking --known, and may--> Carried --ended because it may not--> Refused --silence--> gone
 *      |                          \---ended otherwise--> gone          ^  \--may again--> Asking
 *      \--known, and may not-------------------------------------------+
 * </pre>
 *
 * <p>What was refused stays refused while it goes on: taken anew after every few packets, the last words before a pause would look like
 * a small burst of their own. Everything but {@link #arrived} is on its loop.
 */
final class Conversation {

    /** From and to whom. */
    record Key(InetSocketAddress source, InetSocketAddress destination) {}

    /** What it asks of the admission. */
    interface Gatekeeper {
        /** Finds out who it is and decides; then calls {@link #carry} or {@link #refuse}. */
        void ask(Conversation conversation);

        /** Whether its speaker may do now what it was refused. */
        boolean mayNow(Conversation conversation, Identity who);

        /** Packets were refused, or dropped to stay within a bound. Any thread. */
        void refused(Conversation conversation, Identity who, long packets);

        /** Its speaker should hear of the refusal, as it would from a port where nobody listens. */
        void unreachable(Conversation conversation);

        /** It is over and may be forgotten. */
        void gone(Conversation conversation);
    }

    private static final int MOST_WAITING = 8;
    private static final int MOST_UNDER_WAY = 64;
    private static final long REFUSED_NANOS = TimeUnit.SECONDS.toNanos(10);
    private static final long LOOK_NANOS = TimeUnit.SECONDS.toNanos(1);

    private final Key key;
    private final EventLoop loop;
    private final Gatekeeper gatekeeper;
    private final PacketKind kind;
    private final HouseClock clock;
    private final String holder;
    private final AtomicInteger underWay = new AtomicInteger();
    private final Deque<ByteBuf> waiting = new ArrayDeque<>();
    private volatile long lastNanos;
    private volatile @Nullable Association association;
    private volatile @Nullable Identity who;
    private @Nullable Identity refused;
    private @Nullable ScheduledFuture<?> silenceTimer;
    private long lookAgainNanos;
    private boolean over;

    /** @param holder in whose name it takes its place */
    Conversation(Key key, EventLoop loop, PacketKind kind, Gatekeeper gatekeeper, HouseClock clock, String holder) {
        this.holder = holder;
        this.clock = clock;
        this.key = key;
        this.loop = loop;
        this.kind = kind;
        this.gatekeeper = gatekeeper;
        this.lastNanos = clock.nanos();
    }

    Key key() {
        return key;
    }

    String holder() {
        return holder;
    }

    EventLoop loop() {
        return loop;
    }

    PacketKind kind() {
        return kind;
    }

    /** When something last came or went. Any thread. */
    long lastNanos() {
        Association carried = association;
        return carried == null ? lastNanos : carried.lastMovedNanos();
    }

    /** Takes ownership. On the door's thread; a loop that is behind is given only so much. */
    void arrived(ByteBuf datagram) {
        if (underWay.incrementAndGet() > MOST_UNDER_WAY) {
            underWay.decrementAndGet();
            drop(datagram);
            return;
        }
        loop.execute(() -> {
            underWay.decrementAndGet();
            take(datagram);
        });
    }

    private void take(ByteBuf datagram) {
        long nowNanos = clock.nanos();
        lastNanos = nowNanos;
        Association carried = association;
        Identity denied = refused;
        if (carried != null) {
            carried.speakerSent(datagram);
        } else if (over || (denied == null && waiting.size() >= MOST_WAITING)) {
            drop(datagram);
        } else if (denied == null) {
            waiting.add(datagram);
        } else if (nowNanos - lookAgainNanos >= 0 && gatekeeper.mayNow(this, denied)) {
            refused = null;
            waiting.add(datagram);
            gatekeeper.ask(this);
        } else {
            datagram.release();
            gatekeeper.refused(this, denied, 1);
            if (nowNanos - lookAgainNanos >= 0) {
                lookAgainNanos = nowNanos + LOOK_NANOS;
                gatekeeper.unreachable(this);
            }
        }
    }

    private void drop(ByteBuf datagram) {
        datagram.release();
        Identity known = who;
        gatekeeper.refused(this, known == null ? Identity.UNKNOWN : known, 1);
    }

    /** Whose it is; null as long as that is asked. Any thread. */
    @Nullable
    Identity who() {
        return who;
    }

    void identified(Identity identity) {
        who = identity;
    }

    boolean over() {
        return over;
    }

    /** What came goes to an association from now on. */
    void carry(Association by) {
        if (over || refused != null) {
            return;
        }
        association = by;
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            by.speakerSent(next);
        }
    }

    /** What came, and comes, is refused and counted, until it has ceased. */
    void refuse(Identity denied) {
        if (over) {
            return;
        }
        association = null;
        refused = denied;
        lookAgainNanos = clock.nanos() + LOOK_NANOS;
        gatekeeper.unreachable(this);
        if (!waiting.isEmpty()) {
            gatekeeper.refused(this, denied, waiting.size());
        }
        waiting.forEach(ByteBuf::release);
        waiting.clear();
        awaitSilence(REFUSED_NANOS);
    }

    private void awaitSilence(long nanos) {
        if (silenceTimer != null) {
            silenceTimer.cancel(false);
        }
        silenceTimer = loop.schedule(this::silence, nanos, TimeUnit.NANOSECONDS);
    }

    private void silence() {
        if (over || refused == null) {
            return;
        }
        long quiet = clock.nanos() - lastNanos;
        if (quiet >= REFUSED_NANOS) {
            end();
        } else {
            awaitSilence(REFUSED_NANOS - quiet);
        }
    }

    /** Ends it to make room, and its association where there is one. Any thread. */
    void evict() {
        if (!loop.inEventLoop()) {
            loop.execute(this::evict);
            return;
        }
        Association carried = association;
        if (carried != null) {
            carried.abort(CloseCause.OVERLOAD);
        }
        end();
    }

    /** Its association is over, or there never was one: what waits is thrown away. */
    void end() {
        if (over) {
            return;
        }
        over = true;
        if (silenceTimer != null) {
            silenceTimer.cancel(false);
        }
        for (ByteBuf next = waiting.poll(); next != null; next = waiting.poll()) {
            drop(next);
        }
        gatekeeper.gone(this);
    }
}
