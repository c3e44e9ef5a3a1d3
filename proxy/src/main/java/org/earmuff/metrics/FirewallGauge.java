package org.earmuff.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.GaugeMetricFamily;
import java.util.List;
import java.util.function.BooleanSupplier;

/** Whether speakers' connections are handed over: without it all that a mute promises is void, and every other series looks well. */
final class FirewallGauge extends Collector {

    private final BooleanSupplier inPlace;

    FirewallGauge(BooleanSupplier inPlace) {
        this.inPlace = inPlace;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        return List.of(new GaugeMetricFamily(
                "earmuff_firewall_in_place",
                "1 where the firewall hands speakers' connections over to Earmuff, else 0.",
                inPlace.getAsBoolean() ? 1 : 0));
    }
}
