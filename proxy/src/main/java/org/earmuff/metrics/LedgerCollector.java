package org.earmuff.metrics;

import io.prometheus.client.Collector;
import io.prometheus.client.CounterMetricFamily;
import io.prometheus.client.GaugeMetricFamily;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;

/** The account's figures, asked for at each scrape. */
final class LedgerCollector extends Collector {

    private final Supplier<LedgerFigures> ledger;

    LedgerCollector(Supplier<LedgerFigures> ledger) {
        this.ledger = ledger;
    }

    @Override
    public List<MetricFamilySamples> collect() {
        LedgerFigures figures = ledger.get();
        CounterMetricFamily rows =
                new CounterMetricFamily("earmuff_ledger_rows_total", "Rows written since start.", List.of("kind"));
        figures.rows().forEach((kind, count) -> rows.addMetric(List.of(kind), count));
        List<MetricFamilySamples> families = new ArrayList<>(List.of(
                rows,
                new GaugeMetricFamily("earmuff_ledger_bytes", "Size of the ledger on disk.", figures.bytes()),
                new GaugeMetricFamily(
                        "earmuff_ledger_lag_seconds",
                        "Age of the oldest row that is not on disk.",
                        figures.lagSeconds()),
                new GaugeMetricFamily(
                        "earmuff_ledger_checkpoint_timestamp_seconds",
                        "When the ledger was signed last.",
                        figures.checkpointAt()),
                new CounterMetricFamily(
                        "earmuff_ledger_errors_total", "Failed writes and lost rows since start.", figures.errors())));
        // A 0 of each start, before the file is opened, would look as if the account began anew.
        if (figures.headRow() > 0) {
            families.add(new GaugeMetricFamily(
                    "earmuff_ledger_head_row", "The newest row of the ledger.", figures.headRow()));
            families.add(new GaugeMetricFamily(
                    "earmuff_ledger_head_hash",
                    "The first 48 bits of the newest row's hash, as a number.",
                    figures.headHash()));
        }
        return families;
    }
}
