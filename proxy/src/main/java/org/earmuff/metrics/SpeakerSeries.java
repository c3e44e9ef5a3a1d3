package org.earmuff.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import io.prometheus.client.Histogram;
import java.util.concurrent.ConcurrentHashMap;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.PacketKind;
import org.earmuff.flow.Transport;
import org.earmuff.flow.Upload;
import org.earmuff.rules.voice.Sound;

/**
 * The series that carry a speaker's name. Those on the way of every byte are looked up once for each speaker.
 *
 * <p>Series of a speaker that is no longer configured stay until the next start, since its flows may still be open.
 */
final class SpeakerSeries {

    /** The kind of what was withheld before it could show whether it was sound. */
    private static final String UNRECOGNISED = "unrecognised";

    private final Counter uploads;
    private final Counter uploadBytes;
    private final Counter uploadSeconds;
    private final Histogram uploadDuration;
    private final Counter flowBytes;
    private final Gauge flows;
    private final Counter closed;
    private final Counter refused;
    private final Gauge held;
    private final One unknown;
    private final ConcurrentHashMap<String, One> speakers = new ConcurrentHashMap<>();

    SpeakerSeries(CollectorRegistry registry) {
        uploads = Counter.build(
                        "earmuff_uploads_total",
                        "Bursts that were sound, whether they left or not, or were withheld because they might be.")
                .labelNames("speaker", "room", "kind", "verdict", "reason")
                .register(registry);
        uploadBytes = Counter.build(
                        "earmuff_upload_bytes_total", "Bytes on the wire of the bursts in earmuff_uploads_total.")
                .labelNames("speaker", "room", "kind", "verdict")
                .register(registry);
        uploadSeconds = Counter.build(
                        "earmuff_upload_audio_seconds_total",
                        "Seconds of sound in uploads, estimated from record sizes and times.")
                .labelNames("speaker", "room", "kind", "verdict")
                .register(registry);
        uploadDuration = Histogram.build("earmuff_upload_duration_seconds", "From an upload's first byte to its last.")
                .buckets(0.5, 1, 2, 3, 5, 8, 12, 20, 30, 60, 300, 1800)
                .register(registry);
        flowBytes = Counter.build("earmuff_flow_bytes_total", "Bytes of speakers' flows, handed on or thrown away.")
                .labelNames("speaker", "direction", "outcome")
                .register(registry);
        flows = Gauge.build("earmuff_flows", "Open flows.")
                .labelNames("speaker", "transport")
                .register(registry);
        closed = Counter.build("earmuff_flows_closed_total", "Flows that ended, by cause.")
                .labelNames("speaker", "cause")
                .register(registry);
        refused = Counter.build(
                        "earmuff_refused_packets_total",
                        "Packets refused: by Earmuff, and by the firewall where Earmuff may read its counters.")
                .labelNames("speaker", "kind")
                .register(registry);
        held = Gauge.build("earmuff_held_bytes", "Bytes held back until their burst is settled.")
                .labelNames("speaker")
                .register(registry);
        unknown = new One(Flow.UNKNOWN);
    }

    /** Makes a speaker's series; without it, its flows count as {@code unknown}. */
    void add(String speaker) {
        speakers.computeIfAbsent(speaker, One::new);
    }

    One of(String speaker) {
        One one = speakers.get(speaker);
        return one == null ? unknown : one;
    }

    /** One speaker's series. */
    final class One {

        private final String speaker;
        private final Counter.Child upForwarded;
        private final Counter.Child upDiscarded;
        private final Counter.Child downForwarded;
        private final Counter.Child downDiscarded;
        private final Gauge.Child tcp;
        private final Gauge.Child udp;
        private final Gauge.Child holding;

        One(String speaker) {
            this.speaker = speaker;
            upForwarded = bytes(Direction.UP, Outcome.FORWARDED);
            upDiscarded = bytes(Direction.UP, Outcome.DISCARDED);
            downForwarded = bytes(Direction.DOWN, Outcome.FORWARDED);
            downDiscarded = bytes(Direction.DOWN, Outcome.DISCARDED);
            tcp = flows.labels(speaker, Transport.TCP.word());
            udp = flows.labels(speaker, Transport.UDP.word());
            holding = held.labels(speaker);
        }

        void opened(Transport transport) {
            open(transport).inc();
        }

        void moved(Direction direction, Outcome outcome, long count) {
            boolean forwarded = outcome == Outcome.FORWARDED;
            Counter.Child child = direction == Direction.UP
                    ? (forwarded ? upForwarded : upDiscarded)
                    : (forwarded ? downForwarded : downDiscarded);
            child.inc((double) count);
        }

        void held(long delta) {
            holding.inc((double) delta);
        }

        void closed(Transport transport, CloseCause cause) {
            open(transport).dec();
            closed.labels(speaker, cause.word()).inc();
        }

        void refused(PacketKind kind, long packets) {
            refused.labels(speaker, kind.word()).inc((double) packets);
        }

        void uploaded(Upload upload, String room) {
            Sound sound = upload.burst().sound();
            String kind = sound == null ? UNRECOGNISED : sound.kind().word();
            String verdict = upload.decision().verdict().word();
            String reason = upload.decision().reason().word();
            uploads.labels(speaker, room, kind, verdict, reason).inc();
            uploadBytes.labels(speaker, room, kind, verdict).inc((double)
                    upload.burst().wireBytes());
            if (sound != null) {
                uploadSeconds.labels(speaker, room, kind, verdict).inc(Math.max(0, sound.audioSeconds()));
            }
            uploadDuration.observe(
                    Math.max(0, upload.burst().endNanos() - upload.burst().startNanos()) / 1e9);
        }

        private Counter.Child bytes(Direction direction, Outcome outcome) {
            return flowBytes.labels(speaker, direction.word(), outcome.word());
        }

        private Gauge.Child open(Transport transport) {
            return transport == Transport.TCP ? tcp : udp;
        }
    }
}
