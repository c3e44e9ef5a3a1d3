package org.earmuff.ledger;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Upload;
import org.earmuff.rules.mute.MuteOrder;
import org.jspecify.annotations.Nullable;

/**
 * The account of every upload, mute and change of rules, in {@code ledger.db} (0600) of the state folder. Appending never blocks and
 * never throws; a row is on disk less than two seconds after the last byte it tells of.
 *
 * <p>Each row carries the hash of the one before it, and a key of this appliance signs where the chain stands, every hour and at the
 * stop: {@code docs/ledger.md} says what that proves and how to check it.
 *
 * <p>A speaker's storm is told in sums: {@link RowPace}.
 *
 * <p>Rows are taken from the moment of construction and written from {@link #start()} on, so that the database's library, which
 * is slow to load, does not hold up the listeners.
 */
public final class Ledger implements FlowObserver, AutoCloseable {

    private static final Duration STOP_WITHIN = Duration.ofSeconds(3);
    /** Where the oldest row that is not on disk is older, in seconds, something is wrong with the disk. */
    private static final double BEHIND = 2;

    private final LedgerFile file;
    private final LedgerWriter writer;
    private final LedgerReader reader;
    private final HouseClock clock;
    private final String boot;
    private final Thread thread;
    private final RowPace pace;
    private volatile @Nullable String configSha256;

    /**
     * @param folder the state folder, which exists
     * @param boot the kernel's identifier of this boot: {@link #bootId()}
     */
    public Ledger(Path folder, HouseClock clock, String boot) {
        this.clock = clock;
        this.boot = boot;
        this.file = new LedgerFile(folder);
        this.reader = new LedgerReader(file);
        this.writer = new LedgerWriter(
                file,
                clock,
                new LedgerPen.Rows(
                        this::gap,
                        (at, why) -> said(RowKind.CHECKPOINT, at, why),
                        (at, why) -> said(RowKind.CONFIG, at, why)));
        this.pace = new RowPace(() -> lagSeconds() > BEHIND, sum -> writer.append(sum.row(stamp())));
        this.thread = new Thread(writer, "ledger");
        thread.setDaemon(true);
    }

    /** The kernel's identifier of this boot; a random one where there is none to read. */
    public static String bootId() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            return UUID.randomUUID().toString();
        }
    }

    /** Begins to write. Call it once, after the listeners are up. */
    public void start() {
        thread.start();
    }

    /** How much is kept from now on; {@link LedgerLimits#USUAL} until this is said. Any thread. */
    public void limits(LedgerLimits limits) {
        writer.limits(limits);
    }

    /**
     * Who is told when rows cannot be written or were lost, in a clause such as {@code 12 rows could not be kept}. Called on the writer's
     * thread, which it must not hold up; it must not throw.
     */
    public void onTrouble(Consumer<String> listener) {
        writer.onTrouble(listener);
    }

    /**
     * Who is told when somebody else has changed the file, in a clause such as {@code row 7: its hash is not that of its content}. Called
     * on the writer's thread, which it must not hold up; it must not throw.
     */
    public void onChange(Consumer<String> listener) {
        writer.onChange(listener);
    }

    /** Who is told of each checkpoint that is signed. Called on the writer's thread, which it must not hold up; it must not throw. */
    public void onCheckpoint(Consumer<LedgerHead> listener) {
        writer.onCheckpoint(listener);
    }

    /** What may be asked. */
    public LedgerReader reader() {
        return reader;
    }

    @Override
    public void uploaded(Upload upload) {
        LedgerRow row = LedgerRow.of(upload, stamp());
        if (pace.mayHaveRow(upload, row.kind(), row.monotonicNanos())) {
            writer.append(row);
        }
    }

    /** A mute was set. */
    public void muted(MuteOrder order) {
        writer.append(LedgerRow.of(RowKind.MUTE, order.since(), order, said(order.by(), order.reason()), stamp()));
    }

    /**
     * A mute is over.
     *
     * @param by who lifted it; {@code end} where its time had come
     */
    public void unmuted(MuteOrder order, String by, String reason) {
        MuteOrder over = new MuteOrder(order.scope(), order.style(), null, by, reason, order.since());
        writer.append(LedgerRow.of(RowKind.UNMUTE, clock.now(), over, said(by, reason), stamp()));
    }

    /**
     * A configuration came into force; later rows carry its digest.
     *
     * @param sha256 lower-case hexadecimal digest
     * @param what a short text, such as {@code loaded} or {@code last good, because …}
     */
    public void configured(String sha256, String what) {
        configSha256 = sha256;
        plain(RowKind.CONFIG, what);
    }

    /** A configuration was refused; the one before stays in force. */
    public void configurationRefused(String why) {
        plain(RowKind.CONFIG, "refused: " + why);
    }

    /**
     * A device was seen for the first time, or turned out to be several.
     *
     * @param speaker the speaker's name, or {@code unknown}
     * @param what a short text; it may name the device's addresses
     */
    public void device(String speaker, String what) {
        writer.append(LedgerRow.of(RowKind.DEVICE, clock.now(), (Double) null, what, stamp())
                .about(speaker));
    }

    /** The appliance started; when it was last on is not known. */
    public void started(String version) {
        started(version, null);
    }

    /**
     * The appliance started.
     *
     * @param lastSeenOn when it was last known to be on before ({@link LifeSign}); null where that is not known
     */
    public void started(String version, @Nullable Instant lastSeenOn) {
        plain(RowKind.START, OnTimes.startReason(version, lastSeenOn));
    }

    /** The appliance stops, in good order. */
    public void stopped(String why) {
        plain(RowKind.STOP, why);
    }

    /**
     * The wall clock did something besides running.
     *
     * @param seconds by how much it jumped or how long the machine slept; 0 where it is not about that
     */
    public void clock(String what, double seconds) {
        writer.append(LedgerRow.of(RowKind.CLOCK, clock.now(), seconds > 0 ? seconds : null, what, stamp()));
    }

    /** Rows written since start, by the word of their kind. */
    public Map<String, Long> rowsWritten() {
        Map<String, Long> rows = new TreeMap<>();
        for (RowKind kind : RowKind.values()) {
            rows.put(kind.word(), writer.written(kind));
        }
        return rows;
    }

    /** The newest row on disk and what stands for it; empty before the first one, and until the file was opened. */
    public Optional<LedgerHead> head() {
        return Optional.ofNullable(writer.pen().head());
    }

    /** The newest checkpoint, which changes once an hour; empty where there is none. */
    public Optional<LedgerHead> checkpoint() {
        return Optional.ofNullable(writer.pen().checkpoint());
    }

    /** What keeps the account from being proven, as sentences: nothing is signed, or somebody has changed it. */
    public List<String> problems() {
        return Stream.of(writer.pen().unsigned(), writer.pen().broken())
                .filter(problem -> !problem.isEmpty())
                .toList();
    }

    /** Bytes on disk. */
    public long bytes() {
        return file.bytes();
    }

    /** Failed attempts to write, and rows that found the queue full, since start. */
    public long errors() {
        return writer.errors();
    }

    /** Age of the oldest row that is not on disk, in seconds; 0 where all are. */
    public double lagSeconds() {
        return writer.lagSeconds();
    }

    /** Writes what waits, for up to three seconds, and closes the file. */
    @Override
    public void close() {
        pace.tellAll();
        writer.stop();
        try {
            if (thread.getState() == Thread.State.NEW) {
                thread.start();
            }
            thread.join(STOP_WITHIN.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void plain(RowKind kind, String reason) {
        writer.append(said(kind, clock.now(), reason));
    }

    private LedgerRow said(RowKind kind, Instant at, String reason) {
        return LedgerRow.of(kind, at, (Double) null, reason, stamp());
    }

    private LedgerRow gap(Instant from, String reason) {
        double seconds = Math.max(0, Duration.between(from, clock.now()).toMillis()) / 1000.0;
        return LedgerRow.of(RowKind.GAP, from, seconds, reason, stamp());
    }

    private LedgerRow.Stamp stamp() {
        return new LedgerRow.Stamp(configSha256, boot, clock.nanos());
    }

    private static String said(String by, String reason) {
        return reason.isEmpty() ? by : by + ": " + reason;
    }
}
