package org.earmuff.ledger;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.Consumer;
import org.earmuff.flow.HouseClock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one thread that writes the account. Rows wait in a bounded queue; what finds it full is counted, and the count is written as a
 * {@code gap} row as soon as writing works again. A failing disk is tried again every second; the rows at hand are kept meanwhile.
 *
 * <p>A burst is over one second after its last byte, so a row has to be on disk within the second that is left of the two promised:
 * rows are gathered for 300 ms, then written and flushed together.
 */
final class LedgerWriter implements Runnable {

    static final int QUEUE = 8192;

    private static final int BATCH = 512;
    private static final long GATHER_MILLIS = 300;
    private static final long RETRY_MILLIS = 1000;
    private static final Duration DROPPED_SAID = Duration.ofDays(1);
    private static final Duration REMIND = Duration.ofMinutes(10);
    private static final Logger LOG = LoggerFactory.getLogger(LedgerWriter.class);

    private final LedgerFile file;
    private final HouseClock clock;
    private final LedgerPen.Rows rowMaker;
    private final LedgerPen pen;
    private final Retention retention;
    private final BlockingQueue<Entry> queue = new ArrayBlockingQueue<>(QUEUE);
    private final List<Entry> batch = new ArrayList<>(BATCH);
    private final Map<RowKind, LongAdder> written = new EnumMap<>(RowKind.class);
    private final LongAdder errors = new LongAdder();
    private final AtomicLong lost = new AtomicLong();
    private final CountDownLatch stop = new CountDownLatch(1);
    private volatile Consumer<String> trouble = why -> {};
    private volatile Consumer<String> changed = what -> {};
    private volatile Consumer<LedgerHead> signed = head -> {};
    private volatile @Nullable Instant firstLost;
    private volatile @Nullable Entry oldestInBatch;
    private @Nullable String setAside;
    private boolean mayStillSetAside = true;
    private long failingSince;
    private long saidAt;
    private boolean failing;
    private boolean moreToDrop = true;
    private @Nullable Instant saidDropped;

    private record Entry(LedgerRow row, long nanos) {}

    LedgerWriter(LedgerFile file, HouseClock clock, LedgerPen.Rows rowMaker) {
        this.file = file;
        this.clock = clock;
        this.rowMaker = rowMaker;
        this.pen = new LedgerPen(file, clock, rowMaker, what -> changed.accept(what), head -> signed.accept(head));
        this.retention = new Retention(clock, this::tellDropped);
        for (RowKind kind : RowKind.values()) {
            written.put(kind, new LongAdder());
        }
    }

    /** Takes a row, or counts it as lost; never waits. */
    void append(LedgerRow row) {
        if (!queue.offer(new Entry(row, clock.nanos()))) {
            if (firstLost == null) {
                firstLost = row.at();
            }
            lost.incrementAndGet();
            errors.increment();
        }
    }

    /** Other limits of what is kept. Any thread. */
    void limits(LedgerLimits limits) {
        retention.limits(limits);
    }

    /** Who is told in a clause when rows cannot be written or were lost; called on the writer's thread. */
    void onTrouble(Consumer<String> listener) {
        trouble = listener;
    }

    /** Who is told in a clause how somebody else has changed the file; called on the writer's thread. */
    void onChange(Consumer<String> listener) {
        changed = listener;
    }

    /** Who is told of each checkpoint but those of drops; called on the writer's thread. */
    void onCheckpoint(Consumer<LedgerHead> listener) {
        signed = listener;
    }

    void stop() {
        stop.countDown();
    }

    /** The file as it is open: heads and problems may be asked of it by any thread. */
    LedgerPen pen() {
        return pen;
    }

    long written(RowKind kind) {
        LongAdder count = written.get(kind);
        return count == null ? 0 : count.sum();
    }

    long errors() {
        return errors.sum();
    }

    /** Age of the oldest row that is not on disk, in seconds; 0 where all are. */
    double lagSeconds() {
        Entry oldest = oldestInBatch;
        if (oldest == null) {
            oldest = queue.peek();
        }
        return oldest == null ? 0 : Math.max(0, clock.nanos() - oldest.nanos()) / 1e9;
    }

    @Override
    public void run() {
        try {
            while (fill()) {
                if (!tryToWrite() && pause(RETRY_MILLIS)) {
                    break;
                }
                sign();
                if (moreToDrop || retention.isDue()) {
                    tidy();
                }
            }
            finish();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            pen.close();
        }
    }

    /** Waits for something to write and gathers what comes just after; false when it is time to stop. */
    private boolean fill() throws InterruptedException {
        if (batch.isEmpty() && lost.get() == 0) {
            Entry first = queue.poll(moreToDrop ? 0 : GATHER_MILLIS, TimeUnit.MILLISECONDS);
            if (first != null) {
                batch.add(first);
                oldestInBatch = first;
                pause(GATHER_MILLIS);
            }
        }
        queue.drainTo(batch, BATCH - batch.size());
        oldestInBatch = batch.isEmpty() ? null : batch.get(0);
        return stop.getCount() > 0;
    }

    /** True when the writer was told to stop meanwhile. */
    private boolean pause(long millis) throws InterruptedException {
        return stop.await(millis, TimeUnit.MILLISECONDS);
    }

    /** Writes all that is left, and gives up at the first error. */
    private void finish() {
        do {
            queue.drainTo(batch, BATCH - batch.size());
            if (!tryToWrite()) {
                LOG.error("{}: {} rows could not be written before the stop", file.path(), batch.size() + queue.size());
                return;
            }
        } while (!queue.isEmpty());
        try {
            pen.sign("the stop");
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            LOG.warn("{}: the stop could not be signed: {}", file.path(), e.toString());
        }
    }

    /** Never before rows that wait: key and library take a moment to load. */
    private void sign() {
        if (failing) {
            return;
        }
        try {
            pen.signWhereDue();
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            LOG.debug("{}: could not be signed: {}", file.path(), e.toString());
            pen.close();
        }
    }

    private boolean tryToWrite() {
        if (batch.isEmpty() && lost.get() == 0 && setAside == null) {
            return true;
        }
        try {
            write();
            recovered();
            return true;
        } catch (SQLException | IOException | RuntimeException | LinkageError e) {
            failed(e);
            return false;
        }
    }

    private void write() throws SQLException, IOException {
        long lostNow = lost.get();
        List<LedgerRow> rows = new ArrayList<>(batch.size() + 2);
        if (setAside != null) {
            rows.add(rowMaker.gap()
                    .apply(clock.now(), "unknown number of rows: the ledger was damaged; it is kept as " + setAside));
        }
        batch.forEach(e -> rows.add(e.row()));
        if (lostNow > 0) {
            Instant first = firstLost;
            rows.add(rowMaker.gap().apply(first == null ? clock.now() : first, lostNow + " rows could not be kept"));
        }
        pen.write(rows);
        moreToDrop = true;
        rows.forEach(row -> {
            LongAdder count = written.get(row.kind());
            if (count != null) {
                count.increment();
            }
        });
        batch.clear();
        oldestInBatch = null;
        tellTrouble(lostNow);
        setAside = null;
        if (lost.addAndGet(-lostNow) == 0) {
            firstLost = null;
        }
    }

    /** A step at a time, so that rows never wait for it; where it fails, the next row that is written tells why. */
    private void tidy() {
        if (!pen.isOpen()) {
            moreToDrop = false;
            return;
        }
        try {
            moreToDrop = retention.step(pen.open());
        } catch (SQLException | IOException | RuntimeException e) {
            moreToDrop = false;
            LOG.debug("{}: what is too old could not be dropped: {}", file.path(), e.toString());
            pen.close();
        }
    }

    private void tellDropped(Connection c, Retention.Dropped gone) throws SQLException {
        pen.dropped(c, gone.rows());
        Instant now = clock.now();
        if (saidDropped == null || now.isAfter(saidDropped.plus(DROPPED_SAID)) || now.isBefore(saidDropped)) {
            saidDropped = now;
            LOG.info(
                    "{}: older or more than ledger: allows, so rows are dropped, the oldest of {}",
                    file.path(),
                    gone.oldest());
        }
    }

    private void tellTrouble(long lostNow) {
        if (setAside != null) {
            trouble.accept("it was damaged, is kept as " + setAside + ", and a new one was begun");
        }
        if (lostNow > 0) {
            trouble.accept(lostNow + " rows could not be kept");
        }
    }

    private void failed(Throwable e) {
        errors.increment();
        pen.close();
        long now = clock.nanos();
        if (!failing) {
            failing = true;
            failingSince = now;
        }
        if (saidAt == 0 || now - saidAt > REMIND.toNanos()) {
            saidAt = now;
            LOG.error(
                    "{}: the ledger cannot be written: {}. Rows wait in memory and it is tried again every second; make room,"
                            + " or mend the disk.",
                    file.path(),
                    e.toString());
            trouble.accept("it cannot be written at the moment; look at the log");
        }
        if (e instanceof Exception x && LedgerFile.damaged(x) && mayStillSetAside) {
            moveDamagedAway();
        }
    }

    /** Once a run only: a disk that damages every new file must not be filled with them. */
    private void moveDamagedAway() {
        mayStillSetAside = false;
        try {
            String suffix = ".damaged-" + LedgerColumns.at(clock.now()).replace(":", "");
            setAside = String.valueOf(file.setAside(suffix).getFileName());
            pen.forget();
            LOG.error("{}: is damaged; it is kept as {} and a new ledger begins", file.path(), setAside);
        } catch (IOException e) {
            LOG.error("{}: is damaged and cannot be moved away: {}", file.path(), e.toString());
        }
    }

    private void recovered() {
        if (failing) {
            LOG.info("{}: written again after {} s", file.path(), (clock.nanos() - failingSince) / 1_000_000_000L);
            failing = false;
            saidAt = 0;
        }
    }
}
