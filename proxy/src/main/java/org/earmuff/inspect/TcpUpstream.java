package org.earmuff.inspect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.wire.ClientHello;
import org.earmuff.wire.IpPacket;
import org.earmuff.wire.TlsRecords;
import org.jspecify.annotations.Nullable;

/**
 * What a speaker sends on one TCP connection: put in order, cut into records, and metered.
 *
 * <p>A connection that is older than the capture begins anywhere, and may or may not be TLS: its first units are kept (at most
 * {@value #MOST_UNDECIDED}) until a record header shows, or enough has come without one.
 */
final class TcpUpstream implements Reassembly.Sink {

    private static final int MOST_UNDECIDED = 16;
    private static final int UNDECIDED_BYTES = TlsRecords.HEADER + TlsRecords.LONGEST_BODY;

    private enum Form {
        UNDECIDED,
        TLS,
        STREAM
    }

    private final Reassembly reassembly = new Reassembly(this);
    private final TlsRecords records = new TlsRecords();
    private final FlowAccount account;
    private final boolean fromStart;
    private Form form = Form.UNDECIDED;
    private final long[] undecidedTimes;
    private final int[] undecidedLengths;
    private int undecided;
    private int undecidedBytes;
    private @Nullable ByteBuf beginning;
    private @Nullable String name;

    /** @param fromStart whether the capture has the connection's beginning */
    TcpUpstream(FlowAccount account, boolean fromStart) {
        this.account = account;
        this.fromStart = fromStart;
        this.undecidedTimes = new long[fromStart ? 0 : MOST_UNDECIDED];
        this.undecidedLengths = new int[fromStart ? 0 : MOST_UNDECIDED];
        this.beginning = fromStart ? Unpooled.buffer(512, ClientHello.MOST_BYTES) : null;
    }

    void begin(long initialSequence) {
        reassembly.begin(initialSequence + 1);
    }

    void segment(long nanos, IpPacket packet, byte[] frame) {
        // A SYN's own number comes before its data.
        long sequence = packet.has(IpPacket.SYN) ? packet.sequence() + 1 : packet.sequence();
        boolean probe = !reassembly.started() && packet.length() <= 1;
        if (!probe) {
            reassembly.segment(nanos, sequence, frame, packet.payloadAt(), packet.captured(), packet.length());
        }
    }

    void acknowledged(long nanos, long sequence) {
        reassembly.acknowledged(nanos, sequence);
    }

    @Nullable
    String name() {
        return name;
    }

    /** Whether something may still change by time passing alone. */
    boolean pending() {
        return reassembly.waits() || account.open() || undecided > 0;
    }

    void tick(long nanos) {
        reassembly.expire(nanos);
        if (undecided > 0 && nanos - undecidedTimes[undecided - 1] > BurstMeter.PAUSE_NANOS) {
            decide(Form.STREAM);
        }
        if (!reassembly.waits()) {
            account.settle(nanos);
        }
    }

    void finish(long nanos) {
        reassembly.flush(nanos);
        if (form == Form.UNDECIDED) {
            decide(Form.STREAM);
        }
        account.finish();
    }

    @Override
    public void data(long nanos, byte[] data, int from, int length) {
        ByteBuf chunk = Unpooled.wrappedBuffer(data, from, length);
        // A quiet connection that is older than the capture may turn out to be TLS only now.
        if (form == Form.STREAM && !fromStart && !account.open() && records.resync(chunk, 0, length) == 0) {
            decide(Form.TLS);
        }
        if (form == Form.UNDECIDED) {
            tryDecide(nanos, chunk);
        } else if (form == Form.TLS) {
            follow(nanos, chunk, 0);
        } else {
            account.unit(nanos, length);
        }
    }

    @Override
    public void lost(long nanos, int length) {
        beginning = null;
        if (form == Form.TLS) {
            records.skip(length);
        } else if (form == Form.STREAM) {
            account.unit(nanos, length);
        } else {
            keepUndecided(nanos, length);
        }
    }

    private void tryDecide(long nanos, ByteBuf chunk) {
        if (fromStart && undecided == 0 && chunk.getUnsignedByte(0) == TlsRecords.HANDSHAKE) {
            decide(Form.TLS);
            follow(nanos, chunk, 0);
            return;
        }
        int at = fromStart ? -1 : records.resync(chunk, 0, chunk.readableBytes());
        if (at >= 0) {
            // What lay before is the rest of a record that began before the capture.
            undecided = 0;
            decide(Form.TLS);
            follow(nanos, chunk, at);
        } else {
            keepUndecided(nanos, chunk.readableBytes());
        }
    }

    private void keepUndecided(long nanos, int length) {
        undecidedBytes += length;
        if (fromStart || undecided == MOST_UNDECIDED || undecidedBytes > UNDECIDED_BYTES) {
            decide(Form.STREAM);
            account.unit(nanos, length);
            return;
        }
        undecidedTimes[undecided] = nanos;
        undecidedLengths[undecided++] = length;
    }

    private void decide(Form decided) {
        form = decided;
        account.framed(decided == Form.TLS ? Framing.TLS : Framing.STREAM);
        for (int i = 0; i < undecided; i++) {
            account.unit(undecidedTimes[i], undecidedLengths[i]);
        }
        undecided = 0;
    }

    private void follow(long nanos, ByteBuf chunk, int start) {
        int from = start;
        int to = chunk.readableBytes();
        collectHello(chunk);
        while (from < to) {
            if (!records.next(chunk, from, to)) {
                int again = records.resync(chunk, from, to);
                // Unframed bytes may be anything: they count.
                account.unit(nanos, (again < 0 ? to : again) - from);
                if (again < 0) {
                    return;
                }
                from = again;
                continue;
            }
            if (records.type() != TlsRecords.APPLICATION_DATA) {
                account.housekeeping(records.length());
            } else if (records.announced()) {
                account.unit(nanos, records.bodyLength());
            }
            from += records.length();
        }
    }

    private void collectHello(ByteBuf chunk) {
        ByteBuf held = beginning;
        if (held == null) {
            return;
        }
        held.writeBytes(chunk, 0, Math.min(chunk.readableBytes(), held.maxWritableBytes()));
        ClientHello.Answer answer = ClientHello.read(held);
        if (answer instanceof ClientHello.Good good) {
            name = good.hello().serverName();
        }
        if (!(answer instanceof ClientHello.Incomplete)) {
            beginning = null;
        }
    }
}
