package org.earmuff.policy;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.EventExecutor;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Service;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.home.IpText;
import org.earmuff.home.SpeakerDef;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.relay.SpeakerShare;
import org.earmuff.rules.Decision;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.mute.MuteState;
import org.jspecify.annotations.Nullable;

/**
 * Keeps every open flow under the decision that holds now.
 *
 * <p>Rules, mutes and the home are one immutable snapshot in one volatile. A change publishes the next one and then has each event loop
 * ask again for its flows; a flow born meanwhile reads the new snapshot, so none slips through. Besides, it asks again when a budget is spent, when a decision
 * runs out, and where the wall clock was set or has jumped.
 */
public final class Policy implements House {

    private final HouseClock clock;
    private final Activity activity;
    private final BudgetAccount budgets;
    private final List<LoopFlows> loops = new ArrayList<>();
    private final Heartbeat heartbeat;
    private final AtomicLong ids = new AtomicLong();
    /** Keyed by configured names and {@code unknown} only, so that strangers cannot make it grow. */
    private final Map<String, SpeakerShare> shares = new ConcurrentHashMap<>();

    private volatile ClockListener clockListener = (what, seconds) -> {};
    private volatile Snapshot snapshot;

    public Policy(
            Home home,
            RuleBook rules,
            MuteState mutes,
            BudgetAccount budgets,
            HouseClock clock,
            Activity activity,
            Iterable<EventExecutor> on) {
        this.clock = clock;
        this.activity = activity;
        this.budgets = budgets;
        this.snapshot = new Snapshot(home, rules, mutes, UdpRules.DEFAULT);
        budgets.follow(rules, snapshot.everyone());
        on.forEach(loop -> loops.add(new LoopFlows((EventLoop) loop)));
        this.heartbeat = new Heartbeat(
                loops.get(0).loop(), clock, new Beat(), (what, seconds) -> clockListener.clock(what, seconds));
    }

    /** Starts the heartbeat. */
    public void start(ClockListener listener) {
        clockListener = listener;
        heartbeat.schedule();
    }

    /** Puts other mutes in force; completes when every open flow is under them. */
    public synchronized CompletionStage<Void> apply(MuteState mutes) {
        return publish(snapshot.with(mutes));
    }

    /** Puts another home and other rules in force; completes when every open flow is under them. */
    public synchronized CompletionStage<Void> apply(Home home, RuleBook rules) {
        return apply(home, rules, snapshot.udp());
    }

    /** The same, and another way with UDP. */
    public synchronized CompletionStage<Void> apply(Home home, RuleBook rules, UdpRules udp) {
        Snapshot next = new Snapshot(home, rules, snapshot.mutes(), udp);
        budgets.follow(rules, next.everyone());
        return publish(next);
    }

    /** A budget was spent, or is no longer: asks again for every open flow. */
    public void budgetsChanged() {
        heartbeat.schedule();
        reconsiderAll();
    }

    private CompletionStage<Void> publish(Snapshot next) {
        snapshot = next;
        // The next edge may be earlier now than the heartbeat knows.
        heartbeat.schedule();
        return reconsiderAll();
    }

    private CompletionStage<Void> reconsiderAll() {
        List<CompletableFuture<Void>> all = new ArrayList<>();
        for (LoopFlows flows : loops) {
            all.add(CompletableFuture.runAsync(() -> flows.reconsider(asker()), flows.loop()));
        }
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    /** One moment for all that is asked. */
    private LoopFlows.Asker asker() {
        Snapshot current = snapshot;
        Usage usage = budgets.usage();
        boolean set = clock.set();
        Instant now = clock.now();
        return (who, service, names) -> current.standing(who, service, names, usage, set, now);
    }

    /** Other devices have these addresses now: flows that the ones before them had open from there are ended. */
    public void moved(Set<InetAddress> addresses) {
        addresses.forEach(this::lookAgain);
    }

    /** Waits until no sound is leaving, for as long as is given at most. Not on an event loop. */
    public void awaitQuiet(Duration limit) {
        activity.awaitQuiet(limit);
    }

    /** Ends every flow; completes when all are over. */
    public CompletionStage<Void> abortAll(CloseCause cause) {
        heartbeat.stop();
        List<CompletableFuture<Void>> all = new ArrayList<>();
        loops.forEach(flows -> all.add(CompletableFuture.runAsync(() -> flows.abortAll(cause), flows.loop())));
        return CompletableFuture.allOf(all.toArray(CompletableFuture[]::new));
    }

    // --- flows, on their loops ---

    /** What a speaker's flows share, over every transport. Any thread. */
    SpeakerShare share(String speaker) {
        return shares.computeIfAbsent(speaker, s -> new SpeakerShare(clock.nanos()));
    }

    /** A new flow's id. Any thread. */
    long nextId() {
        return ids.incrementAndGet();
    }

    Home home() {
        return snapshot.home();
    }

    Standing standing(Identity who, Service service, @Nullable String name) {
        return asker().ask(who, service, name == null ? List.of() : List.of(name.toLowerCase(Locale.ROOT)));
    }

    void born(RelayedFlow flow, Identity who, Standing standing) {
        on(flow).add(flow, who, standing);
        // Its address may have changed hands since it was identified, and whoever told of that did not find it here.
        InetAddress source = IpText.plain(flow.flow().source().getAddress());
        home().known(source).ifPresent(now -> on(flow).belongs(source, now));
    }

    private void lookAgain(InetAddress address) {
        InetAddress plain = IpText.plain(address);
        home().identify(plain).thenAccept(who -> {
            for (LoopFlows flows : loops) {
                if (!flows.loop().isShuttingDown()) {
                    flows.loop().execute(() -> flows.belongs(plain, who));
                }
            }
        });
    }

    void named(RelayedFlow flow) {
        on(flow).reconsider(flow, asker());
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

    /** What the heartbeat is for. */
    private final class Beat implements Heartbeat.Work {

        @Override
        public Instant nextEdge() {
            Snapshot current = snapshot;
            Usage usage = budgets.usage();
            boolean set = clock.set();
            Instant now = clock.now();
            Instant earliest = current.nextChange(Identity.UNKNOWN, usage, set, now);
            for (SpeakerDef speaker : current.home().speakers()) {
                earliest = Snapshot.earlier(earliest, current.nextChange(Identity.of(speaker), usage, set, now));
            }
            // A flow with a name may be decided otherwise earlier than one without.
            for (LoopFlows flows : loops) {
                earliest = Snapshot.earlier(earliest, flows.earliest());
            }
            return earliest;
        }

        @Override
        public void reconsider() {
            reconsiderAll();
        }

        @Override
        public void sweep() {
            loops.forEach(flows -> flows.loop().execute(() -> flows.sweep(clock.nanos())));
        }
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
                snapshot.decide(who, budgets.usage(), clock.set(), clock.now()),
                activity.flows(who.speaker()),
                activity.uploading(who.speaker()));
    }

    @Override
    public Optional<Decision> explain(String speaker, Instant at) {
        Snapshot current = snapshot;
        return current.home()
                .speaker(speaker)
                .map(s -> current.decide(Identity.of(s), budgets.usage(), clock.set(), at));
    }

    @Override
    public MuteState mutes() {
        return snapshot.mutes();
    }

    @Override
    public List<BudgetView> budgets() {
        return budgets.budgets();
    }
}
