package org.earmuff.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.exporter.common.TextFormat;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A registry as Prometheus' text format 0.0.4, without the {@code _created} series that the library can only leave out by environment. */
final class Scrape {

    private static final String CREATED = "_created";

    private Scrape() {}

    static byte[] of(CollectorRegistry registry) {
        List<MetricFamilySamples> families = new ArrayList<>();
        for (MetricFamilySamples family : Collections.list(registry.metricFamilySamples())) {
            families.add(new MetricFamilySamples(
                    family.name,
                    family.unit,
                    family.type,
                    family.help,
                    family.samples.stream()
                            .filter(sample -> !sample.name.endsWith(CREATED))
                            .toList()));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(16 * 1024);
        try (Writer out = new OutputStreamWriter(bytes, StandardCharsets.UTF_8)) {
            TextFormat.write004(out, Collections.enumeration(families));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }
}
