package org.earmuff.inspect;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.LongPredicate;
import org.earmuff.flow.Transport;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.budget.TokenBucket;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.wire.IpPacket;
import org.jspecify.annotations.Nullable;

/**
 * The flows of a capture's speakers, from packets in the order of the capture.
 *
 * <p>Bounded: {@value #MOST_FLOWS} flows; the one that has been silent longest ends for a new one. Uploads are handed on as they end.
 */
public final class FlowTable {

    static final int MOST_FLOWS = 16_384;

    private static final int DNS = 53;
    private static final int NTP = 123;
    private static final int QUIC = 443;
    private static final long TICK_NANOS = 200_000_000L;

    /** A UDP association ends with this much silence. */
    private static final long UDP_IDLE_NANOS = 120_000_000_000L;

    private final Set<InetAddress> speakers;
    private final boolean neighboursToo;
    private final Verdict verdict;
    private final Consumer<SeenUpload> uploads;
    private final Totals totals = new Totals();
    private final Map<FlowKey, Entry> flows = new LinkedHashMap<>(64, 0.75f, true);
    private final Set<Entry> pending = new LinkedHashSet<>();
    private final Map<InetAddress, TokenBucket> housekeeping = new LinkedHashMap<>();
    private long clock = Long.MIN_VALUE;
    private long nextTick = Long.MIN_VALUE;

    /**
     * @param neighboursToo whether to meter what speakers send within their own network too
     * @param uploads is given every upload when it has ended
     */
    public FlowTable(Set<InetAddress> speakers, boolean neighboursToo, Verdict verdict, Consumer<SeenUpload> uploads) {
        this.speakers = Set.copyOf(speakers);
        this.neighboursToo = neighboursToo;
        this.verdict = verdict;
        this.uploads = uploads;
    }

    private final class Entry implements FlowAccount.Bursts {
        private final FlowKey key;
        private final FlowAccount account;
        private final @Nullable TcpUpstream tcp;
        private boolean unframed;
        private long lastNanos;
        private long firstSequence;

        Entry(FlowKey key, boolean fromStart) {
            this.key = key;
            this.account = new FlowAccount(verdict, fromStart, takeFrom(key.speaker()), this);
            this.tcp = key.transport() == Transport.TCP ? new TcpUpstream(account, fromStart) : null;
            this.unframed = tcp == null;
        }

        @Override
        public void ended(Burst burst, long forwardedBytes) {
            totals.burst(burst, forwardedBytes);
            if (burst.upload()) {
                String name = tcp == null ? null : tcp.name();
                uploads.accept(new SeenUpload(
                        burst.startNanos(),
                        burst.endNanos(),
                        key.speaker().getHostAddress(),
                        key.destination(),
                        name,
                        key.transport(),
                        burst,
                        verdict.word(),
                        forwardedBytes));
            }
        }

        @Override
        public void aborted() {
            totals.aborted();
        }

        void datagram(long nanos, int length) {
            if (unframed) {
                account.framed(key.remotePort() == QUIC ? Framing.QUIC : Framing.DATAGRAM);
                unframed = false;
            }
            account.unit(nanos, length);
        }

        boolean isPending() {
            return tcp == null ? account.open() : tcp.pending();
        }

        void tick(long nanos) {
            if (tcp == null) {
                account.settle(nanos);
            } else {
                tcp.tick(nanos);
            }
        }

        void finish() {
            if (tcp == null) {
                account.finish();
            } else {
                tcp.finish(clock);
            }
        }
    }

    /** Services whose datagrams carry no sound and which a speaker needs: DNS and NTP. */
    static boolean excluded(IpPacket packet) {
        return !packet.tcp()
                && (packet.destinationPort() == DNS
                        || packet.destinationPort() == NTP
                        || packet.sourcePort() == DNS
                        || packet.sourcePort() == NTP);
    }

    /** Takes one packet. */
    public void packet(long epochNanos, IpPacket packet, byte[] frame) {
        clock = Math.max(clock, epochNanos);
        tick();
        if (excluded(packet)) {
            return;
        }
        boolean up = speakers.contains(packet.source()) && metered(packet.source(), packet.destination());
        boolean down = speakers.contains(packet.destination()) && metered(packet.destination(), packet.source());
        if (up && !(down && fromServer(packet))) {
            upstream(packet, frame);
        } else if (down) {
            downstream(packet);
        }
    }

    /** Between two speakers, or on one host, the side with the lower port is the cloud. */
    private static boolean fromServer(IpPacket packet) {
        return packet.sourcePort() < packet.destinationPort();
    }

    private boolean metered(InetAddress speaker, InetAddress remote) {
        return Addresses.unicast(remote)
                && (neighboursToo || !(Addresses.local(remote) && Addresses.neighbours(speaker, remote)));
    }

    private void upstream(IpPacket packet, byte[] frame) {
        FlowKey key = new FlowKey(
                packet.tcp() ? Transport.TCP : Transport.UDP,
                packet.source(),
                packet.sourcePort(),
                packet.destination(),
                packet.destinationPort());
        Entry entry = flows.get(key);
        boolean fresh = packet.has(IpPacket.SYN) && !packet.has(IpPacket.ACK);
        if (entry != null && ((fresh && packet.sequence() != entry.firstSequence) || idle(entry))) {
            end(key);
            entry = null;
        }
        if (entry == null) {
            entry = open(key, packet, fresh);
        }
        entry.lastNanos = clock;
        if (entry.tcp != null) {
            entry.tcp.segment(clock, packet, frame);
        } else if (packet.length() > 0) {
            entry.datagram(clock, packet.length());
        }
        if (entry.isPending()) {
            pending.add(entry);
        }
        if (packet.has(IpPacket.RST)) {
            end(key);
        }
    }

    private boolean idle(Entry entry) {
        return entry.tcp == null && clock - entry.lastNanos > UDP_IDLE_NANOS;
    }

    private Entry open(FlowKey key, IpPacket packet, boolean fresh) {
        Entry entry = new Entry(key, packet.tcp() ? fresh : true);
        entry.firstSequence = packet.sequence();
        if (fresh && entry.tcp != null) {
            entry.tcp.begin(packet.sequence());
        }
        flows.put(key, entry);
        totals.flow();
        if (flows.size() > MOST_FLOWS) {
            end(flows.keySet().iterator().next());
        }
        return entry;
    }

    private void downstream(IpPacket packet) {
        FlowKey key = new FlowKey(
                packet.tcp() ? Transport.TCP : Transport.UDP,
                packet.destination(),
                packet.destinationPort(),
                packet.source(),
                packet.sourcePort());
        Entry entry = flows.get(key);
        if (entry != null && entry.tcp != null && packet.acknowledged() >= 0) {
            entry.tcp.acknowledged(clock, packet.acknowledged());
            if (packet.has(IpPacket.RST)) {
                end(key);
            }
        }
    }

    private void end(FlowKey key) {
        Entry entry = flows.remove(key);
        if (entry != null) {
            pending.remove(entry);
            entry.finish();
        }
    }

    private void tick() {
        if (clock < nextTick) {
            return;
        }
        nextTick = clock + TICK_NANOS;
        for (Iterator<Entry> entries = pending.iterator(); entries.hasNext(); ) {
            Entry entry = entries.next();
            entry.tick(clock);
            if (!entry.isPending()) {
                entries.remove();
            }
        }
    }

    private LongPredicate takeFrom(InetAddress speaker) {
        TokenBucket allowance = housekeeping.computeIfAbsent(speaker, s -> Withholding.housekeeping(clock));
        return bytes -> allowance.tryTake(clock, bytes);
    }

    /** Ends every flow with the capture, and gives the sums. */
    public Totals finish() {
        List<FlowKey> keys = new ArrayList<>(flows.keySet());
        keys.forEach(this::end);
        return totals;
    }
}
