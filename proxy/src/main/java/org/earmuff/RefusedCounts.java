package org.earmuff;

import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.earmuff.firewall.FirewallException;
import org.earmuff.firewall.RefusedPackets.Count;
import org.earmuff.firewall.RefusedPackets.Reading;
import org.earmuff.flow.PacketKind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries the kernel's counts of refused packets over to metrics that never go back: the kernel begins anew whenever the table
 * is replaced, and forgets a sender after a day.
 */
final class RefusedCounts {

    private static final Logger LOG = LoggerFactory.getLogger(RefusedCounts.class);

    /** Reads the kernel's counts. */
    @FunctionalInterface
    interface Reader {
        Reading read() throws FirewallException;
    }

    /** Is told how many packets of a speaker's were refused since it was last told. */
    @FunctionalInterface
    interface Told {
        void refused(String speaker, PacketKind kind, long packets);
    }

    private record Sender(String kind, String mac, InetAddress address) {}

    private final Reader reader;
    private final BiFunction<String, InetAddress, String> speakerOf;
    private final Told told;
    private Map<Sender, Long> before = Map.of();
    private String table = "";
    private boolean silent;

    /** @param speakerOf whose MAC address (lower case with colons) and address these are; a name that may be a label */
    RefusedCounts(Reader reader, BiFunction<String, InetAddress, String> speakerOf, Told told) {
        this.reader = reader;
        this.speakerOf = speakerOf;
        this.told = told;
    }

    /** Asks the kernel and tells what is new. Where it may not ask, it says so once and counts nothing. One thread. */
    void look() {
        Reading reading;
        try {
            reading = reader.read();
            silent = false;
        } catch (FirewallException e) {
            if (!silent) {
                LOG.debug("refused packets are not counted: {}", e.getMessage());
            }
            silent = true;
            return;
        }
        if (!reading.table().equals(table)) {
            before = Map.of();
            table = reading.table();
        }
        Map<Sender, Long> now = new HashMap<>();
        for (Count count : reading.counts()) {
            Sender sender = new Sender(count.kind(), count.mac(), count.address());
            long last = before.getOrDefault(sender, 0L);
            // Fewer than before: the kernel had forgotten this sender, and all that it counts is new.
            long fresh = count.packets() < last ? count.packets() : count.packets() - last;
            if (fresh > 0) {
                told.refused(speakerOf.apply(count.mac(), count.address()), kind(count.kind()), fresh);
            }
            now.put(sender, count.packets());
        }
        before = now;
    }

    private static PacketKind kind(String word) {
        return Stream.of(PacketKind.values())
                .filter(kind -> kind.word().equals(word))
                .findFirst()
                .orElse(PacketKind.OTHER);
    }
}
