package org.earmuff.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * TCP in a capture file (pcap or pcapng, Ethernet, little-endian), read independently of the product: it is what the product is judged by.
 */
public final class Capture {

    private static final int PCAPNG = 0x0A0D0D0A;
    private static final int PCAP_MICROS = 0xA1B2C3D4;
    private static final int PCAP_NANOS = 0xA1B23C4D;
    private static final int ETHERNET = 14;
    private static final int TCP = 6;
    private static final int FIN = 1;
    private static final int SYN = 2;
    private static final int RST = 4;

    private final List<Segment> segments = new ArrayList<>();

    private Capture() {}

    /**
     * One TCP segment.
     *
     * @param nanos since 1970
     * @param from as Java prints the address alone
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Segment(
            long nanos, String from, int fromPort, String to, int toPort, long sequence, int flags, byte[] payload) {

        /** Whether it opens a connection. */
        public boolean syn() {
            return (flags & SYN) != 0;
        }

        /** Whether it is a reset. */
        public boolean reset() {
            return (flags & RST) != 0;
        }

        /** Whether it says that its sender is done. */
        public boolean fin() {
            return (flags & FIN) != 0;
        }
    }

    /**
     * A stretch of one direction of a conversation, in order, once.
     *
     * @param nanos since the capture's first segment
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    public record Chunk(long nanos, boolean up, byte[] bytes) {}

    /** One TCP connection of a speaker: what it sent and got, in the order of time. */
    public record Conversation(String cloud, int port, List<Chunk> chunks) {

        /** How many bytes went that way. */
        public long bytes(boolean up) {
            return chunks.stream()
                    .filter(c -> c.up() == up)
                    .mapToLong(c -> c.bytes().length)
                    .sum();
        }
    }

    public static Capture read(Path file) throws IOException {
        ByteBuffer in = ByteBuffer.wrap(Files.readAllBytes(file)).order(ByteOrder.LITTLE_ENDIAN);
        Capture capture = new Capture();
        int magic = in.remaining() < 24 ? 0 : in.getInt(0);
        if (magic == PCAPNG) {
            capture.pcapng(in);
        } else if (magic == PCAP_MICROS || magic == PCAP_NANOS) {
            capture.pcap(in.position(24), magic == PCAP_NANOS ? 1 : 1000);
        } else if (in.hasRemaining()) {
            throw new IOException(file + " is no little-endian pcap or pcapng");
        }
        return capture;
    }

    /** Every TCP segment, as captured. */
    public List<Segment> segments() {
        return segments;
    }

    /**
     * The connections of one device, each in order and without repetitions. One that is older than the capture begins at its first TLS
     * record, as a device's next connection would.
     */
    public List<Conversation> conversations(String device) {
        Map<String, List<Segment>> byPorts = new LinkedHashMap<>();
        for (Segment s : segments) {
            boolean up = s.from().equals(device);
            if (up || s.to().equals(device)) {
                String key = up ? s.to() + s.toPort() + "-" + s.fromPort() : s.from() + s.fromPort() + "-" + s.toPort();
                byPorts.computeIfAbsent(key, k -> new ArrayList<>()).add(s);
            }
        }
        List<Conversation> all = new ArrayList<>();
        for (List<Segment> segmentsOfOne : byPorts.values()) {
            Segment first = segmentsOfOne.get(0);
            boolean up = first.from().equals(device);
            List<Chunk> chunks = new ArrayList<>(inOrder(segmentsOfOne, device, true));
            chunks.addAll(inOrder(segmentsOfOne, device, false));
            chunks.sort((a, b) -> Long.compare(a.nanos(), b.nanos()));
            if (!chunks.isEmpty()) {
                all.add(new Conversation(
                        up ? first.to() : first.from(), up ? first.toPort() : first.fromPort(), List.copyOf(chunks)));
            }
        }
        return all;
    }

    private List<Chunk> inOrder(List<Segment> mixed, String device, boolean up) {
        long began = segments.get(0).nanos();
        List<Chunk> chunks = new ArrayList<>();
        TreeMap<Long, Segment> early = new TreeMap<>();
        long position = -1;
        long base = 0;
        for (Segment s : mixed) {
            if (s.payload().length == 0 || s.from().equals(device) != up) {
                continue;
            }
            if (position < 0) {
                if (up && !beginsRecord(s.payload())) {
                    continue;
                }
                position = 0;
                base = s.sequence();
            }
            early.merge(
                    (long) (int) (s.sequence() - base), s, (a, b) -> a.payload().length > b.payload().length ? a : b);
            // Nothing waits for long: what the capture itself lost is left out.
            while (!early.isEmpty() && (early.firstKey() <= position || early.size() > 64)) {
                var next = early.pollFirstEntry();
                byte[] payload = next.getValue().payload();
                int known = (int) Math.max(0, position - next.getKey());
                if (known < payload.length) {
                    byte[] fresh = java.util.Arrays.copyOfRange(payload, known, payload.length);
                    chunks.add(new Chunk(s.nanos() - began, up, fresh));
                    position = next.getKey() + payload.length;
                }
            }
        }
        return chunks;
    }

    private static boolean beginsRecord(byte[] payload) {
        return payload.length >= 5 && payload[0] >= 20 && payload[0] <= 23 && payload[1] == 3 && payload[2] <= 4;
    }

    private void pcap(ByteBuffer in, int tick) {
        while (in.remaining() >= 16) {
            long seconds = in.getInt() & 0xFFFF_FFFFL;
            long part = in.getInt() & 0xFFFF_FFFFL;
            int captured = in.getInt();
            in.getInt();
            if (captured > in.remaining()) {
                return;
            }
            frame(seconds * 1_000_000_000L + part * tick, in.slice(in.position(), captured));
            in.position(in.position() + captured);
        }
    }

    private void pcapng(ByteBuffer in) {
        long tick = 1000;
        while (in.remaining() >= 12) {
            int at = in.position();
            int type = in.getInt();
            int length = in.getInt();
            if (length < 12 || at + length > in.limit()) {
                return;
            }
            if (type == 1) {
                tick = tick(in, at + 16, at + length - 4);
            } else if (type == 6) {
                long time = ((long) in.getInt(at + 12) << 32) | (in.getInt(at + 16) & 0xFFFF_FFFFL);
                frame(time * tick, in.slice(at + 28, in.getInt(at + 20)));
            }
            in.position(at + length);
        }
    }

    /** Nanoseconds of one unit of an interface's times: its option if_tsresol, else a microsecond. */
    private static long tick(ByteBuffer in, int from, int to) {
        int at = from;
        while (at + 4 <= to && in.getShort(at) != 0) {
            int length = in.getShort(at + 2);
            if (in.getShort(at) == 9) {
                return Math.round(Math.pow(10, 9 - in.get(at + 4)));
            }
            at += 4 + (length + 3) / 4 * 4;
        }
        return 1000;
    }

    private void frame(long nanos, ByteBuffer frame) {
        ByteBuffer in = frame.order(ByteOrder.BIG_ENDIAN);
        if (in.limit() < ETHERNET + 40) {
            return;
        }
        int ip = ETHERNET;
        boolean four = in.getShort(12) == 0x0800 && in.get(ip + 9) == TCP;
        boolean six = in.getShort(12) == (short) 0x86DD && in.get(ip + 6) == TCP;
        if (!four && !six) {
            return;
        }
        int tcp = four ? ip + (in.get(ip) & 15) * 4 : ip + 40;
        int end = ip + (four ? in.getShort(ip + 2) & 0xFFFF : 40 + (in.getShort(ip + 4) & 0xFFFF));
        if (tcp + 20 > in.limit()) {
            return;
        }
        int data = tcp + ((in.get(tcp + 12) & 0xFF) >>> 4) * 4;
        byte[] payload = new byte[Math.max(0, Math.min(end, in.limit()) - data)];
        in.get(data, payload);
        int length = four ? 4 : 16;
        int addresses = four ? ip + 12 : ip + 8;
        segments.add(new Segment(
                nanos,
                address(in, addresses, length),
                in.getShort(tcp) & 0xFFFF,
                address(in, addresses + length, length),
                in.getShort(tcp + 2) & 0xFFFF,
                in.getInt(tcp + 4),
                in.get(tcp + 13),
                payload));
    }

    private static String address(ByteBuffer in, int at, int length) {
        byte[] bytes = new byte[length];
        in.get(at, bytes);
        try {
            return InetAddress.getByAddress(bytes).getHostAddress();
        } catch (java.net.UnknownHostException e) {
            throw new AssertionError(e);
        }
    }
}
