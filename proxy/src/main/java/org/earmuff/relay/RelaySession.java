package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.socket.DuplexChannel;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.earmuff.flow.Arrival;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.FlowState;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.Reset;
import org.earmuff.rules.Decision;
import org.jspecify.annotations.Nullable;

/**
 * One TCP flow from its acceptance to its end: two channels on one event loop, a gate before each, and between them the upstream path
 * and a plain way down. States are {@link FlowState}'s.
 */
final class RelaySession implements RelayedFlow, Lane {

    private static final long ARRIVED_AGAIN_MILLIS = 20;

    private final Relay relay;
    private final Arrival arrival;
    private final Flow flow;
    private final SpeakerShare share;
    private final Channel speaker;
    private final Gate speakerGate;
    private final Upstream upstream;
    private final NameGate names;
    private Terms terms;
    /** What the ClientHello asks for, where it was read before it went on. */
    private @Nullable String helloName;

    private @Nullable Channel cloud;
    private @Nullable Gate cloudGate;
    /** What the speaker's lookups called the destination when the flow began: shown where nothing better is known, and never decided by. */
    private final @Nullable String learntName;

    private FlowState state = new FlowState.Connecting();
    private long lastMovedNanos;
    private boolean finishing;
    private boolean upShut;
    private boolean downShut;

    RelaySession(Relay relay, Arrival arrival, Flow flow, SpeakerShare share, Terms terms) {
        this.relay = relay;
        this.arrival = arrival;
        this.flow = flow;
        this.share = share;
        this.speaker = arrival.channel();
        this.speakerGate = new Gate(speaker);
        this.lastMovedNanos = relay.clock().nanos();
        this.learntName = share.names().of(flow.destination().getAddress(), lastMovedNanos);
        this.terms = terms;
        this.upstream = new Upstream(this, terms);
        this.names = new NameGate(this, this::named, upstream::data);
    }

    // --- the way out ---

    void connected(Channel to) {
        if (!(state instanceof FlowState.Connecting connecting)) {
            Reset.now(to);
            return;
        }
        state = connecting.connected();
        cloud = to;
        cloudGate = new Gate(to);
        to.pipeline().addLast(new CloudHandler(this));
        speaker.pipeline().addLast(new SpeakerHandler(this));
        arrival.established();
        cloudGate.release(Gate.Hold.NOT_CONNECTED);
        speakerGate.release(Gate.Hold.NOT_CONNECTED);
    }

    void notConnected(CloseCause cause) {
        end(cause);
    }

    // --- upstream ---

    void speakerSent(ByteBuf bytes) {
        lastMovedNanos = relay.clock().nanos();
        if (!terms.nameFirst()) {
            names.letGo();
        }
        names.data(bytes);
    }

    private void named(@Nullable String name) {
        helloName = name;
        relay.named(this);
    }

    void speakerReadComplete() {
        flush();
        press();
    }

    void speakerDone() {
        if (terms.nameFirst()) {
            names.decide();
        }
        FlowState now = state;
        if (now instanceof FlowState.Open open) {
            state = open.speakerDone();
            upstream.speakerDone();
        } else if (now instanceof FlowState.CloudDone cloudDone) {
            state = cloudDone.speakerDone();
            upstream.speakerDone();
        }
    }

    void press() {
        Channel to = cloud;
        if (to == null || state instanceof FlowState.Closed) {
            return;
        }
        hold(speakerGate, Gate.Hold.BACK_PRESSURE, !to.isWritable());
        hold(speakerGate, Gate.Hold.SHAPING, upstream.full());
    }

    private static void hold(Gate gate, Gate.Hold who, boolean held) {
        if (held) {
            gate.hold(who);
        } else {
            gate.release(who);
        }
    }

    // --- downstream: never inspected, only counted ---

    void cloudSent(ByteBuf bytes) {
        lastMovedNanos = relay.clock().nanos();
        relay.observer().moved(flow, Direction.DOWN, Outcome.FORWARDED, bytes.readableBytes());
        speaker.write(bytes, speaker.voidPromise());
    }

    void cloudReadComplete() {
        speaker.flush();
        pressDown();
    }

    void pressDown() {
        if (cloudGate != null && !(state instanceof FlowState.Closed)) {
            hold(cloudGate, Gate.Hold.BACK_PRESSURE, !speaker.isWritable());
        }
    }

    void cloudDone() {
        FlowState now = state;
        if (now instanceof FlowState.Open open) {
            state = open.cloudDone();
        } else if (now instanceof FlowState.SpeakerDone speakerDone) {
            state = speakerDone.cloudDone();
        } else {
            return;
        }
        shutDown(speaker, () -> downShut = true);
    }

    // --- ends ---

    /** Sends a FIN after everything written before has left our queues; closes the flow when both directions have had theirs. */
    private void shutDown(Channel channel, Runnable done) {
        channel.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(written -> {
            if (written.isSuccess() && channel.isOpen()) {
                ((DuplexChannel) channel).shutdownOutput().addListener(shut -> {
                    done.run();
                    if (upShut && downShut) {
                        closeOnceArrived();
                    }
                });
            }
        });
    }

    void speakerBroke() {
        end(CloseCause.SPEAKER_RESET);
    }

    void cloudBroke() {
        end(CloseCause.CLOUD_RESET);
    }

    void failed(Throwable error) {
        if (error instanceof OutOfMemoryError) {
            relay.complainOfMemory(error);
            end(CloseCause.OVERLOAD);
            return;
        }
        relay.complain(flow, error);
        end(CloseCause.INTERNAL);
    }

    private void end(CloseCause cause) {
        if (state instanceof FlowState.Closed) {
            return;
        }
        boolean connecting = state instanceof FlowState.Connecting;
        state = state.closed(cause);
        upstream.close(names.close());
        if (connecting) {
            arrival.failed(cause);
        } else {
            Reset.now(speaker);
        }
        if (cloud != null) {
            Reset.now(cloud);
        }
        relay.ended(this, cause);
    }

    /** A socket given back to the kernel goes on sending what it holds, and no mute could stop it any more. */
    private void closeOnceArrived() {
        if (state instanceof FlowState.Closed) {
            return;
        }
        if (unsent()) {
            loop().schedule(this::closeOnceArrived, ARRIVED_AGAIN_MILLIS, TimeUnit.MILLISECONDS);
        } else {
            close();
        }
    }

    /** Both directions have ended in order: nothing for the cloud is queued any more. */
    private void close() {
        state = state.closed(CloseCause.FINISHED);
        upstream.close(names.close());
        speaker.close();
        if (cloud != null) {
            Reset.none(cloud);
        }
        relay.ended(this, CloseCause.FINISHED);
    }

    // --- what policy asks ---

    @Override
    public Flow flow() {
        return flow;
    }

    @Override
    public EventLoop loop() {
        return speaker.eventLoop();
    }

    @Override
    public List<String> names() {
        return Stream.of(arrival.name(), helloName, upstream.name())
                .filter(Objects::nonNull)
                .map(name -> name.toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
    }

    @Override
    public void apply(Terms next) {
        assert loop().inEventLoop();
        if (state instanceof FlowState.Closed) {
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
        if (!next.nameFirst()) {
            names.letGo();
        }
        press();
    }

    /** By what people are told; until when it holds is no difference to them. */
    private static boolean differ(Decision one, Decision other) {
        return !one.verdict().equals(other.verdict())
                || one.reason() != other.reason()
                || !Objects.equals(one.rule(), other.rule());
    }

    @Override
    public boolean over() {
        return state instanceof FlowState.Closed;
    }

    @Override
    public void sweep(long nowNanos) {
        boolean half = !(state instanceof FlowState.Connecting || state instanceof FlowState.Open);
        RelaySettings settings = relay.settings();
        long limit = (half ? settings.halfClosedIdle() : settings.idle()).toNanos();
        if (nowNanos - lastMovedNanos > limit) {
            end(CloseCause.IDLE);
        }
    }

    // --- what the upstream path asks ---

    @Override
    public @Nullable String askedName() {
        return arrival.name() != null ? arrival.name() : learntName;
    }

    @Override
    public void named() {
        if (terms.nameFirst()) {
            // Not now: it is told in the midst of bytes that are being passed on.
            loop().execute(() -> {
                if (!over()) {
                    relay.named(this);
                }
            });
        }
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

    @Override
    public void forward(ByteBuf bytes) {
        Channel to = cloud;
        if (to == null || state instanceof FlowState.Closed) {
            bytes.release();
            return;
        }
        relay.observer().moved(flow, Direction.UP, Outcome.FORWARDED, bytes.readableBytes());
        to.write(bytes, to.voidPromise());
    }

    @Override
    public void flush() {
        if (cloud != null) {
            cloud.flush();
            press();
        }
    }

    @Override
    public void finish() {
        if (cloud != null && !finishing) {
            finishing = true;
            shutDown(cloud, () -> upShut = true);
        }
    }

    @Override
    public void abort(CloseCause cause) {
        end(cause);
    }

    @Override
    public boolean unsent() {
        return cloud != null && Unsent.any(cloud);
    }
}
