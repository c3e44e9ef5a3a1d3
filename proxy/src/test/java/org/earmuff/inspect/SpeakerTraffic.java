package org.earmuff.inspect;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.function.UnaryOperator;
import org.earmuff.wire.Frames;
import org.earmuff.wire.Frames.End;
import org.earmuff.wire.Frames.Frame;
import org.earmuff.wire.IpPacket;

/** A speaker's TLS connection as frames: records, cut into segments, with the cloud's acknowledgements. */
final class SpeakerTraffic {

    static final long START = 1_600_000_000_000_000_000L;

    private final End speaker;
    private final End cloud;
    private final List<Frame> frames = new ArrayList<>();
    private final Random random = new Random(42);
    private long sequence;
    private double now;
    private int segmentLength = 1400;
    private boolean acknowledged = true;

    SpeakerTraffic(String speaker, String cloud) {
        this.speaker = End.of(speaker, 40_123);
        this.cloud = End.of(cloud, 443);
        this.sequence = 0xffff_f000L;
    }

    SpeakerTraffic segments(int length) {
        segmentLength = length;
        return this;
    }

    SpeakerTraffic unacknowledged() {
        acknowledged = false;
        return this;
    }

    SpeakerTraffic connect() {
        frame(Frames.tcp(speaker, cloud, sequence, 0, IpPacket.SYN, new byte[0]));
        sequence++;
        return this;
    }

    SpeakerTraffic record(int type, int... bodies) {
        for (int body : bodies) {
            byte[] bytes = new byte[5 + body];
            random.nextBytes(bytes);
            bytes[0] = (byte) type;
            bytes[1] = 3;
            bytes[2] = 3;
            bytes[3] = (byte) (body >> 8);
            bytes[4] = (byte) body;
            raw(bytes);
        }
        return this;
    }

    SpeakerTraffic raw(byte[] bytes) {
        for (int at = 0; at < bytes.length; at += segmentLength) {
            byte[] part = java.util.Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + segmentLength));
            frame(Frames.tcp(speaker, cloud, sequence, 1, IpPacket.ACK, part));
            sequence += part.length;
        }
        if (acknowledged) {
            frames.add(new Frame(nanos(0.03), Frames.tcp(cloud, speaker, 1, sequence, IpPacket.ACK, new byte[0])));
        }
        return this;
    }

    SpeakerTraffic pause(double seconds) {
        now += seconds;
        return this;
    }

    /** A request of home B's kind: context, pre-roll, and so many seconds of 113-byte records. */
    SpeakerTraffic request(double seconds) {
        record(23, 228, 131, 4140, 73, 121, 1569).pause(0.06).record(23, 33 + 71 * 80);
        for (int i = 0; i < seconds * 50; i++) {
            pause(0.02).record(23, 113);
        }
        return this;
    }

    static double audio(double seconds) {
        return 71 * 0.02 + seconds;
    }

    /** Ends the flow. */
    SpeakerTraffic close() {
        frame(Frames.tcp(speaker, cloud, sequence, 1, IpPacket.FIN | IpPacket.ACK, new byte[0]));
        return this;
    }

    private void frame(byte[] data) {
        frames.add(new Frame(nanos(0), data));
    }

    private long nanos(double later) {
        return START + (long) ((now + later) * 1e9);
    }

    List<Frame> frames() {
        return sorted(frames);
    }

    static List<Frame> sorted(List<Frame> frames) {
        List<Frame> sorted = new ArrayList<>(frames);
        sorted.sort(Comparator.comparingLong(Frame::nanos));
        return sorted;
    }

    static List<Frame> each(List<Frame> frames, UnaryOperator<Frame> change) {
        return sorted(frames.stream().map(change).toList());
    }
}
