package org.earmuff.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.earmuff.flow.HouseClock;
import org.earmuff.policy.BudgetView;
import org.earmuff.policy.House;
import org.earmuff.policy.SpeakerView;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;

/** What depends on the time of the scrape: verdicts and mutes, asked of the house each time. */
final class HouseGauges extends Collector {

    private final House house;
    private final HouseClock clock;
    private final Supplier<ZoneId> zone;

    HouseGauges(House house, HouseClock clock, Supplier<ZoneId> zone) {
        this.house = house;
        this.clock = clock;
        this.zone = zone;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        List<SpeakerView> speakers = house.speakers();
        List<MetricFamilySamples> families = new ArrayList<>();
        verdicts(speakers, families);
        mutes(speakers, families);
        budgets(house.budgets(), families);
        GaugeMetricFamily clockSet = new GaugeMetricFamily(
                "earmuff_clock_synchronized",
                "1 where the wall clock was set since boot, else 0.",
                clock.set() ? 1 : 0);
        families.add(clockSet);
        families.add(new GaugeMetricFamily(
                "earmuff_household_utc_offset_seconds",
                "How far the household's wall clock is ahead of UTC, summer time included.",
                zone.get().getRules().getOffset(clock.now()).getTotalSeconds()));
        return families;
    }

    private static void verdicts(List<SpeakerView> speakers, List<MetricFamilySamples> families) {
        GaugeMetricFamily verdict = new GaugeMetricFamily(
                "earmuff_verdict",
                "1 for the verdict that a speaker's new flow would meet now.",
                List.of("speaker", "verdict"));
        GaugeMetricFamily next = new GaugeMetricFamily(
                "earmuff_verdict_next_change_timestamp_seconds",
                "When a speaker's verdict may next change if usage does not; +Inf for never.",
                List.of("speaker"));
        for (SpeakerView speaker : speakers) {
            String now = speaker.decision().verdict().word();
            for (String word : KnownLabels.VERDICTS) {
                verdict.addMetric(List.of(speaker.name(), word), word.equals(now) ? 1 : 0);
            }
            next.addMetric(List.of(speaker.name()), timestamp(speaker.decision().validUntil()));
        }
        families.add(verdict);
        families.add(next);
    }

    /** Of several budgets of one rule for the same stretch of time the smallest is shown. */
    private static void budgets(List<BudgetView> budgets, List<MetricFamilySamples> families) {
        List<String> labels = List.of("speaker", "rule", "unit");
        GaugeMetricFamily limit = new GaugeMetricFamily(
                "earmuff_budget_limit",
                "What a speaker may use of a budget; unit is seconds of sound or bytes, per hour, day or week.",
                labels);
        GaugeMetricFamily used = new GaugeMetricFamily(
                "earmuff_budget_used", "What a speaker has used of a budget in its present hour, day or week.", labels);
        Set<List<String>> seen = new HashSet<>();
        budgets.stream()
                .sorted(Comparator.comparingLong(b -> b.budget().amount()))
                .forEach(b -> {
                    String unit = b.budget().unit().word() + "_per_"
                            + b.budget().window().word();
                    List<String> values = List.of(b.speaker(), b.rule().name(), unit);
                    if (seen.add(values)) {
                        limit.addMetric(values, b.budget().inUnits(b.budget().amount()));
                        used.addMetric(values, b.budget().inUnits(b.used()));
                    }
                });
        families.add(limit);
        families.add(used);
    }

    /** Only scopes of this house have series: orders may come with any name. */
    private void mutes(List<SpeakerView> speakers, List<MetricFamilySamples> families) {
        GaugeMetricFamily active = new GaugeMetricFamily(
                "earmuff_mute_active", "1 where a mute is in force on the scope.", List.of("scope"));
        GaugeMetricFamily until = new GaugeMetricFamily(
                "earmuff_mute_until_timestamp_seconds",
                "When the mute in force on the scope ends; +Inf for no end.",
                List.of("scope"));
        MuteState mutes = house.mutes().at(clock.now());
        for (Scope scope : scopes(speakers)) {
            Optional<MuteOrder> order = mutes.on(scope);
            active.addMetric(List.of(scope.toString()), order.isPresent() ? 1 : 0);
            order.ifPresent(o ->
                    until.addMetric(List.of(scope.toString()), timestamp(o.until() == null ? Instant.MAX : o.until())));
        }
        families.add(active);
        families.add(until);
    }

    private static Set<Scope> scopes(List<SpeakerView> speakers) {
        Set<Scope> scopes = new LinkedHashSet<>();
        scopes.add(Scope.ALL);
        for (SpeakerView speaker : speakers) {
            if (!speaker.room().isBlank()) {
                scopes.add(new Scope.Room(speaker.room()));
            }
            scopes.add(new Scope.Speaker(speaker.name()));
        }
        return scopes;
    }

    private static double timestamp(Instant instant) {
        if (instant.equals(Instant.MAX)) {
            return Double.POSITIVE_INFINITY;
        }
        return instant.getEpochSecond() + instant.getNano() / 1e9;
    }
}
