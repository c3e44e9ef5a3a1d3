package org.earmuff.signals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The single place where mutes are ordered and lifted, whatever they come from. Orders are carried out one after another in the
 * order in which they were given: a mute comes into force on every event loop, then onto the disk, before it is answered; an unmute
 * goes onto the disk first. Listeners are told of what is in force.
 *
 * <p>It fails closed. A mute that cannot be written to disk still holds, and its receipt says that a restart would forget it. An
 * unmute that cannot be written is refused, because a restart would bring the mute back unasked. A {@code mutes.json} that cannot
 * be read mutes everything, until a person lifts that.
 *
 * <p>An order touches its own scope alone: lifting {@code all} lifts the mute on {@code all} and leaves {@code room:…} and
 * {@code speaker:…} as they are; the receipt's state says which remain. Lifting what is not muted changes nothing and is no error.
 *
 * <p>A mute with an end is lifted by the desk itself. It looks at the wall clock at least every second while there is such a mute,
 * so a clock that jumps is followed.
 */
public final class MuteDesk implements AutoCloseable {

    /** More scopes than this at once are refused. */
    public static final int MOST_MUTES = 256;

    private static final int MOST_WAITING = 64;
    private static final Duration LONGEST_SLEEP = Duration.ofSeconds(1);
    private static final Duration APPLY_TIMEOUT = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(MuteDesk.class);

    private final MuteFile file;
    private final HouseClock clock;
    private final ScheduledThreadPoolExecutor thread;
    private final AtomicInteger waiting = new AtomicInteger();
    private final List<MuteListener> listeners = new CopyOnWriteArrayList<>();
    private final Function<MuteState, CompletionStage<Void>> apply;
    private final LongConsumer applyNanos;
    private volatile MuteState state;
    private @Nullable ScheduledFuture<?> alarm;

    /** What an order or a lift makes of the state; run on the desk's thread. */
    private interface Change {
        MuteReceipt carryOut() throws IOException;
    }

    /**
     * Reads {@code mutes.json}. Nothing is applied yet: start the policy with {@link #state()}.
     *
     * @param folder the state folder, which exists
     * @param apply puts a state into force at once and completes when every event loop acts on it
     * @param applyNanos told how long that took, from the order to its completion
     */
    public MuteDesk(
            Path folder, HouseClock clock, Function<MuteState, CompletionStage<Void>> apply, LongConsumer applyNanos) {
        this.file = new MuteFile(folder);
        this.clock = clock;
        this.apply = apply;
        this.applyNanos = applyNanos;
        this.thread = new ScheduledThreadPoolExecutor(1, task -> {
            Thread t = new Thread(task, "mutes");
            t.setDaemon(true);
            return t;
        });
        thread.setRemoveOnCancelPolicy(true);
        this.state = load();
    }

    /** Begins to end mutes whose time has come. Call it once listeners are there and {@code apply} works. */
    public void start() {
        later(this::arm);
    }

    /** The mutes in force, the one that is being applied included. Any thread. */
    public MuteState state() {
        return state;
    }

    public void listen(MuteListener listener) {
        listeners.add(listener);
    }

    /**
     * Sets a mute, in place of the one on its scope.
     *
     * @return completes when every event loop acts on it; exceptionally with {@link MuteRefusedException}
     */
    public CompletionStage<MuteReceipt> order(MuteOrder order) {
        long began = clock.nanos();
        return submit(() -> {
            MuteState now = state.at(clock.now());
            Optional<MuteOrder> replaced = now.on(order.scope());
            if (replaced.isEmpty() && now.orders().size() >= MOST_MUTES) {
                throw new MuteRefusedException("there are already " + MOST_MUTES + " mutes: lift some, or mute all");
            }
            MuteState next = now.with(order);
            // In force first: the disk may take its time, and until the answer nobody relies on what it holds.
            String warning;
            try {
                enforce(next, began, l -> l.muted(order));
            } finally {
                warning = tryToKeep(next);
            }
            return new MuteReceipt(next, replaced, warning.isEmpty(), warning);
        });
    }

    /**
     * Lifts the mute on one scope.
     *
     * @param by who asks, as in {@link MuteOrder#by()}
     * @param reason free text, may be empty
     * @return completes when every event loop acts on it; exceptionally with {@link MuteRefusedException}
     */
    public CompletionStage<MuteReceipt> lift(Scope scope, String by, String reason) {
        return lift(scope, by, reason, order -> true);
    }

    /** The same for who may only take back an own order: whatever another source has ordered since stays as it is. */
    public CompletionStage<MuteReceipt> liftOwn(Scope scope, String by, String reason) {
        return lift(scope, by, reason, order -> order.by().equals(by));
    }

    private CompletionStage<MuteReceipt> lift(Scope scope, String by, String reason, Predicate<MuteOrder> which) {
        long began = clock.nanos();
        return submit(() -> {
            MuteState now = state.at(clock.now());
            Optional<MuteOrder> lifted = now.on(scope).filter(which);
            if (lifted.isEmpty()) {
                return new MuteReceipt(now, lifted, true, "");
            }
            MuteState next = now.without(scope);
            try {
                file.save(next);
            } catch (IOException e) {
                throw new MuteRefusedException(
                        "still muted: " + file.path() + " cannot be written (" + e + "), so a restart would bring the"
                                + " mute back; make room or mend the disk, then unmute again",
                        e);
            }
            enforce(next, began, l -> l.lifted(lifted.get(), by, reason));
            return new MuteReceipt(next, lifted, true, "");
        });
    }

    /** Stops the desk; the mutes stay on disk and in force. Orders still waiting are carried out first, for up to two seconds. */
    @Override
    public void close() {
        thread.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
        thread.shutdown();
        try {
            if (!thread.awaitTermination(2, TimeUnit.SECONDS)) {
                thread.shutdownNow();
            }
        } catch (InterruptedException e) {
            thread.shutdownNow();
            Thread.currentThread().interrupt();
        }
    }

    private MuteState load() {
        try {
            return file.load();
        } catch (IOException e) {
            LOG.error(
                    "{}: cannot be read ({}). Everything is muted until you lift it: earmuff unmute all. A copy of the file"
                            + " is kept as {}.",
                    file.path(),
                    e.getMessage(),
                    file.aside());
            Instant now = clock.now();
            String reason = MuteFile.NAME + " cannot be read";
            MuteState closed = MuteState.NONE.with(
                    new MuteOrder(Scope.ALL, MuteOrder.Style.WITHHOLD, null, "earmuff", reason, now));
            try {
                // The bad file goes only once its copy is safe; while it stays, the next start is muted too.
                if (Files.isRegularFile(file.path())) {
                    file.keepAside();
                    file.save(closed);
                }
            } catch (IOException again) {
                LOG.error("{}: cannot be replaced either: {}", file.path(), again.toString());
            }
            return closed;
        }
    }

    private CompletionStage<MuteReceipt> submit(Change change) {
        CompletableFuture<MuteReceipt> done = new CompletableFuture<>();
        if (waiting.incrementAndGet() > MOST_WAITING) {
            waiting.decrementAndGet();
            done.completeExceptionally(new MuteRefusedException("too many orders at once: try again in a second"));
            return done;
        }
        boolean taken = later(() -> {
            try {
                done.complete(change.carryOut());
            } catch (MuteRefusedException e) {
                done.completeExceptionally(e);
            } catch (IOException | RuntimeException e) {
                LOG.error("an order failed", e);
                done.completeExceptionally(new MuteRefusedException("the order failed: " + e, e));
            } finally {
                waiting.decrementAndGet();
                arm();
            }
        });
        if (!taken) {
            waiting.decrementAndGet();
            done.completeExceptionally(new MuteRefusedException("Earmuff is stopping: give the order again after it"));
        }
        return done;
    }

    private boolean later(Runnable task) {
        try {
            thread.execute(task);
            return true;
        } catch (RejectedExecutionException e) {
            return false;
        }
    }

    /** An empty answer, or the warning that the state is not on disk. */
    private String tryToKeep(MuteState next) {
        try {
            file.save(next);
            return "";
        } catch (IOException e) {
            LOG.error(
                    "{}: cannot be written ({}). The mute holds, but a restart would forget it.",
                    file.path(),
                    e.toString());
            return "muted, but " + file.path() + " cannot be written (" + e
                    + "): a restart would forget this mute; make room or mend the disk, then mute again";
        }
    }

    /** Listeners are told even where not every loop confirms: the order is in force and belongs into the account. */
    private void enforce(MuteState next, long began, Consumer<MuteListener> event) {
        state = next;
        try {
            apply.apply(next).toCompletableFuture().get(APPLY_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            applyNanos.accept(clock.nanos() - began);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new MuteRefusedException("Earmuff is stopping before every connection confirmed the order", e);
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.error("a change of the mutes was not confirmed by every event loop", e);
            throw new MuteRefusedException(
                    "the order is in force for new connections, but not every open one confirmed it within "
                            + APPLY_TIMEOUT.toSeconds() + " s: look at the log; a restart closes them all",
                    e);
        } finally {
            tell(event);
        }
    }

    private void tell(Consumer<MuteListener> event) {
        for (MuteListener listener : listeners) {
            try {
                event.accept(listener);
            } catch (RuntimeException e) {
                LOG.error("a listener of the mutes failed", e);
            }
        }
    }

    /** Sets the one alarm to the next end, or to a second from now where that is later. */
    private void arm() {
        if (alarm != null) {
            alarm.cancel(false);
            alarm = null;
        }
        Instant now = clock.now();
        state.orders().stream()
                .map(MuteOrder::until)
                .filter(until -> until != null)
                .min(Instant::compareTo)
                .ifPresent(end -> {
                    long millis = now.isBefore(end.minus(LONGEST_SLEEP))
                            ? LONGEST_SLEEP.toMillis()
                            : Math.max(1, Duration.between(now, end).toMillis());
                    try {
                        alarm = thread.schedule(this::endWhatIsOver, millis, TimeUnit.MILLISECONDS);
                    } catch (RejectedExecutionException e) {
                        LOG.debug("the desk is closed");
                    }
                });
    }

    private void endWhatIsOver() {
        try {
            Instant now = clock.now();
            List<MuteOrder> over =
                    state.orders().stream().filter(o -> !o.activeAt(now)).toList();
            if (over.isEmpty()) {
                return;
            }
            MuteState next = state.at(now);
            // Not written is no harm here: the end is in the file, and the next start sees that it has passed.
            tryToForget(next);
            enforce(next, clock.nanos(), l -> over.forEach(o -> l.lifted(o, MuteListener.BY_ITS_END, "")));
        } catch (RuntimeException e) {
            LOG.error("ending a mute failed", e);
        } finally {
            arm();
        }
    }

    private void tryToForget(MuteState next) {
        try {
            file.save(next);
        } catch (IOException e) {
            LOG.warn("{}: cannot be written: {}", file.path(), e.toString());
        }
    }
}
