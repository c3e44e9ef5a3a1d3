package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import org.earmuff.rules.Decision;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.wire.TlsRecords;
import org.jspecify.annotations.Nullable;

/** What is known of one flow's upstream: records, bursts, a name, how much of the open burst has left; and the telling of uploads. */
final class UpstreamMeter {

    private static final int FINISHED_SHA256 = 4 + 32 + 1 + 16;
    private static final int FINISHED_SHA384 = 4 + 48 + 1 + 16;

    private final Lane lane;
    private final RecordCursor cursor = new RecordCursor();
    private final Withholding withholding = new Withholding(true);
    private final BurstAccount account;
    private @Nullable BurstMeter bursts;
    private @Nullable NameReader names = new NameReader();
    private @Nullable String name;
    /** Whether TLS 1.3 was offered and no application data has come since. */
    private boolean tls13;

    /** Whether a burst that has ended may have been sound and may still be on its way. */
    private boolean mayHaveSounded;

    UpstreamMeter(Lane lane) {
        this.lane = lane;
        this.account = new BurstAccount(lane.flow(), lane.observer(), lane.clock(), this::name);
    }

    /** The next piece of a chunk, counted; nothing is read off. */
    Piece next(ByteBuf in, long now) {
        Piece piece = finished(cursor.next(in));
        if (names != null) {
            readName(names, in, piece);
        }
        if (piece.unit() > 0) {
            add(now, piece.unit());
        } else if (piece.kind() == Piece.Kind.APPLICATION && !open()) {
            // The rest of a record whose first part was over and done with: a burst of its own, and judged as such.
            add(now, piece.length() + cursor.bodyLeft());
        }
        return piece;
    }

    /**
     * The client's Finished of TLS 1.3 travels as application data, first of all and with a length of its own (RFC 8446, 4.4.4 and 5.2:
     * a 4-byte header, a hash, the content type and the tag). It belongs to the handshake and must not spend the greeting.
     */
    private Piece finished(Piece piece) {
        if (piece.kind() != Piece.Kind.APPLICATION || piece.unit() == 0 || !tls13) {
            return piece;
        }
        tls13 = false;
        boolean isFinished = piece.unit() == FINISHED_SHA256 || piece.unit() == FINISHED_SHA384;
        boolean whole = piece.length() + piece.headerBefore() == piece.unit() + TlsRecords.HEADER;
        return isFinished && whole ? new Piece(Piece.Kind.CONTROL, piece.length(), 0, piece.headerBefore()) : piece;
    }

    /** Counts a whole chunk that leaves (or waits for its turn to leave) at once. */
    void forwarded(ByteBuf in, long now, Decision decision) {
        ByteBuf rest = in.duplicate();
        while (rest.isReadable()) {
            Piece piece = next(rest, now);
            rest.skipBytes(piece.length());
            if (piece.kind() == Piece.Kind.APPLICATION) {
                account.left(piece.length() + piece.headerBefore(), decision);
            }
            account.followSound(bursts, now, decision);
        }
    }

    /** How much of the open burst has left, and what is told of it. */
    BurstAccount account() {
        return account;
    }

    /** The name in the ClientHello; null where it is not there, or not yet. */
    @Nullable
    String clearName() {
        return name;
    }

    private void add(long now, int unit) {
        if (bursts == null) {
            Framing framing = cursor.framing();
            bursts = new BurstMeter(framing == null ? Framing.STREAM : framing);
        }
        bursts.add(now, unit);
    }

    boolean open() {
        return bursts != null && bursts.open();
    }

    boolean sound() {
        return bursts != null && bursts.sound();
    }

    /** Whether what has not arrived yet may be sound: of bursts that have ended, or of the open one where it is longer than given. */
    boolean maySound(int housekeeping) {
        return mayHaveSounded || sound() || bytes() > housekeeping;
    }

    /** All that was ever sent has arrived. */
    void arrived() {
        mayHaveSounded = false;
    }

    /** Whether what is held of the open burst must be thrown away now. */
    boolean mustAbort() {
        return bursts != null && withholding.held(bursts) == Withholding.Step.ABORT;
    }

    private long bytes() {
        return bursts == null ? 0 : bursts.bytes();
    }

    long settlesAtNanos() {
        return bursts == null ? Long.MAX_VALUE : bursts.settlesAtNanos();
    }

    /** Whether a record is only partly here: its burst is not over, however long the rest takes. */
    boolean midRecord() {
        return cursor.midRecord() && cursor.framing() != null;
    }

    /** Bytes that were too few to tell what they begin are taken for what they are. */
    void decide(long now) {
        if (cursor.framing() == null && cursor.midRecord()) {
            add(now, cursor.giveUp());
        }
    }

    /**
     * Closes and tells the open burst where it has been silent for long enough; then says whether it may leave, else null.
     *
     * @param judged whether it is held, so that one that may not leave is told as an attempt
     */
    Withholding.@Nullable Step settle(long now, Decision decision, boolean judged) {
        Burst burst = bursts == null ? null : bursts.settle(now);
        if (burst == null) {
            return null;
        }
        account.settled(burst);
        Withholding.Step step = withholding.settled(burst);
        tell(burst, decision, judged && step == Withholding.Step.ABORT);
        return step;
    }

    /**
     * The flow is over.
     *
     * @param attempt whether it ended because its burst was withheld
     */
    void finish(Decision decision, boolean attempt) {
        Burst burst = bursts == null ? null : bursts.finish();
        if (burst != null) {
            tell(burst, decision, attempt);
        }
        if (names != null) {
            names.close();
            names = null;
        }
    }

    private void tell(Burst burst, Decision decision, boolean attempt) {
        account.ended(burst, decision, attempt);
        mayHaveSounded |= burst.upload() || burst.suspicious() || burst.bytes() > Withholding.SMALL;
    }

    private void readName(NameReader reader, ByteBuf in, Piece piece) {
        reader.read(in, piece);
        if (reader.done()) {
            name = reader.name();
            tls13 = reader.offersTls13();
            reader.close();
            names = null;
            if (name != null) {
                lane.named();
            }
        }
    }

    private @Nullable String name() {
        return name != null ? name : lane.askedName();
    }
}
