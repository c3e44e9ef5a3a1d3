package org.earmuff;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import org.earmuff.admin.AdminParts;
import org.earmuff.admin.AdminServer;
import org.earmuff.admin.AdminToken;
import org.earmuff.admin.Condition;
import org.earmuff.admin.Reloaded;
import org.earmuff.config.ConfigWatch;
import org.earmuff.config.Configuration;
import org.earmuff.demo.Appliance.Running;
import org.earmuff.firewall.Firewall;
import org.earmuff.firewall.RefusedPackets;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.earmuff.flow.HouseClock;
import org.earmuff.home.Home;
import org.earmuff.home.Identity;
import org.earmuff.home.IpCommand;
import org.earmuff.home.Mac;
import org.earmuff.home.NeighbourCache;
import org.earmuff.home.SeenDevices;
import org.earmuff.ingress.Doors;
import org.earmuff.ingress.RawAnswers;
import org.earmuff.ingress.Resolver;
import org.earmuff.ledger.Ledger;
import org.earmuff.ledger.LifeSign;
import org.earmuff.metrics.Metrics;
import org.earmuff.notify.Notifier;
import org.earmuff.policy.Activity;
import org.earmuff.policy.Admission;
import org.earmuff.policy.House;
import org.earmuff.policy.Policy;
import org.earmuff.policy.UdpAdmission;
import org.earmuff.policy.UdpRules;
import org.earmuff.relay.Relay;
import org.earmuff.relay.RelaySettings;
import org.earmuff.relay.udp.UdpRelay;
import org.earmuff.relay.udp.UdpSettings;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.signals.MuteDesk;
import org.earmuff.signals.MuteListener;
import org.earmuff.tls.OwnAuthority;
import org.earmuff.tls.TlsMode;
import org.earmuff.usage.BudgetKeeper;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The whole appliance: every part made, joined and started in order, and stopped in the opposite one. */
public final class Appliance implements Running {

    private static final Logger LOG = LoggerFactory.getLogger(Appliance.class);
    private static final int MAX_CONNECTIONS = 4096;
    private static final Duration FIRST_WORDS = Duration.ofSeconds(10);
    private static final Duration DRAIN = Duration.ofSeconds(3);
    private static final long STEP_SECONDS = 5;

    private final HouseClock clock;
    private final EventLoopGroup loops;
    private final Metrics metrics = new Metrics();
    private final Ledger ledger;
    private final LifeSign lifeSign;
    private final NeighbourCache neighbours;
    private final Resolver resolver = new Resolver();
    private final RawAnswers answers = new RawAnswers();
    private final Policy policy;
    private final MuteDesk mutes;
    private final BudgetKeeper budgets;
    private final MuteSignals signals;
    private final Notifier notifier;
    private final FrontDoors doors;
    private final StateLock lock;
    private final AdminServer admin;
    private final @Nullable FirewallWatch firewall;
    private final DeviceWatch devices;
    private final Instant startedAt;
    private final ConfigInForce configuration;
    private @Nullable ConfigWatch watch;
    private volatile Home home;
    private volatile boolean stopping;

    /**
     * Starts everything; returns once the doors and the admin interface listen.
     *
     * @throws IOException where a port, a file or a capability is not to be had; the message is for the user
     */
    public static Appliance start(Configuration configuration, HouseClock clock, List<Integer> sockets)
            throws IOException {
        return new Appliance(configuration, "", clock, sockets);
    }

    /**
     * Starts with the last good configuration, and says so until the files are mended.
     *
     * @param problem what is wrong with the files
     * @throws IOException as {@link #start}
     */
    public static Appliance startWithLastGood(
            Configuration lastGood, String problem, HouseClock clock, List<Integer> sockets) throws IOException {
        return new Appliance(lastGood, problem, clock, sockets);
    }

    private Appliance(Configuration c, String problem, HouseClock clock, List<Integer> sockets) throws IOException {
        this.clock = clock;
        this.startedAt = clock.now();
        StateLock.makeFolder(c.state());
        this.lock = StateLock.take(c.state());
        this.loops = new MultiThreadIoEventLoopGroup(0, new DefaultThreadFactory("flows"), FlowLoops.epoll());
        this.ledger = new Ledger(c.state(), clock, Ledger.bootId());
        this.lifeSign = new LifeSign(c.state(), clock);
        this.configuration = new ConfigInForce(c, problem, clock, ledger, metrics);
        this.neighbours = new NeighbourCache(new IpCommand(), clock);
        // The desk keeps what was ordered before a restart; the policy must begin with it. Each needs the other.
        Policy[] made = new Policy[1];
        this.mutes = new MuteDesk(c.state(), clock, state -> made[0].apply(state), metrics::muteApplied);
        this.budgets = new BudgetKeeper(c.state(), clock, () -> made[0].budgetsChanged());
        Activity activity = new Activity();
        this.home = Home.of(c.speakers(), neighbours);
        this.policy = new Policy(home, c.rules(), mutes.state(), budgets, clock, activity, loops);
        made[0] = policy;
        LiveChanges live = new LiveChanges();
        mutes.listen(new MuteLog(ledger));
        this.signals = new MuteSignals(new MuteSignals.Parts(mutes, policy, ledger, clock, loops), c);
        // What the file orders is in force before the first byte is let through.
        signals.startFile();
        this.notifier = new Notifier(clock, mutes::state);
        this.devices = new DeviceWatch(
                () -> neighbours.devices(configuration.current().lanInterfaces()),
                this::home,
                SeenDevices.in(c.state()),
                ledger::device,
                live::now);
        Observers observers = new Observers(List.of(
                activity, budgets, metrics, ledger, live, signals.uploads(), notifier, devices, new FlowLog(clock)));
        notifier.apply(PartSettings.receivers(c), c.household().timezone());
        LedgerTold.to(ledger, notifier);
        this.doors = openDoors(c, observers, sockets);
        this.admin = startAdmin(c);
        live.to(admin::changed);
        this.firewall = c.listen().tproxy().isPresent() ? watchFirewall(new Firewall()) : null;
        tellOfMutes();
        announce(c);
        admin.prepare();
        watchDevices();
    }

    private void watchDevices() {
        neighbours.keep(mac -> home().withMac(mac).isPresent());
        if (configuration.current().listen().tproxy().isPresent()) {
            neighbours.follow(policy::moved);
            devices.start();
        }
    }

    private List<String> deviceProblems() {
        List<String> problems = new ArrayList<>(devices.problems());
        neighbours
                .failure()
                .filter(why -> !neighbours.isCurrent())
                .ifPresent(why -> problems.add("Speakers known by MAC address alone count as unknown devices: " + why));
        return problems;
    }

    private Home home() {
        return home;
    }

    private FirewallWatch watchFirewall(Firewall kernel) {
        RefusedCounts counts = new RefusedCounts(
                new RefusedPackets()::read,
                (mac, address) -> Home.of(configuration.current().speakers(), neighbours)
                        .whose(Mac.parse(mac), address)
                        .speaker(),
                metrics::refused);
        FirewallWatch watching =
                new FirewallWatch(new FirewallKeeper(kernel, configuration::current, counts), admin::changed);
        metrics.firewall(() -> watching.problem().isEmpty());
        return watching;
    }

    private FrontDoors openDoors(Configuration c, Observers observers, List<Integer> sockets) throws IOException {
        Set<Integer> ports = new HashSet<>(Set.of(c.listen().admin().getPort()));
        c.listen().tproxy().ifPresent(ports::add);
        c.listen().socks().ifPresent(a -> ports.add(a.getPort()));
        c.listen().connect().ifPresent(a -> ports.add(a.getPort()));
        // What the firewall hands over has two doors, TCP's and UDP's.
        int doors = ports.size() - 1 + (c.listen().tproxy().isPresent() ? 1 : 0);
        int most = OpenFiles.connections(MAX_CONNECTIONS, doors);
        Admission admission = new Admission(
                policy,
                clock,
                observers,
                ended -> new Relay(RelaySettings.DEFAULT, clock, observers, FrontDoors.ours(ports), ended));
        UdpAdmission datagrams = new UdpAdmission(
                policy,
                clock,
                observers,
                loops,
                most,
                ended -> new UdpRelay(UdpSettings.DEFAULT, clock, observers, FrontDoors.ours(ports), answers, ended));
        rulesInForce(c);
        policy.start(ledger::clock);
        return FrontDoors.open(
                c.listen(),
                new Doors(new Doors.Common(loops, admission, resolver, most, FIRST_WORDS)),
                datagrams,
                sockets);
    }

    private AdminServer startAdmin(Configuration c) throws IOException {
        // Whole from the first scrape on.
        metrics.house(policy, clock, () -> configuration.current().household().timezone());
        metrics.ledger(() -> LedgerTold.figures(ledger));
        metrics.build(Build.THIS.version(), Build.THIS.revision());
        AdminParts parts = new AdminParts(
                policy,
                mutes,
                ledger,
                metrics,
                clock,
                c.state(),
                this::isSpeaker,
                this::condition,
                this::reload,
                PageFeeds.of(configuration::current, clock));
        return new AdminServer(
                PartSettings.adminSettings(c), parts, AdminToken.in(c.state()), new OwnAuthority(c.state()));
    }

    private void tellOfMutes() {
        mutes.listen(new MuteListener() {
            @Override
            public void muted(MuteOrder order) {
                admin.changed();
            }

            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                admin.changed();
            }
        });
        mutes.start();
        signals.start();
    }

    private void announce(Configuration c) {
        ledger.started(Build.THIS.version(), LifeSign.last(c.state()).orElse(null));
        lifeSign.start();
        configuration.announce();
        ledger.limits(PartSettings.limits(c));
        ledger.start();
        LOG.info(
                "{}: {} {}; dashboard at {}://{}/",
                c.household().name(),
                c.speakers().size(),
                c.speakers().size() == 1 ? "speaker" : "speakers",
                c.admin().tls() instanceof TlsMode.Off ? "http" : "https",
                PartSettings.text(admin()));
    }

    /** Never waits. Without an answer in time it counts as one, and is not let in. */
    private CompletionStage<Boolean> isSpeaker(InetAddress address) {
        return home.identify(address)
                .thenApply(Identity::known)
                .toCompletableFuture()
                .completeOnTimeout(true, 2, TimeUnit.SECONDS)
                .exceptionally(failure -> true);
    }

    private Condition condition() {
        return new Condition(
                Build.THIS.version(),
                startedAt,
                configuration.current().file().toString(),
                configuration.current().sha256(),
                configuration.loadedAt(),
                configuration.problem(),
                firewall == null ? "" : firewall.problem(),
                deviceProblems(),
                stopping ? List.of("it is stopping") : doors.problem().stream().toList());
    }

    /** Reads the configuration again. Files that fail never replace what runs; what needs a restart is said. */
    public Reloaded reload() {
        try {
            return configuration.reload(this::putInForce);
        } finally {
            admin.changed();
        }
    }

    /** Reads the configuration again whenever its files have changed, from now on. */
    public void watch() {
        if (watch == null) {
            Configuration known = configuration.problem().isEmpty() ? configuration.current() : null;
            watch = new ConfigWatch(configuration.current().file(), known, this::reload);
        }
    }

    private void putInForce(Configuration next) {
        rulesInForce(next);
        signals.follow(next);
        admin.apply(PartSettings.adminSettings(next));
        ledger.limits(PartSettings.limits(next));
        notifier.apply(PartSettings.receivers(next), next.household().timezone());
    }

    private void rulesInForce(Configuration next) {
        Home other = Home.of(next.speakers(), neighbours);
        // Before the first flow that is decided by them.
        metrics.speakers(PartSettings.rooms(next));
        metrics.shadowRules(PartSettings.shadowRules(next));
        UdpRules udp = new UdpRules(next.udp().relaysQuic(), next.udp().calls());
        policy.apply(other, next.rules(), udp)
                .toCompletableFuture()
                .orTimeout(STEP_SECONDS, TimeUnit.SECONDS)
                .join();
        home = other;
    }

    @Override
    public InetSocketAddress admin() {
        return admin.address();
    }

    @Override
    public InetSocketAddress socks() {
        InetSocketAddress address = doors.socks();
        if (address == null) {
            throw new IllegalStateException("listen.socks is none");
        }
        return address;
    }

    @Override
    public House house() {
        return policy;
    }

    /** The event loops of its flows, for what must be said from one. */
    public EventLoopGroup loops() {
        return loops;
    }

    /** Stops within five seconds: no new flows, uploads under way get three seconds, what is held is thrown away. */
    @Override
    public void close() {
        LOG.info("stopping");
        stopping = true;
        ConfigWatch watching = watch;
        if (watching != null) {
            // First: a configuration put in force now would start again what has been stopped.
            watching.close();
        }
        if (firewall != null) {
            firewall.close();
        }
        devices.close();
        doors.close();
        policy.awaitQuiet(DRAIN);
        CompletableFuture<Void> signed = CompletableFuture.runAsync(signals::close);
        policy.abortAll(CloseCause.SHUTDOWN)
                .toCompletableFuture()
                .completeOnTimeout(null, 1, TimeUnit.SECONDS)
                .join();
        admin.close();
        signed.completeOnTimeout(null, 1, TimeUnit.SECONDS).join();
        mutes.close();
        budgets.close();
        lifeSign.close();
        ledger.stopped("stopped");
        ledger.close();
        notifier.close();
        resolver.close();
        neighbours.close();
        loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly(1, TimeUnit.SECONDS);
        answers.close();
        try {
            lock.close();
        } catch (IOException e) {
            LOG.debug("the state folder's lock is gone already", e);
        }
    }
}
