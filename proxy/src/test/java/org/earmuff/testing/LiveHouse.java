package org.earmuff.testing;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.FlowLoops;
import org.earmuff.flow.FlowObserver;
import org.earmuff.home.Home;
import org.earmuff.home.Matcher;
import org.earmuff.home.NeighbourCache;
import org.earmuff.home.SpeakerDef;
import org.earmuff.ingress.Door;
import org.earmuff.ingress.Doors;
import org.earmuff.ingress.RawAnswers;
import org.earmuff.ingress.Resolver;
import org.earmuff.policy.Activity;
import org.earmuff.policy.Admission;
import org.earmuff.policy.Policy;
import org.earmuff.policy.UdpAdmission;
import org.earmuff.policy.UdpRules;
import org.earmuff.relay.Relay;
import org.earmuff.relay.RelaySettings;
import org.earmuff.relay.udp.UdpRelay;
import org.earmuff.relay.udp.UdpSettings;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.earmuff.usage.BudgetKeeper;

/** Relay, policy and front doors on loopback with two speakers, kitchen at 127.0.0.11 and nursery at 127.0.0.12. */
public final class LiveHouse implements AutoCloseable {

    public final TestClock clock = new TestClock();
    public final Recorder seen = new Recorder();
    public final List<String> clockSaid = new CopyOnWriteArrayList<>();
    public final Path state;
    public final BudgetKeeper budgets;
    public final Policy policy;
    private final Home home;
    private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(2, FlowLoops.epoll());
    private final Resolver resolver = new Resolver();
    private final RawAnswers answers = new RawAnswers();
    public final Door socks;
    public final Door connect;
    public final UdpAdmission udp;

    private static Home twoSpeakers() {
        List<SpeakerDef> speakers = List.of(
                new SpeakerDef("kitchen", "Kitchen", Set.of(), "generic", List.of(Matcher.parse("127.0.0.11"))),
                new SpeakerDef("nursery", "Nursery", Set.of(), "generic", List.of(Matcher.parse("127.0.0.12"))));
        return Home.of(speakers, new NeighbourCache(List::of, new TestClock()));
    }

    private LiveHouse(Path state, Home home, List<Rule> rules) throws IOException {
        this.state = state;
        this.home = home;
        Activity activity = new Activity();
        Policy[] made = new Policy[1];
        budgets = new BudgetKeeper(state, clock, () -> made[0].budgetsChanged());
        policy = new Policy(home, book(rules), MuteState.NONE, budgets, clock, activity, loops);
        made[0] = policy;
        FlowObserver told = new Both(budgets, new Both(activity, seen));
        RelaySettings settings =
                new RelaySettings(Duration.ofSeconds(2), Duration.ofHours(2), Duration.ofMinutes(5), 256 * 1024);
        Admission admission = new Admission(
                policy, clock, told, ended -> new Relay(settings, clock, told, a -> a.getPort() == 9, ended));
        UdpSettings udpSettings =
                new UdpSettings(false, Duration.ofMillis(500), Duration.ofSeconds(2), Duration.ofSeconds(4));
        udp = new UdpAdmission(
                policy,
                clock,
                told,
                loops,
                4096,
                ended -> new UdpRelay(udpSettings, clock, told, a -> a.getPort() == 9, answers, ended));
        Doors doors = new Doors(new Doors.Common(loops, admission, resolver, 4096, Duration.ofSeconds(2)));
        socks = doors.socks(new InetSocketAddress("127.0.0.1", 0));
        connect = doors.connect(new InetSocketAddress("127.0.0.1", 0));
        policy.start((what, seconds) -> clockSaid.add(what));
    }

    public static LiveHouse open(Rule... rules) throws IOException {
        return openIn(Files.createTempDirectory("house"), rules);
    }

    /** With other speakers. */
    public static LiveHouse of(Home home) throws IOException {
        return new LiveHouse(Files.createTempDirectory("house"), home, List.of());
    }

    /** With a state folder that was there before. */
    public static LiveHouse openIn(Path state, Rule... rules) throws IOException {
        return new LiveHouse(state, twoSpeakers(), List.of(rules));
    }

    /** Puts other rules in force and returns when every event loop has applied them. */
    public void reload(Rule... rules) {
        policy.apply(home, book(List.of(rules)))
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    /** The same, and another way with UDP. */
    public void reload(UdpRules udpRules, Rule... rules) {
        policy.apply(home, book(List.of(rules)), udpRules)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
    }

    private static RuleBook book(List<Rule> rules) {
        return new RuleBook(rules, ZoneId.of("Europe/Berlin"), Verdict.WITHHOLD, Verdict.WITHHOLD);
    }

    /** Mutes all and returns when every event loop has applied it. */
    public void mute(MuteOrder.Style style) {
        apply(MuteState.NONE.with(new MuteOrder(Scope.ALL, style, null, "test", "", clock.now())));
    }

    public void mute() {
        mute(MuteOrder.Style.WITHHOLD);
    }

    public void unmute() {
        apply(MuteState.NONE);
    }

    public void apply(MuteState mutes) {
        policy.apply(mutes).toCompletableFuture().orTimeout(5, TimeUnit.SECONDS).join();
    }

    /** A connection of the kitchen's speaker to a destination, through the SOCKS door. */
    public Socket kitchen(InetSocketAddress destination) throws IOException {
        return through("127.0.0.11", destination);
    }

    /** A connection from an address of loopback to a destination, through the SOCKS door; fails where the door says no. */
    public Socket through(String source, InetSocketAddress destination) throws IOException {
        return dial(socks.address(), source, destination);
    }

    /** The same through any SOCKS door. */
    public static Socket dial(InetSocketAddress door, String source, InetSocketAddress destination) throws IOException {
        Socket socket = new Socket();
        socket.setTcpNoDelay(true);
        socket.bind(new InetSocketAddress(source, 0));
        socket.connect(door);
        socket.getOutputStream().write(new byte[] {5, 1, 0});
        DataInputStream in = new DataInputStream(socket.getInputStream());
        in.readFully(new byte[2]);
        byte[] address = destination.getAddress().getAddress();
        int port = destination.getPort();
        byte type = (byte) (address.length == 4 ? 1 : 4);
        socket.getOutputStream().write(Records.join(new byte[] {5, 1, 0, type}, address, new byte[] {
            (byte) (port >> 8), (byte) port
        }));
        byte[] answer = new byte[10];
        in.readFully(answer);
        if (answer[1] != 0) {
            socket.close();
            throw new IOException("SOCKS answered " + answer[1]);
        }
        return socket;
    }

    public static InetAddress address(String literal) throws IOException {
        return InetAddress.getByName(literal);
    }

    @Override
    public void close() {
        socks.close();
        connect.close();
        policy.abortAll(CloseCause.SHUTDOWN)
                .toCompletableFuture()
                .orTimeout(5, TimeUnit.SECONDS)
                .join();
        budgets.close();
        resolver.close();
        loops.shutdownGracefully(0, 2, TimeUnit.SECONDS).awaitUninterruptibly();
        answers.close();
    }
}
