package org.earmuff.usage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.HouseClock;
import org.earmuff.flow.Outcome;
import org.earmuff.policy.BudgetAccount;
import org.earmuff.policy.BudgetView;
import org.earmuff.rules.Facts;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.budget.Budget;
import org.earmuff.rules.budget.BudgetUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Counts what each speaker uses of each budget, live, and keeps the count in {@code usage.json}, which is written at most once a second
 * and only while something is used. Any thread; what is called on the way of every byte takes one short lock for each budget of the
 * speaker.
 *
 * <p>A count belongs to a rule's name, a speaker, a unit and a kind of window: a budget that is made larger keeps what was used, one that
 * is taken away and given back too. Where the file cannot be read every budget counts as spent until its window ends.
 */
public final class BudgetKeeper implements BudgetAccount, FlowObserver, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(BudgetKeeper.class);
    private static final long SAVE_MILLIS = 1000;
    private static final long REMIND_NANOS = TimeUnit.MINUTES.toNanos(10);
    /** A clock that stays back for so long was right to go back; what was used in its future counts as used next. */
    private static final long BACK_FOR_GOOD_NANOS = TimeUnit.HOURS.toNanos(1);

    private final UsageFile file;
    private final HouseClock clock;
    private final Runnable changed;
    private final Map<Count.Key, Count> counts = new ConcurrentHashMap<>();
    private final ScheduledExecutorService saver;
    private volatile Map<String, List<Followed>> bySpeaker = Map.of();
    private volatile Usage usage = Usage.NONE;
    private volatile boolean dirty;
    /** Whether what was used before the start is not known, and the clock not set to say until when that matters. */
    private volatile boolean unknown;

    // Of the saver's thread.
    private long failedSaidAt;
    private boolean failing;
    private long aheadSince;

    /**
     * Reads what was used before.
     *
     * @param folder the state folder, which exists
     * @param changed called after {@link #usage} has become another, not within {@link #follow}; on any thread
     */
    public BudgetKeeper(Path folder, HouseClock clock, Runnable changed) {
        this.file = new UsageFile(folder);
        this.clock = clock;
        this.changed = changed;
        load();
        this.saver = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "budgets");
            thread.setDaemon(true);
            return thread;
        });
        saver.scheduleWithFixedDelay(this::tick, SAVE_MILLIS, SAVE_MILLIS, TimeUnit.MILLISECONDS);
    }

    private void load() {
        try {
            counts.putAll(file.load());
        } catch (IOException e) {
            unknown = true;
            LOG.error(
                    "{}: what was used of budgets cannot be read ({}). Every budget counts as spent until its hour, day or week"
                            + " ends; a copy is kept as {}. To begin every budget anew at once, stop Earmuff, delete {} and start"
                            + " it again.",
                    file.path(),
                    e instanceof FileSystemException ? e.toString() : e.getMessage(),
                    file.aside().getFileName(),
                    file.path());
            try {
                file.keepAside();
            } catch (IOException again) {
                LOG.warn("{}: no copy could be kept: {}", file.path(), again.toString());
            }
        }
    }

    @Override
    public synchronized void follow(RuleBook rules, List<Facts> speakers) {
        bySpeaker = Counting.follow(rules, speakers, counts);
        spendIfUnknown();
        look();
    }

    @Override
    public Usage usage() {
        return usage;
    }

    @Override
    public List<BudgetView> budgets() {
        Instant now = clock.now();
        List<BudgetView> views = new ArrayList<>();
        new TreeMap<>(bySpeaker).forEach((speaker, all) -> {
            for (Followed one : all) {
                for (Budget budget : one.budgets()) {
                    views.add(new BudgetView(speaker, one.rule().ref(), budget, one.used(now), one.to(now)));
                }
            }
        });
        return views;
    }

    @Override
    public void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {
        if (direction == Direction.UP && outcome == Outcome.FORWARDED) {
            use(flow.speaker(), BudgetUnit.BYTES, bytes);
        }
    }

    @Override
    public void spoken(Flow flow, long millis) {
        use(flow.speaker(), BudgetUnit.SECONDS, millis);
    }

    private void use(String speaker, BudgetUnit unit, long amount) {
        List<Followed> all = bySpeaker.get(speaker);
        if (all == null || amount <= 0) {
            return;
        }
        Instant now = clock.now();
        boolean spent = false;
        for (Followed one : all) {
            spent |= one.counts(unit) && one.use(amount, now);
        }
        dirty = true;
        if (spent) {
            synchronized (this) {
                look();
            }
            changed.run();
        }
    }

    /** Which budgets are spent, from the counts. Under the lock. */
    private void look() {
        usage = Counting.spent(bySpeaker, unknown);
    }

    /** Where it is not known what was used, all of it was; but until when needs a clock that is set. Under the lock. */
    private void spendIfUnknown() {
        if (unknown && clock.set() && !bySpeaker.isEmpty()) {
            Instant now = clock.now();
            bySpeaker.values().forEach(all -> all.forEach(one -> one.spend(now)));
            unknown = false;
            dirty = true;
        }
    }

    private void tick() {
        try {
            if (unknown) {
                synchronized (this) {
                    spendIfUnknown();
                    look();
                }
                changed.run();
            }
            tidy();
            save();
        } catch (RuntimeException e) {
            LOG.error("the budgets' second failed once and goes on", e);
        }
    }

    /** Forgets counts of rules that are gone, once their windows are over, and brings back what a wrong clock put into the far future. */
    private void tidy() {
        if (!clock.set()) {
            return;
        }
        Instant now = clock.now();
        boolean ahead = false;
        Map<Count.Key, Followed> followed = new HashMap<>();
        bySpeaker.values().forEach(all -> all.forEach(one -> followed.put(one.key(), one)));
        for (Followed one : followed.values()) {
            ahead |= one.count().anyAfter(one.to(now));
        }
        if (!ahead) {
            aheadSince = 0;
        } else if (aheadSince == 0) {
            aheadSince = clock.nanos();
        } else if (clock.nanos() - aheadSince > BACK_FOR_GOOD_NANOS) {
            synchronized (this) {
                followed.values().forEach(one -> one.count().bringBack(one.to(now)));
                look();
            }
            dirty = true;
            changed.run();
        }
        counts.entrySet().removeIf(e -> !followed.containsKey(e.getKey()) && over(e.getKey(), e.getValue(), now));
    }

    private static boolean over(Count.Key key, Count count, Instant now) {
        // Longer than any window of the kind, whatever the zone and the clock changes.
        long seconds = 3600L
                * switch (key.window()) {
                    case HOUR -> 2;
                    case DAY -> 26;
                    case WEEK -> 7 * 24 + 2;
                };
        return !count.anyAfter(now.minusSeconds(seconds));
    }

    private void save() {
        if (!dirty) {
            return;
        }
        dirty = false;
        try {
            file.save(counts);
            if (failing) {
                failing = false;
                LOG.info("{}: written again", file.path());
            }
        } catch (IOException e) {
            dirty = true;
            long now = clock.nanos();
            if (!failing || now - failedSaidAt > REMIND_NANOS) {
                failing = true;
                failedSaidAt = now;
                LOG.error(
                        "{}: what is used of budgets cannot be written: {}. It counts until the next stop and is tried again every"
                                + " second; make room, or mend the disk.",
                        file.path(),
                        e.toString());
            }
        }
    }

    /** Writes what is not written yet. */
    @Override
    public void close() {
        saver.shutdown();
        try {
            if (!saver.awaitTermination(2, TimeUnit.SECONDS)) {
                LOG.warn("{}: the last second of what was used is not written", file.path());
                return;
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        save();
    }
}
