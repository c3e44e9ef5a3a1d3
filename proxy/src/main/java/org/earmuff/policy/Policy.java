package org.earmuff.policy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.home.SpeakerDef;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.rules.Decision;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps every open flow under the decision that holds now.
 *
 * <p>Rules, mutes and the home are one immutable snapshot in one volatile. A change publishes the next one and then has each event loop
 * ask again for its flows; a flow born meanwhile reads the new snapshot, so none slips through. Besides, it asks again when a decision
 * runs out, and looks once a second whether the wall clock was set or has jumped.
 */
public final class Policy implements House {

    private static final Logger LOG = LoggerFactory.getLogger(Policy.class);
    private static final long BEAT_NANOS = 1_000_000_000L;
    private static final long SWEEP_BEATS = 30;
    /** The wall clock is slewed by NTP all the time; this much off in one beat is a jump. */
    private static final Duration JUMP = Duration.ofMillis(500);

    private final HouseClock clock;
    private final Activity activity;
    private final List<LoopFlows> loops = new ArrayList<>();
    private volatile Snapshot snapshot;
    private volatile boolean stopped;

    // Of the heartbeat, on its loop alone.
    private Instant lastWall;
    private long lastNanos;
    private boolean lastSet;
    private Instant nextEdge = Instant.MIN;
    private long beats;
    private @Nullable ScheduledFuture<?> nextBeat;

    public Policy(
            Home home,
            RuleBook rules,
            MuteState mutes,
            HouseClock clock,
            Activity activity,
            Iterable<EventExecutor> on) {
        this.clock = clock;
        this.activity = activity;
        this.snapshot = new Snapshot(home, rules, mutes);
        on.forEach(loop -> loops.add(new LoopFlows((EventLoop) loop)));
        this.lastWall = clock.now();
        this.lastNanos = clock.nanos();
        this.lastSet = clock.set();
    }

    /** Starts the heartbeat. */
    public void start() {
        heart().execute(this::scheduleBeat);
    }

    /** Puts other mutes in force; completes when every open flow is under them. */
    public synchronized CompletionStage<Void> apply(MuteState mutes) {
        return publish(snapshot.with(mutes));
    }

    /** Puts another home and other rules in force; completes when every open flow is under them. */
    public synchronized CompletionStage<Void> apply(Home home, RuleBook rules) {
        return publish(new Snapshot(home, rules, snapshot.mutes()));
    }

    private CompletionStage<Void> publish(Snapshot next) {
        snapshot = next;
        // The next edge may be earlier now than the heartbeat knows.
        heart().execute(this::scheduleBeat);
        return reconsiderAll();
    }

    private CompletionStage<Void> reconsiderAll() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (LoopFlows flows : loops) {
            all.add(CompletableFuture.runAsync(() -> reconsider(flows), flows.loop()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    private void reconsider(LoopFlows flows) {
        flows.reconsider(snapshot, clock.set(), clock.now());
    }

    /** Waits until no sound is leaving, for as long as is given at most. Not on an event loop. */
    public void awaitQuiet(Duration limit) {
        activity.awaitQuiet(limit);
    }

    /** Ends every flow; completes when all are over. */
    public CompletionStage<Void> abortAll(CloseCause cause) {
        stopped = true;
        List<CompletableFuture<Void>> all = new ArrayList<>();
        loops.forEach(flows -> all.add(CompletableFuture.runAsync(() -> flows.abortAll(cause), flows.loop())));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    // --- flows, on their loops ---

    Home home() {
        return snapshot.home();
    }

    Decision decide(Identity who) {
        return snapshot.decide(who, clock.set(), clock.now());
    }

    void born(RelayedFlow flow, Identity who, Decision decision) {
        on(flow).add(flow, who, decision);
    }

    void died(RelayedFlow flow) {
        on(flow).remove(flow);
    }

    private LoopFlows on(RelayedFlow flow) {
        for (LoopFlows candidate : loops) {
            if (candidate.loop() == flow.loop()) {
                return candidate;
            }
        }
        throw new IllegalStateException("a flow on a loop that is not ours");
    }

    // --- the heartbeat ---

    private EventLoop heart() {
        return loops.get(0).loop();
    }

    private void beat() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.error("the heartbeat failed once and goes on", e);
        } finally {
            // Whatever happens, there is a next beat.
            scheduleBeat();
        }
    }

    private void scheduleBeat() {
        if (nextBeat != null) {
            nextBeat.cancel(false);
        }
        if (!stopped && !heart().isShuttingDown()) {
            nextBeat = heart().schedule(this::beat, untilNextLook(), TimeUnit.NANOSECONDS);
        }
    }

    private void look() {
        Instant wall = clock.now();
        long nanos = clock.nanos();
        boolean set = clock.set();
        Duration jump =
                Duration.between(lastWall, wall).minusNanos(nanos - lastNanos).abs();
        if (jump.compareTo(JUMP) > 0 || set != lastSet || !wall.isBefore(nextEdge)) {
            reconsiderAll();
        }
        lastWall = wall;
        lastNanos = nanos;
        lastSet = set;
        if (++beats % SWEEP_BEATS == 0) {
            loops.forEach(flows -> flows.loop().execute(() -> flows.sweep(clock.nanos())));
        }
    }

    private Instant earliestChange(Instant now, boolean set) {
        Snapshot current = snapshot;
        Instant earliest = current.decide(Identity.UNKNOWN, set, now).validUntil();
        for (SpeakerDef speaker : current.home().speakers()) {
            Instant until = current.decide(Identity.of(speaker), set, now).validUntil();
            earliest = until.isBefore(earliest) ? until : earliest;
        }
        return earliest;
    }

    /** Never fails: without an answer it is a second. */
    private long untilNextLook() {
        try {
            Instant now = clock.now();
            nextEdge = earliestChange(now, lastSet);
            if (nextEdge.isBefore(now.plusNanos(BEAT_NANOS))) {
                return Math.max(0, Duration.between(now, nextEdge).toNanos());
            }
        } catch (RuntimeException e) {
            LOG.error("the next change of a verdict could not be worked out", e);
        }
        return BEAT_NANOS;
    }

    // --- House ---

    @Override
    public List<SpeakerView> speakers() {
        List<SpeakerView> views = new ArrayList<>();
        for (SpeakerDef speaker : snapshot.home().speakers()) {
            views.add(view(Identity.of(speaker)));
        }
        if (activity.seen(Flow.UNKNOWN)) {
            views.add(view(Identity.UNKNOWN));
        }
        return views;
    }

    private SpeakerView view(Identity who) {
        return new SpeakerView(
                who.speaker(),
                who.room(),
                who.groups(),
                who.profile(),
                decide(who),
                activity.flows(who.speaker()),
                activity.uploading(who.speaker()));
    }

    @Override
    public Optional<Decision> explain(String speaker, Instant at) {
        Snapshot current = snapshot;
        return current.home().speaker(speaker).map(s -> current.decide(Identity.of(s), clock.set(), at));
    }

    @Override
    public MuteState mutes() {
        return snapshot.mutes();
    }
}
