package org.earmuff.relay;

import io.netty.buffer.ByteBuf;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.BurstMeter;
import org.earmuff.rules.voice.Framing;
import org.earmuff.rules.voice.Sound;
import org.earmuff.rules.voice.Withholding;
import org.earmuff.wire.TlsRecords;
import org.jspecify.annotations.Nullable;

/** What is known of one flow's upstream: records, bursts, a name, how much of the open burst has left; and the telling of uploads. */
final class UpstreamMeter {

    private static final int FINISHED_SHA256 = 4 + 32 + 1 + 16;
    private static final long LOOK_MILLIS = 50;
    private static final int FINISHED_SHA384 = 4 + 48 + 1 + 16;

    private final Lane lane;
    private final RecordCursor cursor = new RecordCursor();
    private final Withholding withholding = new Withholding(true);
    private @Nullable BurstMeter bursts;
    private @Nullable NameReader names = new NameReader();
    private @Nullable String name;
    /** Whether TLS 1.3 was offered and no application data has come since. */
    private boolean tls13;

    private long forwardedOfBurst;
    /** The decision that let the open burst's first bytes leave; null while none has left. */
    private @Nullable Decision leftUnder;

    /** Milliseconds of sound of the open burst that were told so far, and when to look again. */
    private long soundMillis;

    private long lookAgainAt;
    private long lookAgainFrom;

    /** What cut the open burst short because it was too long. */
    private @Nullable UploadLimit cutBy;

    private boolean soundTold;
    /** Whether a burst that has ended may have been sound and may still be on its way. */
    private boolean mayHaveSounded;

    UpstreamMeter(Lane lane) {
        this.lane = lane;
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
                leftUnder = leftUnder == null ? decision : leftUnder;
                forwardedOfBurst += piece.length() + piece.headerBefore();
            }
            if (!soundTold && sound()) {
                soundTold = true;
                lane.observer().soundBegan(lane.flow(), name(), decision);
            }
            followSound(now);
        }
    }

    /** Estimating sound costs more than the other questions: it is asked once for some {@value #LOOK_MILLIS} ms of sound. */
    private void followSound(long now) {
        if (!sound() || (soundMillis > 0 && now < lookAgainAt && bytes() < lookAgainFrom)) {
            return;
        }
        Burst soFar = bursts == null ? null : bursts.soFar();
        if (soFar == null) {
            return;
        }
        tellSound(soFar);
        lookAgainAt = now + TimeUnit.MILLISECONDS.toNanos(LOOK_MILLIS);
        lookAgainFrom = soFar.bytes() + Math.max(1, soFar.bytes() * LOOK_MILLIS / Math.max(LOOK_MILLIS, soundMillis));
    }

    /** An estimate that falls takes nothing back: it may only rise again later. */
    private void tellSound(Burst burst) {
        Sound sound = burst.sound();
        long millis = sound == null ? 0 : (long) Math.ceil(sound.audioSeconds() * 1000);
        if (millis > soundMillis) {
            lane.observer().spoken(lane.flow(), millis - soundMillis);
            soundMillis = millis;
        }
    }

    /** Whether the sound of the open burst, as far as it was let go, is longer than a limit. */
    boolean longerThan(UploadLimit limit) {
        return soundMillis > limit.longest().toMillis();
    }

    /** The open burst ends because it was longer than this. */
    void cutBy(UploadLimit limit) {
        cutBy = limit;
    }

    /** The name in the ClientHello; null where it is not there, or not yet. */
    @Nullable
    String clearName() {
        return name;
    }

    /** Bytes counted as forwarded were held or thrown away after all. */
    void takenBack(long bytes) {
        forwardedOfBurst = Math.max(0, forwardedOfBurst - bytes);
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
        if (soundMillis > 0) {
            tellSound(burst);
        }
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
        if (burst.upload() || attempt) {
            Instant now = lane.clock().now();
            long nanos = lane.clock().nanos();
            lane.observer()
                    .uploaded(new Upload(
                            lane.flow(),
                            name(),
                            now.minusNanos(nanos - burst.startNanos()),
                            now.minusNanos(nanos - burst.endNanos()),
                            burst,
                            Math.min(forwardedOfBurst, burst.wireBytes()),
                            told(decision)));
        }
        mayHaveSounded |= burst.upload() || burst.suspicious() || burst.bytes() > Withholding.SMALL;
        forwardedOfBurst = 0;
        leftUnder = null;
        cutBy = null;
        soundMillis = 0;
        soundTold = false;
    }

    /**
     * Sound that left did so under the decision before a mute cut it short, and never under the mute. One that was too long is told
     * with that reason, whatever let it leave.
     */
    private Decision told(Decision decision) {
        Decision left = forwardedOfBurst > 0 && leftUnder != null ? leftUnder : null;
        UploadLimit limit = cutBy;
        if (limit == null) {
            return left != null ? left : decision;
        }
        Verdict verdict = left != null ? left.verdict() : Verdict.WITHHOLD;
        return new Decision(verdict, Reason.LONGEST_UPLOAD, limit.rule(), decision.validUntil());
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
