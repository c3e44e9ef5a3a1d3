package org.earmuff.demo;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A made-up speaker: signs in to the cloud, stays alive, connects again when it is cut off, posts telemetry, and utters
 * requests in its {@link Shape}, of its own accord or when told to.
 *
 * <p>All of it happens on one event loop; the public methods may be called from any thread.
 */
public final class DemoSpeaker implements AutoCloseable {

    /** The longest request it can be told to utter. */
    public static final Duration LONGEST = Duration.ofMinutes(1);

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final int LEAST_SPOKEN_MILLIS = 4_000;
    private static final int MOST_SPOKEN_MILLIS = 8_000;
    private static final int SMALL_POST = 1_060;
    private static final int LEAST_LARGE_POST = 10_000;
    private static final int MOST_LARGE_POST = 36_000;
    private static final long NOTE_AFTER_MILLIS = 300;
    private static final long NOTE_PACE_MILLIS = 150;

    private final SpeakerPlan plan;
    private final EventLoop loop;
    private final Dialer dialer;
    private final Random random;
    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private volatile boolean online;
    private volatile boolean speaking;
    private @Nullable VoiceLine line;
    private @Nullable Talk talk;
    private Duration backOff;
    private boolean closed;

    /**
     * A speaker that does nothing before {@link #start}.
     *
     * @param loops the caller's, on epoll; they outlive the speaker, which uses one of them
     * @param trusted the cloud's certificate
     */
    public DemoSpeaker(EventLoopGroup loops, SpeakerPlan plan, Route route, X509Certificate trusted) {
        this.plan = plan;
        this.loop = loops.next();
        this.dialer = new Dialer(loop, route, plan.shape().tls(), trusted);
        this.random = new Random(plan.seed());
        this.backOff = plan.timing().leastBackOff();
        EnumSet.allOf(Count.class).forEach(what -> counts.put(what, new LongAdder()));
    }

    /** Connects, and from then on does what its plan's timing says. */
    public void start() {
        loop.execute(() -> {
            connect();
            Duration first = plan.timing().firstRequest();
            if (first != null) {
                after(first, this::speakUnasked);
            }
            if (plan.timing().telemetry() != null) {
                after(plan.timing().telemetry(), this::postUnasked);
            }
        });
    }

    public SpeakerPlan plan() {
        return plan;
    }

    /** Whether the cloud knows it at this moment. */
    public boolean online() {
        return online;
    }

    /** Whether it is uttering a request, or awaits the answer. */
    public boolean speaking() {
        return speaking;
    }

    /** How often, or how much, since its start. */
    public long count(Count what) {
        return adder(what).sum();
    }

    /**
     * Utters one request now, or as soon as it is signed in within 15 s.
     *
     * @param length how long it speaks after the pre-roll, at most {@link #LONGEST}
     * @return completed when the answer has come, or the request was cut off; it fails with {@link IllegalStateException}
     *     where the speaker is speaking already
     */
    public CompletableFuture<Utterance> speak(Duration length) {
        if (length.isNegative() || length.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException("a request lasts 0 to " + LONGEST.toSeconds() + " s, not " + length);
        }
        CompletableFuture<Utterance> result = new CompletableFuture<>();
        loop.execute(() -> speakNow(length, result));
        return result;
    }

    /** Posts telemetry now; completed with whether the cloud acknowledged it. */
    public CompletableFuture<Boolean> post(Telemetry kind) {
        CompletableFuture<Boolean> result = new CompletableFuture<>();
        loop.execute(() -> postNow(kind, result));
        return result;
    }

    /** Hangs up and stays silent. What it was uttering is cut off. */
    @Override
    public void close() {
        loop.execute(() -> {
            closed = true;
            endTalk(false);
            if (line != null) {
                line.close();
            }
        });
    }

    private void speakNow(Duration length, CompletableFuture<Utterance> result) {
        if (talk != null) {
            result.completeExceptionally(new IllegalStateException(plan.name() + " is speaking already"));
            return;
        }
        Talk mine = new Talk(this, plan.shape(), random, length, result);
        talk = mine;
        count(Count.REQUEST, 1);
        if (closed) {
            endTalk(false);
            return;
        }
        beginTalk();
        after(PATIENCE, () -> giveUp(mine, !mine.begun()));
        after(length.plus(PATIENCE).plus(PATIENCE), () -> giveUp(mine, true));
    }

    private void beginTalk() {
        VoiceLine on = line;
        if (talk != null && !talk.begun() && on != null && on.signedIn()) {
            talk.begin(on, loop);
            speaking = true;
            postAlong();
        }
    }

    private void giveUp(Talk given, boolean overdue) {
        if (talk == given && overdue) {
            endTalk(false);
        }
    }

    private void endTalk(boolean answered) {
        Talk ended = talk;
        if (ended != null) {
            talk = null;
            speaking = false;
            count(answered ? Count.REQUEST_ANSWERED : Count.REQUEST_CUT, 1);
            ended.end(answered);
        }
    }

    private void speakUnasked() {
        if (closed) {
            return;
        }
        int millis = random.nextInt(LEAST_SPOKEN_MILLIS, MOST_SPOKEN_MILLIS);
        CompletableFuture<Utterance> spoken = new CompletableFuture<>();
        spoken.whenComplete((utterance, busy) -> {
            long least = plan.timing().leastGap().toMillis();
            long gap = random.nextLong(least, plan.timing().mostGap().toMillis() + 1);
            after(Duration.ofMillis(gap), this::speakUnasked);
        });
        speakNow(Duration.ofMillis(millis), spoken);
    }

    /** The small posts that real speakers make around each request. */
    private void postAlong() {
        if (plan.timing().telemetry() != null && !closed) {
            postNow(Telemetry.SMALL, new CompletableFuture<>());
        }
    }

    private void postUnasked() {
        if (!closed && plan.timing().telemetry() != null) {
            postNow(Telemetry.LARGE, new CompletableFuture<>());
            after(plan.timing().telemetry(), this::postUnasked);
        }
    }

    private void postNow(Telemetry kind, CompletableFuture<Boolean> result) {
        int bytes = kind == Telemetry.SMALL ? SMALL_POST : random.nextInt(LEAST_LARGE_POST, MOST_LARGE_POST);
        count(Count.POST, 1);
        result.thenAccept(acknowledged -> count(Count.POST_ANSWERED, acknowledged ? 1 : 0));
        dialer.dial(plan.vendor().telemetryName(kind), new TelemetryPost(plan, bytes, result))
                .addListener(connected -> {
                    if (!connected.isSuccess()) {
                        result.complete(false);
                    }
                });
    }

    private void connect() {
        if (closed) {
            return;
        }
        VoiceLine next = new VoiceLine(this, plan);
        line = next;
        dialer.dial(plan.vendor().voiceName(), next).addListener(connected -> {
            if (!connected.isSuccess()) {
                onGone(next);
            }
        });
    }

    void onSignedIn(VoiceLine on) {
        backOff = plan.timing().leastBackOff();
        online = true;
        count(Count.SIGNED_IN, 1);
        beginTalk();
    }

    void onAnswer(VoiceLine on, int stream) {
        if (talk != null && talk.awaits(on, stream)) {
            endTalk(true);
            noteLater(on, NOTE_AFTER_MILLIS, Vendor.NOTES);
            postAlong();
        }
    }

    private void noteLater(VoiceLine on, long millis, int notes) {
        after(Duration.ofMillis(millis), () -> {
            if (line == on && !closed) {
                int stream = on.nextStream();
                plan.vendor().note().forEach(body -> on.write(Message.Type.HOUSEKEEPING, false, stream, body));
                on.flush();
                if (notes > 1) {
                    noteLater(on, NOTE_PACE_MILLIS, notes - 1);
                }
            }
        });
    }

    void onGone(VoiceLine gone) {
        if (line != gone) {
            return;
        }
        line = null;
        online = false;
        if (talk != null && talk.runsOn(gone)) {
            endTalk(false);
        }
        if (!closed) {
            count(Count.LOST, 1);
            // A fifth more or less, so that a home's speakers do not all come back at once.
            after(backOff.multipliedBy(random.nextInt(80, 121)).dividedBy(100), this::connect);
            Duration doubled = backOff.multipliedBy(2);
            Duration most = plan.timing().mostBackOff();
            backOff = doubled.compareTo(most) < 0 ? doubled : most;
        }
    }

    void count(Count what, long more) {
        adder(what).add(more);
    }

    private LongAdder adder(Count what) {
        return Objects.requireNonNull(counts.get(what));
    }

    private void after(Duration delay, Runnable task) {
        loop.schedule(task, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
}
