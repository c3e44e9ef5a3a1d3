package org.earmuff.metrics;

import io.prometheus.client.CollectorRegistry;
import io.prometheus.client.Counter;
import io.prometheus.client.Gauge;
import java.util.Map;
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
 * <p>A speaker that is no longer configured keeps its series until its last flow has ended, so that no gauge is left standing; then they
 * are gone. Of a speaker that moved, those of the room before go at once.
 */
final class SpeakerSeries {

    private final SpeakerFamilies families;
    private final One unknown;
    private final ConcurrentHashMap<String, One> speakers = new ConcurrentHashMap<>();
    /** Held where a speaker's series come or go and where its flows do; never on the way of a byte. */
    private final Object comingAndGoing = new Object();

    SpeakerSeries(CollectorRegistry registry) {
        families = new SpeakerFamilies(registry);
        unknown = new One(Flow.UNKNOWN, "");
    }

    /** The speakers from now on, with their rooms; every other name counts as {@code unknown} once its last flow has ended. */
    void configured(Map<String, String> rooms) {
        synchronized (comingAndGoing) {
            rooms.forEach((speaker, room) -> speakers.computeIfAbsent(speaker, name -> new One(name, room))
                    .standsIn(room));
            for (One one : speakers.values()) {
                one.configured = rooms.containsKey(one.speaker);
                one.goIfOver();
            }
        }
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
        private String room;
        private boolean configured = true;
        private int open;
        private boolean gone;

        One(String speaker, String room) {
            this.speaker = speaker;
            this.room = room;
            upForwarded = bytes(Direction.UP, Outcome.FORWARDED);
            upDiscarded = bytes(Direction.UP, Outcome.DISCARDED);
            downForwarded = bytes(Direction.DOWN, Outcome.FORWARDED);
            downDiscarded = bytes(Direction.DOWN, Outcome.DISCARDED);
            tcp = families.flows.labels(speaker, Transport.TCP.word());
            udp = families.flows.labels(speaker, Transport.UDP.word());
            holding = families.held.labels(speaker);
            families.begin(speaker, room);
        }

        private void standsIn(String now) {
            if (!room.equals(now)) {
                families.remove(speaker, room);
                room = now;
                families.begin(speaker, now);
            }
        }

        private void goIfOver() {
            if (!configured && open == 0) {
                gone = true;
                speakers.remove(speaker);
                families.remove(speaker);
            }
        }

        void opened(Transport transport) {
            synchronized (comingAndGoing) {
                if (gone) {
                    unknown.opened(transport);
                    return;
                }
                open++;
                gauge(transport).inc();
            }
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
            synchronized (comingAndGoing) {
                open--;
                gauge(transport).dec();
                families.closed.labels(speaker, cause.word()).inc();
                goIfOver();
            }
        }

        void refused(PacketKind kind, long packets) {
            synchronized (comingAndGoing) {
                if (gone) {
                    unknown.refused(kind, packets);
                    return;
                }
                families.refused.labels(speaker, kind.word()).inc((double) packets);
            }
        }

        void uploaded(Upload upload) {
            synchronized (comingAndGoing) {
                (gone ? unknown : this).count(upload);
            }
            families.uploadDuration.observe(
                    Math.max(0, upload.burst().endNanos() - upload.burst().startNanos()) / 1e9);
        }

        private void count(Upload upload) {
            Sound sound = upload.burst().sound();
            String kind =
                    sound == null ? KnownLabels.UNRECOGNISED : sound.kind().word();
            String verdict = upload.decision().verdict().word();
            String reason = upload.decision().reason().word();
            families.uploads.labels(speaker, room, kind, verdict, reason).inc();
            families.uploadBytes.labels(speaker, room, kind, verdict).inc((double)
                    upload.burst().wireBytes());
            if (sound != null) {
                families.uploadSeconds.labels(speaker, room, kind, verdict).inc(Math.max(0, sound.audioSeconds()));
            }
        }

        private Counter.Child bytes(Direction direction, Outcome outcome) {
            return families.flowBytes.labels(speaker, direction.word(), outcome.word());
        }

        private Gauge.Child gauge(Transport transport) {
            return transport == Transport.TCP ? tcp : udp;
        }
    }
}
