package org.earmuff.relay.udp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollDatagramChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.ScheduledFuture;
import java.net.Inet4Address;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.Service;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.relay.SpeakerShare;
import org.earmuff.relay.Terms;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * One speaker's datagrams with one destination, from the first to the end of silence.
 *
 * <p>Two sockets on one event loop: one towards the cloud, from the box's own address; and one that has the destination's address and
 * is connected to the speaker, so that the kernel hands it what follows, and answers leave from where the speaker asked. What comes
 * before both are open waits, a little. Where the latter cannot be had, since a server on this box holds the port on every address, all
 * goes on coming by the door, and answers leave by a raw socket.
 *
 * <pre>
 *   Opening --both sockets--> Open --idle, refused, withheld, an error--> Over(cause)
 *      \------------------------ an error, refused ----------------------/
 * </pre>
 */
public final class Association implements RelayedFlow, DatagramLane {

    /** Larger datagrams are dropped, and counted: speakers send none, and each read costs as much memory. */
    static final int LARGEST = 8 * 1024;

    private static final int MOST_WAITING = 16;
    private static final long MOST_WAITING_BYTES = 16 * 1024;

    private final UdpRelay relay;
    private final Flow flow;
    private final EventLoop loop;
    private final SpeakerShare share;
    private final Service service;
    private final @Nullable String learntName;
    private final HeldDatagrams waiting = new HeldDatagrams(MOST_WAITING, MOST_WAITING_BYTES);
    private final DatagramUpstream upstream;
    private final @Nullable DatagramNames names;
    private final @Nullable Lookups lookups;
    private Terms terms;
    private @Nullable Channel speaker;
    private boolean withoutPort;
    private @Nullable Channel cloud;
    private @Nullable CloseCause over;
    private @Nullable ScheduledFuture<?> idleTimer;
    private boolean answered;
    private volatile long lastMovedNanos;

    Association(UdpRelay relay, Flow flow, EventLoop loop, SpeakerShare share, Terms terms) {
        this.relay = relay;
        this.flow = flow;
        this.loop = loop;
        this.share = share;
        this.terms = terms;
        this.service = flow.service();
        this.lastMovedNanos = relay.clock().nanos();
        this.learntName = share.names().of(flow.destination().getAddress(), lastMovedNanos);
        this.upstream = new DatagramUpstream(this, terms);
        this.names = service == Service.QUIC ? new DatagramNames(this, this::named, upstream::data) : null;
        this.lookups = service.lookup() ? new Lookups(this) : null;
    }

    // --- sockets ---

    void open() {
        opened(bootstrap(true).connect(flow.source(), flow.destination()), true);
        opened(bootstrap(false).connect(flow.destination()), false);
        lookIn(limit().toNanos());
    }

    private Bootstrap bootstrap(boolean towardsSpeaker) {
        boolean four = flow.destination().getAddress() instanceof Inet4Address;
        SocketProtocolFamily family = four ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        Bootstrap bootstrap = new Bootstrap()
                .group(loop)
                .channelFactory(() -> new EpollDatagramChannel(family))
                .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(LARGEST + 1))
                .handler(towardsSpeaker ? new SpeakerDatagrams(this) : new CloudDatagrams(this));
        if (towardsSpeaker) {
            bootstrap.option(ChannelOption.SO_REUSEADDR, true);
            if (relay.settings().transparent()) {
                bootstrap.option(EpollChannelOption.IP_TRANSPARENT, true);
            }
        }
        return bootstrap;
    }

    private void opened(ChannelFuture connecting, boolean towardsSpeaker) {
        connecting.addListener((ChannelFutureListener) done -> {
            if (over != null) {
                done.channel().close();
            } else if (!done.isSuccess() && !towardsSpeaker) {
                end(CloseCause.UNREACHABLE);
            } else {
                if (!done.isSuccess()) {
                    withoutPort = true;
                    relay.withoutPort(flow, done.cause());
                } else if (towardsSpeaker) {
                    speaker = done.channel();
                } else {
                    cloud = done.channel();
                }
                for (ByteBuf next = isOpen() ? waiting.take() : null; next != null; next = waiting.take()) {
                    deliver(next);
                }
            }
        });
    }

    private boolean isOpen() {
        return (speaker != null || withoutPort) && cloud != null;
    }

    // --- upstream ---

    /** Takes ownership of a datagram of the speaker. On the loop. */
    public void speakerSent(ByteBuf in) {
        lastMovedNanos = relay.clock().nanos();
        if (over != null || in.readableBytes() > LARGEST || (!isOpen() && !waiting.fits(in))) {
            discarded(in);
        } else if (isOpen()) {
            deliver(in);
        } else {
            waiting.add(in);
        }
    }

    private void deliver(ByteBuf in) {
        if (over != null) {
            discarded(in);
        } else if (names != null) {
            names.data(in, terms.nameFirst());
        } else if (lookups == null) {
            upstream.data(in);
        } else if (lookups.mayPass(in, terms.decision().verdict() instanceof Verdict.Withhold)) {
            answered = false;
            forward(in);
        } else {
            discarded(in);
        }
    }

    private void named() {
        if (over == null && terms.nameFirst()) {
            relay.named(this);
        }
    }

    @Override
    public void forward(ByteBuf datagram) {
        Channel to = cloud;
        if (to == null || over != null || !to.isWritable()) {
            discarded(datagram);
            return;
        }
        relay.observer().moved(flow, Direction.UP, Outcome.FORWARDED, datagram.readableBytes());
        to.writeAndFlush(datagram, to.voidPromise());
    }

    private void discarded(ByteBuf in) {
        relay.observer().moved(flow, Direction.UP, Outcome.DISCARDED, in.readableBytes());
        in.release();
    }

    // --- downstream: only counted, but for the answers of lookups ---

    void cloudSent(ByteBuf in) {
        Channel to = speaker;
        lastMovedNanos = relay.clock().nanos();
        int bytes = in.readableBytes();
        boolean room = over == null && bytes <= LARGEST && (to == null ? withoutPort : to.isWritable());
        if (room && lookups != null) {
            lookups.answered(in);
            answered = true;
            lookIn(limit().toNanos());
        }
        boolean sent = room && (to != null || relay.answers().answer(flow.destination(), flow.source(), in));
        relay.observer().moved(flow, Direction.DOWN, sent ? Outcome.FORWARDED : Outcome.DISCARDED, bytes);
        if (sent && to != null) {
            to.writeAndFlush(in, to.voidPromise());
        } else {
            in.release();
        }
    }

    // --- ends ---

    private Duration limit() {
        UdpSettings settings = relay.settings();
        return lookups == null ? settings.idle() : answered ? settings.answered() : settings.unanswered();
    }

    /** Ends where nothing has moved for long enough; else looks again when that may be. */
    private void look() {
        if (over != null) {
            return;
        }
        long left = limit().toNanos() - (relay.clock().nanos() - lastMovedNanos);
        if (left <= 0) {
            end(answered ? CloseCause.FINISHED : CloseCause.IDLE);
        } else {
            lookIn(left);
        }
    }

    private void lookIn(long nanos) {
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
        idleTimer = loop.schedule(this::look, nanos, TimeUnit.NANOSECONDS);
    }

    void speakerBroke() {
        end(CloseCause.SPEAKER_RESET);
    }

    /** The destination refused, by ICMP, what was sent. */
    void cloudBroke() {
        end(CloseCause.CONNECT_REFUSED);
    }

    void failed(Throwable error) {
        relay.complain(flow, error);
        end(CloseCause.INTERNAL);
    }

    private void end(CloseCause cause) {
        assert loop.inEventLoop();
        if (over != null) {
            return;
        }
        over = cause;
        if (idleTimer != null) {
            idleTimer.cancel(false);
        }
        upstream.close();
        long unseen = waiting.discard() + (names == null ? 0 : names.close());
        if (unseen > 0) {
            relay.observer().moved(flow, Direction.UP, Outcome.DISCARDED, unseen);
        }
        Stream.of(speaker, cloud).filter(Objects::nonNull).forEach(Channel::close);
        relay.ended(this, cause);
    }

    /** When anything last moved on it, on the house's monotonic clock. Any thread. */
    public long lastMovedNanos() {
        return lastMovedNanos;
    }

    // --- what policy asks ---

    @Override
    public List<String> names() {
        String name = names == null ? null : names.name();
        return name == null ? List.of() : List.of(name.toLowerCase(Locale.ROOT));
    }

    @Override
    public void apply(Terms next) {
        assert loop.inEventLoop();
        if (over != null) {
            return;
        }
        Terms before = terms;
        terms = next;
        if (differ(before.decision(), next.decision())) {
            relay.observer().decided(flow, next.decision());
        }
        if (!next.shadows().isEmpty() && !next.shadows().equals(before.shadows())) {
            relay.observer().shadowed(flow, next.shadows());
        }
        upstream.apply(next);
        if (names != null && before.nameFirst() && !next.nameFirst()) {
            names.letGo();
        }
    }

    /** By what people are told; until when it holds is no difference to them. */
    private static boolean differ(Decision one, Decision other) {
        return !one.verdict().equals(other.verdict())
                || one.reason() != other.reason()
                || !Objects.equals(one.rule(), other.rule());
    }

    @Override
    public void abort(CloseCause cause) {
        end(cause);
    }

    @Override
    public boolean over() {
        return over != null;
    }

    /** An association looks after its silence by itself. */
    @Override
    public void sweep(long nowNanos) {}

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public EventLoop loop() {
        return loop;
    }

    // --- what the upstream path asks ---

    @Override
    public @Nullable String shownName() {
        String name = names == null ? null : names.name();
        return name != null ? name : learntName;
    }

    @Override
    public HouseClock clock() {
        return relay.clock();
    }

    @Override
    public SpeakerShare share() {
        return share;
    }

    @Override
    public FlowObserver observer() {
        return relay.observer();
    }
}
