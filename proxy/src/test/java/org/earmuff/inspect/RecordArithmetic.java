package org.earmuff.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.earmuff.wire.CaptureReader;
import org.earmuff.wire.IpPacket;
import org.earmuff.wire.TlsRecords;

/**
 * Seconds of sound by arithmetic on record bodies, with the coder's figures given instead of found: every record of whole frames counts that is a
 * single frame or is followed by another of whole frames, and so do the two halves of a pre-roll cut at 4096 bytes.
 */
final class RecordArithmetic {

    private static final int PIECE = 4096;

    private record Seen(long nanos, int body) {}

    private final Map<String, List<Seen>> flows = new HashMap<>();

    static RecordArithmetic of(Path file, InetAddress speaker) throws IOException {
        RecordArithmetic arithmetic = new RecordArithmetic();
        Map<String, Reassembly> upstreams = new HashMap<>();
        try (CaptureReader reader = CaptureReader.open(Files.newInputStream(file))) {
            for (CaptureReader.Packet p = reader.next(); p != null; p = reader.next()) {
                IpPacket packet = IpPacket.read(p);
                if (packet != null && packet.tcp() && packet.source().equals(speaker) && packet.length() > 1) {
                    String key = packet.sourcePort() + " " + packet.destination();
                    upstreams
                            .computeIfAbsent(key, k -> new Reassembly(arithmetic.records(k)))
                            .segment(
                                    p.epochNanos(),
                                    packet.sequence(),
                                    p.data(),
                                    packet.payloadAt(),
                                    packet.captured(),
                                    packet.length());
                }
            }
        }
        upstreams.values().forEach(r -> r.flush(Long.MAX_VALUE));
        return arithmetic;
    }

    private Reassembly.Sink records(String key) {
        List<Seen> seen = flows.computeIfAbsent(key, k -> new ArrayList<>());
        TlsRecords records = new TlsRecords();
        records.lose();
        return new Reassembly.Sink() {
            @Override
            public void data(long nanos, byte[] data, int start, int length) {
                ByteBuf chunk = Unpooled.wrappedBuffer(data, start, length);
                int from = records.state() == TlsRecords.State.NOT_TLS ? records.resync(chunk, 0, length) : 0;
                while (from >= 0 && from < length && records.next(chunk, from, length)) {
                    if (records.announced() && records.type() == TlsRecords.APPLICATION_DATA) {
                        seen.add(new Seen(nanos, records.bodyLength()));
                    }
                    from += records.length();
                }
            }

            @Override
            public void lost(long nanos, int length) {
                records.skip(length);
            }
        };
    }

    /** Sound between two moments in the flow that has a record at the first of them. */
    double seconds(long start, long end, int overhead, int frame, double frameSeconds) {
        List<Seen> flow = flows.values().stream()
                .filter(f -> f.stream().anyMatch(s -> s.nanos() == start)
                        && f.stream().anyMatch(s -> s.nanos() == end))
                .findFirst()
                .orElseThrow();
        List<Integer> bodies = flow.stream()
                .filter(s -> s.nanos() >= start && s.nanos() <= end)
                .map(Seen::body)
                .toList();
        int frames = 0;
        for (int i = 0; i < bodies.size(); i++) {
            int payload = Objects.requireNonNull(bodies.get(i)) - overhead;
            int next = i + 1 < bodies.size() ? bodies.get(i + 1) - overhead : 0;
            if (payload == frame) {
                frames++;
            } else if (payload == PIECE && (payload + next) % frame == 0) {
                frames += (payload + next) / frame;
                i++;
            } else if (payload > 0 && payload % frame == 0 && next > 0 && (next % frame == 0 || next == PIECE)) {
                frames += payload / frame;
            }
        }
        return frames * frameSeconds;
    }
}
