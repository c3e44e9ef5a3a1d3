package org.earmuff.signals;

import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;
import org.earmuff.signals.SwitchFile.Look;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Mutes while a file is there: {@code touch /run/earmuff/mute}. Its coming, and each change and touch, is an order; its going lifts what
 * it ordered and nobody else has ordered since. In between others may lift and mute as they like.
 *
 * <p>It fails closed: a file that is there and cannot be read or understood mutes all, and says why in the log and as the mute's reason.
 *
 * <p>It looks ten times a second, and acts on what it has seen twice: an editor that renames, or a shell that empties a file before it
 * writes, is then through. Notifications would miss what a link leads to and folders that come later.
 */
public final class FileMutes implements AutoCloseable {

    /** The {@code by} of its orders. */
    public static final String BY = "file";

    private static final Logger LOG = LoggerFactory.getLogger(FileMutes.class);
    private static final long LOOK_MILLIS = 100;
    private static final int PATIENCE = 10;
    private static final int RETRY = 10;

    private final SwitchFile file;
    private final SwitchText grammar;
    private final MuteDesk desk;
    private final HouseClock clock;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread t = new Thread(task, "mute-file");
        t.setDaemon(true);
        return t;
    });

    // Of the thread alone, after the start.
    private final Set<Scope> mine = new LinkedHashSet<>();
    private @Nullable Look acted;
    private @Nullable Look seen;
    private @Nullable Look complained;
    private boolean misread;
    private int unsettled;
    private int untilRetry;

    /**
     * @param file which may be in a folder that does not exist yet
     * @param scopes those of this house
     * @param zone whose wall clock the file's times are read on
     * @param style what its mutes do
     */
    public FileMutes(
            Path file,
            MuteDesk desk,
            HouseClock clock,
            Supplier<List<Scope>> scopes,
            Supplier<ZoneId> zone,
            MuteOrder.Style style) {
        this.file = new SwitchFile(file);
        this.grammar = new SwitchText(scopes, zone, style);
        this.desk = desk;
        this.clock = clock;
    }

    /**
     * Looks, and begins to watch. Returns when what the file orders is in force. A file that is gone at the start lifts nothing: after a
     * power cut {@code /run} is empty, and a mute survives that.
     */
    public void start() {
        desk.state().at(clock.now()).orders().stream()
                .filter(o -> o.by().equals(BY))
                .forEach(o -> mine.add(o.scope()));
        Look now = file.look();
        if (now.present()) {
            act(now);
        } else {
            acted = now;
            mine.forEach(scope -> LOG.warn(
                    "{} is still muted by {}, which is gone since the last start; lift it with: earmuff unmute '{}'",
                    scope,
                    file.path(),
                    scope));
        }
        thread.scheduleWithFixedDelay(this::look, LOOK_MILLIS, LOOK_MILLIS, TimeUnit.MILLISECONDS);
    }

    /** Speakers or rooms are others: a file that could not be understood may now be. */
    public void houseChanged() {
        try {
            thread.execute(() -> {
                if (misread) {
                    acted = null;
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("nobody looks at {} any more", file.path());
        }
    }

    private void look() {
        try {
            Look now = file.look();
            if (now.equals(acted)) {
                unsettled = 0;
                seen = now;
            } else if (untilRetry > 0) {
                untilRetry--;
            } else if (now.equals(seen) || ++unsettled > PATIENCE) {
                unsettled = 0;
                act(now);
            }
            seen = now;
        } catch (RuntimeException e) {
            // Thrown on, it would end the watch for good.
            LOG.error("looking at {} failed once and goes on", file.path(), e);
        }
    }

    private void act(Look now) {
        misread = false;
        List<MuteOrder> orders = now.present() ? orders(now) : List.of();
        try {
            Set<Scope> named = new LinkedHashSet<>();
            for (MuteOrder order : orders) {
                named.add(order.scope());
                give(order);
            }
            // New ones first: nothing is open in between.
            for (Scope scope : List.copyOf(mine)) {
                if (!named.contains(scope)) {
                    Receipts.await(
                            desk.liftOwn(scope, BY, now.present() ? "no longer in the file" : "the file is gone"));
                    mine.remove(scope);
                }
            }
            acted = now;
        } catch (MuteRefusedException e) {
            if (!now.equals(complained)) {
                complained = now;
                LOG.error("{}: {}; trying again", file.path(), e.getMessage());
            }
            untilRetry = RETRY;
        }
    }

    private void give(MuteOrder order) {
        if (!order.activeAt(clock.now())) {
            // Its end passed while nobody looked: what it had ordered is over, too.
            Receipts.await(desk.liftOwn(order.scope(), BY, "its time is over"));
            mine.remove(order.scope());
            return;
        }
        mine.add(order.scope());
        boolean already = desk.state()
                .on(order.scope())
                .filter(o -> o.by().equals(BY)
                        && o.style() == order.style()
                        && Objects.equals(o.until(), order.until())
                        && o.reason().equals(order.reason()))
                .isPresent();
        if (!already) {
            Receipts.await(desk.order(order));
        }
    }

    private List<MuteOrder> orders(Look look) {
        Instant now = clock.now();
        String why = look.problem();
        if (why.isEmpty()) {
            try {
                return grammar.parse(look.text(), look.written(), now);
            } catch (IllegalArgumentException e) {
                why = String.valueOf(e.getMessage());
            }
        }
        misread = true;
        if (!look.equals(complained)) {
            complained = look;
            LOG.error("{} cannot be understood, so everything is muted: {}", file.path(), why);
        }
        return List.of(grammar.order(Scope.ALL, null, shown(file.path() + ": " + why.split(":", 2)[0]), now));
    }

    private static String shown(String reason) {
        String line = reason.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= SwitchText.LONGEST_REASON
                ? line
                : line.substring(0, SwitchText.LONGEST_REASON - 1) + "…";
    }

    /** Stops looking; what the file ordered stays in force. */
    @Override
    public void close() {
        thread.shutdownNow();
    }
}
