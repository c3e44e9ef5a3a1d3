package org.earmuff.metrics;

import io.prometheus.client.Collector.MetricFamilySamples;
import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import io.prometheus.client.SimpleCollector;
import java.util.List;
import java.util.function.Predicate;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.PacketKind;

/** The families whose series carry a speaker's name, always as their first label; and how a speaker's series come and go. */
final class SpeakerFamilies {

    final Counter uploads;
    final Counter uploadBytes;
    final Counter uploadSeconds;
    final Histogram uploadDuration;
    final Counter flowBytes;
    final Gauge flows;
    final Counter closed;
    final Counter refused;
    final Gauge held;
    private final List<SimpleCollector<?>> all;
    /** Those whose second label is the room. */
    private final List<SimpleCollector<?>> ofRooms;

    SpeakerFamilies(CollectorRegistry registry) {
        uploads = counter(
                registry,
                "earmuff_uploads_total",
                "Bursts that were sound, whether they left or not, or were withheld because they might be.",
                "speaker",
                "room",
                "kind",
                "verdict",
                "reason");
        uploadBytes = counter(
                registry,
                "earmuff_upload_bytes_total",
                "Bytes on the wire of the bursts in earmuff_uploads_total.",
                "speaker",
                "room",
                "kind",
                "verdict");
        uploadSeconds = counter(
                registry,
                "earmuff_upload_audio_seconds_total",
                "Seconds of sound in uploads, estimated from record sizes and times.",
                "speaker",
                "room",
                "kind",
                "verdict");
        uploadDuration = Histogram.build("earmuff_upload_duration_seconds", "From an upload's first byte to its last.")
                .buckets(0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60, 300, 1800)
                .register(registry);
        flowBytes = counter(
                registry,
                "earmuff_flow_bytes_total",
                "Bytes of speakers' flows, handed on or thrown away.",
                "speaker",
                "direction",
                "outcome");
        flows = gauge(registry, "earmuff_flows", "Open flows.", "speaker", "transport");
        closed = counter(registry, "earmuff_flows_closed_total", "Flows that ended, by cause.", "speaker", "cause");
        refused = counter(
                registry,
                "earmuff_refused_packets_total",
                "Packets refused: by Earmuff, and by the firewall where Earmuff may read its counters.",
                "speaker",
                "kind");
        held = gauge(registry, "earmuff_held_bytes", "Bytes held back until their burst is settled.", "speaker");
        ofRooms = List.of(uploads, uploadBytes, uploadSeconds);
        all = List.of(uploads, uploadBytes, uploadSeconds, flowBytes, flows, closed, refused, held);
    }

    private static Counter counter(CollectorRegistry registry, String name, String help, String... labels) {
        return Counter.build(name, help).labelNames(labels).register(registry);
    }

    private static Gauge gauge(CollectorRegistry registry, String name, String help, String... labels) {
        return Gauge.build(name, help).labelNames(labels).register(registry);
    }

    /** Begins the counters of what may happen to a speaker, at 0 where they are new. */
    void begin(String speaker, String room) {
        for (CloseCause cause : CloseCause.values()) {
            closed.labels(speaker, cause.word());
        }
        for (PacketKind kind : PacketKind.values()) {
            refused.labels(speaker, kind.word());
        }
        for (String kind : KnownLabels.KINDS) {
            for (String verdict : KnownLabels.VERDICTS) {
                if (KnownLabels.possible(kind, verdict)) {
                    uploadBytes.labels(speaker, room, kind, verdict);
                    if (!kind.equals(KnownLabels.UNRECOGNISED)) {
                        uploadSeconds.labels(speaker, room, kind, verdict);
                    }
                }
            }
            KnownLabels.decisions(speaker, (verdict, reason) -> {
                if (KnownLabels.possible(kind, verdict)) {
                    uploads.labels(speaker, room, kind, verdict, reason);
                }
            });
        }
    }

    /** Takes all of a speaker's series away. */
    void remove(String speaker) {
        remove(all, labels -> labels.get(0).equals(speaker));
    }

    /** Takes the series of a speaker's room away, for the speaker stands in another one now. */
    void remove(String speaker, String room) {
        remove(ofRooms, labels -> labels.get(0).equals(speaker) && labels.get(1).equals(room));
    }

    private static void remove(List<SimpleCollector<?>> families, Predicate<List<String>> gone) {
        for (SimpleCollector<?> family : families) {
            for (MetricFamilySamples samples : family.collect()) {
                samples.samples.stream()
                        .map(sample -> sample.labelValues)
                        .filter(gone)
                        .forEach(labels -> family.remove(labels.toArray(String[]::new)));
            }
        }
    }
}
