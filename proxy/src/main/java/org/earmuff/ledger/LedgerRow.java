package org.earmuff.ledger;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.rules.voice.Sound;
import org.jspecify.annotations.Nullable;

/**
 * One row of the account. Columns that a kind has no use for are null.
 *
 * @param id place in the account, from 1; 0 before it was written
 * @param at when it began: an upload's first byte, an order's instant, the first of a gap's lost rows
 * @param speaker the speaker's name, or {@code unknown}
 * @param flow the flow's number since start
 * @param destination address and port that the speaker wanted
 * @param name the name in clear that the flow was opened with
 * @param transport {@code tcp} or {@code udp}
 * @param bytes the burst's bytes on the wire, record headers included
 * @param forwardedBytes how many of them were given to the cloud's connection
 * @param audioSeconds estimate of the sound in the burst, whether it left or not; null where it was withheld before it could show itself
 * @param duration seconds: an upload's from first to last byte, a mute's to its end, a gap's length
 * @param verdict for uploads the verdict, for mutes their style
 * @param reason for uploads the verdict's reason; else a short text
 * @param rule {@code name (file:line)}
 * @param configSha256 of the configuration in force
 * @param boot the kernel's identifier of this boot
 * @param monotonicNanos the monotonic clock when the row was made; comparable within one boot
 */
public record LedgerRow(
        long id,
        Instant at,
        RowKind kind,
        @Nullable String speaker,
        @Nullable String room,
        @Nullable Long flow,
        @Nullable String destination,
        @Nullable String name,
        @Nullable String transport,
        @Nullable String coding,
        @Nullable Long bytes,
        @Nullable Long forwardedBytes,
        @Nullable Double audioSeconds,
        @Nullable Double duration,
        @Nullable String verdict,
        @Nullable String reason,
        @Nullable String rule,
        @Nullable String configSha256,
        String boot,
        long monotonicNanos) {

    private static final String LIMIT = "limit";
    /** For these something is stopped, and never let leave. */
    private static final Set<String> CUTTING = Stream.of(
                    Reason.MUTE, Reason.HOURS, Reason.BUDGET, Reason.LONGEST_UPLOAD, Reason.NAME, Reason.OVERLOAD)
            .map(Reason::word)
            .collect(Collectors.toUnmodifiableSet());

    /** What every row carries besides its own facts. */
    record Stamp(@Nullable String configSha256, String boot, long monotonicNanos) {}

    static LedgerRow of(Upload upload, Stamp stamp) {
        Flow flow = upload.flow();
        Sound sound = upload.burst().sound();
        RuleRef rule = upload.decision().rule();
        return new LedgerRow(
                0,
                upload.start(),
                upload.forwardedBytes() > 0 ? RowKind.UPLOAD : RowKind.ATTEMPT,
                flow.speaker(),
                flow.room(),
                flow.id(),
                address(flow.destination()),
                upload.name(),
                flow.transport().word(),
                sound == null ? null : sound.coding().word(),
                upload.burst().wireBytes(),
                upload.forwardedBytes(),
                sound == null ? null : sound.audioSeconds(),
                seconds(Duration.between(upload.start(), upload.end())),
                upload.decision().verdict().word(),
                upload.decision().reason().word(),
                rule == null ? null : rule.name() + " (" + rule.file() + ":" + rule.line() + ")",
                stamp.configSha256(),
                stamp.boot(),
                stamp.monotonicNanos());
    }

    static LedgerRow of(RowKind kind, Instant at, MuteOrder order, String reason, Stamp stamp) {
        Scope scope = order.scope();
        return new LedgerRow(
                0,
                at,
                kind,
                scope instanceof Scope.Speaker s ? s.name() : null,
                scope instanceof Scope.Room r ? r.name() : null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                order.until() == null ? null : seconds(Duration.between(at, order.until())),
                order.style().word(),
                reason,
                null,
                stamp.configSha256(),
                stamp.boot(),
                stamp.monotonicNanos());
    }

    static LedgerRow of(RowKind kind, Instant at, @Nullable Double duration, String reason, Stamp stamp) {
        return new LedgerRow(
                0,
                at,
                kind,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                duration,
                null,
                reason,
                null,
                stamp.configSha256(),
                stamp.boot(),
                stamp.monotonicNanos());
    }

    /** Estimated seconds of sound that left: of an upload cut short, the share of its bytes that did; 0 of anything else. */
    public double secondsLeft() {
        return kind != RowKind.UPLOAD || audioSeconds == null || bytes == null || bytes <= 0
                ? 0
                : audioSeconds * Math.min(1.0, bytesLeft() / (double) bytes);
    }

    /**
     * Whether this is an upload that began to leave and that Earmuff then cut: its reason is one for which nothing leaves, or bytes of it
     * that nothing slowed did not leave.
     */
    public boolean cutShort() {
        return kind == RowKind.UPLOAD && cutShort(verdict, reason, rule, bytes == null || bytesLeft() == bytes);
    }

    /**
     * The same of an upload whose columns are known one by one.
     *
     * @param whole whether as many bytes left as it had
     */
    public static boolean cutShort(
            @Nullable String verdict, @Nullable String reason, @Nullable String rule, boolean whole) {
        boolean slowed = LIMIT.equals(verdict);
        if (reason == null) {
            return !slowed && !whole;
        }
        return CUTTING.contains(reason)
                || (reason.equals(Reason.DEFAULT.word()) && rule != null)
                || (slowed ? !reason.equals(Reason.RATE.word()) : !whole);
    }

    /** Bytes of an upload that left; 0 of anything else. */
    public long bytesLeft() {
        return kind != RowKind.UPLOAD || forwardedBytes == null ? 0 : forwardedBytes;
    }

    /** The same row, about a speaker. */
    LedgerRow about(String whom) {
        return new LedgerRow(
                id,
                at,
                kind,
                whom,
                room,
                flow,
                destination,
                name,
                transport,
                coding,
                bytes,
                forwardedBytes,
                audioSeconds,
                duration,
                verdict,
                reason,
                rule,
                configSha256,
                boot,
                monotonicNanos);
    }

    private static double seconds(Duration d) {
        return Math.max(0, d.toMillis()) / 1000.0;
    }

    private static String address(InetSocketAddress a) {
        if (a.getAddress() == null) {
            return a.getHostString() + ":" + a.getPort();
        }
        String host = a.getAddress().getHostAddress();
        return (host.contains(":") ? "[" + host + "]" : host) + ":" + a.getPort();
    }
}
