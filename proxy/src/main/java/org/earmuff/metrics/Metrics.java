package org.earmuff.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.Info;
import io.prometheus.client.exemplars.ExemplarConfig;
import io.prometheus.client.exporter.common.TextFormat;
import io.prometheus.client.hotspot.DefaultExports;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.PacketKind;
import org.earmuff.flow.Upload;
import org.earmuff.policy.House;
import org.earmuff.rules.Decision;
import org.earmuff.rules.ShadowFinding;

/**
 * Every series that Earmuff publishes, and nothing else knows their names. Thread-safe; what is called on the way of every byte takes
 * no lock.
 *
 * <p>Labels are bounded: a speaker that is not configured counts as {@code unknown}, a speaker's room is the configured one, and what is
 * taken out of the configuration takes its series along. What may be counted begins at 0. The {@code verdict} of an upload is the one it met; where a mute came in the middle, {@code earmuff_flow_bytes_total} tells how much left.
 */
public final class Metrics implements FlowObserver {

    /** The media type of {@link #scrape()}. */
    public static final String CONTENT_TYPE = TextFormat.CONTENT_TYPE_004;

    static {
        // Nobody traces here, and looking for a tracer at each count costs.
        ExemplarConfig.disableExemplars();
    }

    private final CollectorRegistry registry = new CollectorRegistry();
    private final SpeakerSeries series = new SpeakerSeries(registry);
    private final Counter decisions;
    private final Counter shadows;
    private final Histogram shapingDelay;
    private final Histogram muteApply;
    private final Gauge reloadGood;
    private final Gauge reloadAt;
    private final Gauge configInfo;
    private final Counter adminRequests;
    private volatile Set<String> shadowRules = Set.of();
    private String configInForce = "";

    /** Makes every series; those of the house, the ledger and the JVM follow with their own methods. */
    public Metrics() {
        decisions = Counter.build("earmuff_decisions_total", "Decisions that flows met.")
                .labelNames("verdict", "reason")
                .register(registry);
        shadows = Counter.build(
                        "earmuff_shadow_decisions_total", "What rules in shadow mode would have decided for flows.")
                .labelNames("rule", "verdict")
                .register(registry);
        shapingDelay = Histogram.build("earmuff_shaping_delay_seconds", "How long reading was put off to keep a rate.")
                .buckets(0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
                .register(registry);
        muteApply = Histogram.build(
                        "earmuff_mute_apply_seconds",
                        "From an order to mute or unmute until every event loop acts on it.")
                .buckets(0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5)
                .register(registry);
        reloadGood = Gauge.build(
                        "earmuff_config_last_reload_successful", "1 where the last load of the configuration was good.")
                .register(registry);
        reloadAt = Gauge.build(
                        "earmuff_config_last_reload_success_timestamp_seconds",
                        "When a configuration last came into force.")
                .register(registry);
        configInfo = Gauge.build("earmuff_config_info", "1 for the configuration in force.")
                .labelNames("sha256")
                .register(registry);
        adminRequests = Counter.build("earmuff_admin_requests_total", "Requests to the admin interface.")
                .labelNames("route", "code")
                .register(registry);
        KnownLabels.decisions(Flow.UNKNOWN, decisions::labels);
    }

    /**
     * Publishes verdicts, mutes and the clock, asked at each scrape. Once.
     *
     * @param zone of the household's wall clock
     */
    public void house(House house, HouseClock clock, Supplier<ZoneId> zone) {
        registry.register(new HouseGauges(house, clock, zone));
    }

    /**
     * Publishes whether the firewall does its work, asked at each scrape. Once, and only where speakers come by it: elsewhere there is
     * no such series, so that nobody is told of a firewall that should not be there.
     */
    public void firewall(BooleanSupplier inPlace) {
        registry.register(new FirewallGauge(inPlace));
    }

    /** Publishes the account's figures, asked at each scrape. Once. */
    public void ledger(Supplier<LedgerFigures> figures) {
        registry.register(new LedgerCollector(figures));
    }

    /** Publishes the build and the JVM's own series. Once, and late: it loads much. */
    public void build(String version, String revision) {
        Info info = Info.build("earmuff_build", "What is running.").create();
        info.info(
                "version",
                version,
                "revision",
                revision,
                "java",
                Runtime.version().toString());
        registry.register(info);
        DefaultExports.register(registry);
    }

    /**
     * The configured speakers and their rooms, before their first flow. Every other name counts as {@code unknown} from now on; one
     * that was a speaker until now keeps its series until its last flow has ended.
     */
    public void speakers(Map<String, String> roomsBySpeaker) {
        series.configured(roomsBySpeaker);
    }

    /** The names of the rules in shadow mode; the series of others go, and what they may still find is not counted. */
    public synchronized void shadowRules(Set<String> names) {
        Set<String> before = shadowRules;
        shadowRules = Set.copyOf(names);
        for (String verdict : KnownLabels.VERDICTS) {
            before.stream().filter(name -> !names.contains(name)).forEach(name -> shadows.remove(name, verdict));
            names.forEach(name -> shadows.labels(name, verdict));
        }
    }

    /** A configuration came into force. */
    public synchronized void configLoaded(String sha256, Instant at) {
        reloadGood.set(1);
        reloadAt.set((double) at.getEpochSecond());
        if (!sha256.equals(configInForce)) {
            configInfo.remove(configInForce);
            configInForce = sha256;
        }
        configInfo.labels(sha256).set(1);
    }

    /** A configuration was refused; the one before stays in force. Also where the start fell back to the last good one. */
    public void configRefused() {
        reloadGood.set(0);
    }

    /** An order to mute or unmute is acted on by every event loop. */
    public void muteApplied(long nanos) {
        muteApply.observe(nanos / 1e9);
    }

    /** The routes of the admin interface by their patterns, before the first request: each one's good answers begin at 0. */
    public void adminRoutes(Collection<String> routes) {
        routes.forEach(route -> adminRequests.labels(route, "200"));
    }

    /**
     * A request to the admin interface was answered.
     *
     * @param route the route's pattern, never the path that was asked for
     */
    public void adminRequest(String route, int code) {
        adminRequests.labels(route, Integer.toString(code)).inc();
    }

    @Override
    public void opened(Flow flow) {
        of(flow).opened(flow.transport());
    }

    @Override
    public void decided(Flow flow, Decision decision) {
        decisions.labels(decision.verdict().word(), decision.reason().word()).inc();
    }

    @Override
    public void shadowed(Flow flow, List<ShadowFinding> findings) {
        for (ShadowFinding finding : findings) {
            if (shadowRules.contains(finding.rule().name())) {
                shadows.labels(finding.rule().name(), finding.verdict().word()).inc();
            }
        }
    }

    @Override
    public void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {
        of(flow).moved(direction, outcome, bytes);
    }

    @Override
    public void held(Flow flow, long delta) {
        of(flow).held(delta);
    }

    @Override
    public void shaped(Flow flow, long delayNanos) {
        shapingDelay.observe(delayNanos / 1e9);
    }

    @Override
    public void uploaded(Upload upload) {
        of(upload.flow()).uploaded(upload);
    }

    @Override
    public void refused(String speaker, PacketKind kind, long packets) {
        series.of(speaker).refused(kind, packets);
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        of(flow).closed(flow.transport(), cause);
    }

    /** All series in {@link #CONTENT_TYPE}. */
    public byte[] scrape() {
        return Scrape.of(registry);
    }

    private SpeakerSeries.One of(Flow flow) {
        return series.of(flow.speaker());
    }
}
