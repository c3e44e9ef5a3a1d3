package org.earmuff.admin;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicReference;
import org.earmuff.ledger.Ledger;
import org.earmuff.metrics.LedgerFigures;
import org.earmuff.metrics.Metrics;
import org.earmuff.policy.BudgetView;
import org.earmuff.policy.House;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.signals.MuteDesk;
import org.earmuff.signals.MuteListener;
import org.earmuff.testing.HandClock;
import org.earmuff.tls.OwnAuthority;

/** A home of three speakers with a real desk, ledger, metrics and admin server; only the policy is made up. */
public final class SmallHome implements House, AutoCloseable {

    private static final Instant MORNING = Instant.parse("2026-11-23T06:00:00Z");

    public final HandClock clock = new HandClock("2026-11-22T12:00:00Z");
    public final Path state;
    public final Ledger ledger;
    public final Metrics metrics = new Metrics();
    public final MuteDesk desk;
    public final AdminServer server;
    public final AdminSettings settings;
    public final String token;
    public final AtomicReference<CompletableFuture<Void>> applied =
            new AtomicReference<>(CompletableFuture.completedFuture(null));
    public volatile List<String> notReady = List.of();
    public volatile String configProblem = "";
    public volatile String firewallProblem = "";
    public volatile List<BudgetView> budgets = List.of();
    public volatile List<Rule> rules = List.of();
    public volatile Map<String, String> files = Map.of();
    public volatile List<PageSources.Fact> facts = List.of();
    public volatile List<PageSources.Check> checks = List.of();
    public volatile PageSources.Shadows shadows = since -> List.of();
    public volatile String newDevices = "";
    public volatile InetAddress speakerAddress;
    public volatile InetAddress undecidedAddress;
    public final CompletableFuture<Boolean> undecided = new CompletableFuture<>();
    /** Another speaker in the kitchen. */
    public volatile boolean crowded;

    public volatile boolean kitchenTalks;
    private final Map<String, Instant> closing = new ConcurrentHashMap<>();
    private final String room;

    public SmallHome(Path state) throws IOException {
        this(state, "Kids room", Duration.ofSeconds(10));
    }

    public SmallHome(Path state, String room, Duration deadline) throws IOException {
        this.state = state;
        this.room = room;
        desk = new MuteDesk(state, clock, next -> applied.get(), metrics::muteApplied);
        ledger = new Ledger(state, clock, "boot");
        ledger.start();
        metrics.speakers(Map.of("kitchen", "Kitchen", "nursery", room, "bedroom", "Bedroom"));
        metrics.house(this, clock, () -> ZoneId.of("Europe/Berlin"));
        metrics.ledger(
                () -> new LedgerFigures(ledger.rowsWritten(), ledger.bytes(), ledger.lagSeconds(), ledger.errors()));
        metrics.build("1.2.3", "abc");
        desk.listen(new MuteListener() {
            @Override
            public void muted(MuteOrder order) {
                ledger.muted(order);
                server().changed();
            }

            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                ledger.unmuted(order, by, reason);
                server().changed();
            }
        });
        settings = new AdminSettings(
                new InetSocketAddress("127.0.0.1", 0),
                AdminSettings.loopback(),
                Set.of("Earmuff.lan"),
                "Our home",
                ZoneId.of("Europe/Berlin"),
                MuteOrder.Style.WITHHOLD);
        AdminParts parts = new AdminParts(
                this,
                desk,
                ledger,
                metrics,
                clock,
                state,
                address -> address.equals(undecidedAddress)
                        ? undecided
                        : CompletableFuture.completedFuture(address.equals(speakerAddress)),
                () -> new Condition(
                        "1.2.3",
                        Instant.parse("2026-11-22T08:00:00Z"),
                        "/etc/earmuff/earmuff.yaml",
                        "3fa9c0ffee",
                        Instant.parse("2026-11-22T08:00:00Z"),
                        configProblem,
                        firewallProblem,
                        List.of(),
                        notReady),
                () -> new Reloaded(List.of(), "3fa9c0ffee", List.of(), List.of()),
                new PageSources(
                        true,
                        () -> rules,
                        () -> files,
                        () -> facts,
                        () -> checks,
                        () -> newDevices,
                        since -> shadows.since(since)));
        server = new AdminServer(settings, parts, AdminToken.in(state), new OwnAuthority(state), deadline.toMillis());
        desk.start();
        token = Files.readString(state.resolve(AdminToken.FILE)).strip();
    }

    private AdminServer server() {
        return server;
    }

    public int port() {
        return server.address().getPort();
    }

    public URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port() + path);
    }

    @Override
    public List<SpeakerView> speakers() {
        List<SpeakerView> speakers = new ArrayList<>();
        speakers.add(view("kitchen", "Kitchen", "amazon-echo", kitchenTalks));
        speakers.add(view("nursery", room, "google-nest", false));
        speakers.add(view("bedroom", "Bedroom", "apple-homepod", false));
        if (crowded) {
            speakers.add(view("sink", "Kitchen", "sonos", false));
        }
        return speakers;
    }

    private SpeakerView view(String name, String room, String profile, boolean talks) {
        return new SpeakerView(name, room, Set.of("downstairs"), profile, decide(name, room, clock.now()), 3, talks);
    }

    private Decision decide(String name, String room, Instant at) {
        Optional<Instant> muted = mutes().covering(name, room, at).stream()
                .map(order -> order.until() == null ? Instant.MAX : order.until())
                .max(Instant::compareTo);
        if (muted.isPresent()) {
            return new Decision(Verdict.WITHHOLD, Reason.MUTE, null, muted.get());
        }
        RuleRef rule = new RuleRef("day-time", "/etc/earmuff/earmuff.yaml", 31);
        if (name.equals("nursery") && at.isBefore(MORNING)) {
            return new Decision(Verdict.WITHHOLD, Reason.HOURS, rule, MORNING);
        }
        Instant closes = closing.get(name);
        if (closes != null) {
            return at.isBefore(closes)
                    ? new Decision(Verdict.ALLOW, Reason.HOURS, rule, closes)
                    : new Decision(Verdict.WITHHOLD, Reason.HOURS, rule, closes.plusSeconds(3600));
        }
        return new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX);
    }

    /** Its hours end then, for an hour. */
    public void closesAt(String speaker, Instant end) {
        closing.put(speaker, end);
    }

    @Override
    public Optional<Decision> explain(String speaker, Instant at) {
        return speakers().stream()
                .filter(v -> v.name().equals(speaker))
                .findFirst()
                .map(v -> decide(v.name(), v.room(), at));
    }

    @Override
    public List<BudgetView> budgets() {
        return budgets;
    }

    @Override
    public MuteState mutes() {
        return desk.state();
    }

    @Override
    public void close() {
        server.close();
        desk.close();
        ledger.close();
    }
}
