package org.earmuff.inspect;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.earmuff.rules.Verdict;
import org.earmuff.wire.CaptureReader;
import org.earmuff.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/** Reads a capture file twice: for who is in it, and for what they sent. */
public final class Inspection {

    /**
     * What the user should know besides the uploads.
     *
     * @param speakers whose flows were metered
     * @param others devices of the home that also send to the Internet, but were left out
     * @param absent addresses that were named and that no packet is from
     * @param senders the devices of the home that packets are from
     * @param packets in the capture
     * @param cut packets of which the capture kept only a part
     * @param notUnderstood a link type that could not be read; -1 where all could
     * @param damage what is wrong with the file; null where nothing is
     */
    public record Outcome(
            Totals totals,
            Set<InetAddress> speakers,
            List<InetAddress> others,
            List<InetAddress> absent,
            List<InetAddress> senders,
            long packets,
            long cut,
            int notUnderstood,
            @Nullable String damage) {}

    private Inspection() {}

    /**
     * Inspects a capture.
     *
     * @param named the speakers' addresses; empty to let the capture tell
     * @throws CaptureReader.NotACapture where the file is none
     */
    public static Outcome run(Path file, Set<InetAddress> named, Verdict verdict, Report report) throws IOException {
        Census census = new Census();
        long packets = 0;
        long cut = 0;
        int notUnderstood = -1;
        String damage;
        try (CaptureReader reader = open(file)) {
            for (CaptureReader.Packet packet = reader.next(); packet != null; packet = reader.next()) {
                packets++;
                cut += packet.captured() < packet.original() ? 1 : 0;
                notUnderstood = IpPacket.understands(packet.linkType()) ? notUnderstood : packet.linkType();
                IpPacket ip = IpPacket.read(packet);
                if (ip != null) {
                    census.add(ip);
                }
            }
            damage = reader.damage();
        }
        Set<InetAddress> speakers = named.isEmpty() ? census.speakers() : new LinkedHashSet<>(named);
        List<InetAddress> others = named.isEmpty() ? census.others() : List.of();
        List<InetAddress> absent = named.stream().filter(a -> !census.saw(a)).toList();
        FlowTable flows = new FlowTable(speakers, !census.reachInternet(speakers), verdict, report::upload);
        try (CaptureReader reader = open(file)) {
            for (CaptureReader.Packet packet = reader.next(); packet != null; packet = reader.next()) {
                IpPacket ip = IpPacket.read(packet);
                if (ip != null) {
                    flows.packet(packet.epochNanos(), ip, packet.data());
                }
            }
        }
        Totals totals = flows.finish();
        report.summary(totals);
        return new Outcome(totals, speakers, others, absent, census.senders(), packets, cut, notUnderstood, damage);
    }

    private static CaptureReader open(Path file) throws IOException {
        return CaptureReader.open(new BufferedInputStream(Files.newInputStream(file), 1 << 16));
    }
}
