package org.earmuff.rules.hours;

import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.stream.LongStream;

/**
 * The union of weekly windows: open while the clock on the wall is inside any of them. Immutable; equal where the windows are.
 *
 * <p>Whether it is open depends on the wall clock's reading alone. That settles clock changes: a repeated hour is open both times, and a
 * window's edge that the wall clock skips takes effect at the first instant after the gap.
 */
public final class WeeklyHours {

    private static final long DAY = 24 * 60 * 60;
    private static final long WEEK = 7 * DAY;

    /** Monday 00:00 to 1970-01-01 00:00, a Thursday. */
    private static final long EPOCH_IN_WEEK = 3 * DAY;

    /**
     * No real zone changes its clocks this often without a window's edge showing; a bound all the same, so that a corrupt zone cannot
     * hold an event loop.
     */
    private static final int MOST_STEPS = 10_000;

    private final List<Window> windows;

    /** Seconds of the week, 0 to a week, at which it opens and closes by turns, ascending; empty for always and for never. */
    private final long[] edges;

    /** Whether it is open before the first edge, which may be Monday 00:00: as at the end of the week before. */
    private final boolean openBefore;

    private WeeklyHours(List<Window> windows) {
        this.windows = windows;
        List<long[]> stretches = merged(windows);
        boolean opensAtStart = !stretches.isEmpty() && stretches.get(0)[0] == 0;
        this.openBefore = !stretches.isEmpty() && stretches.get(stretches.size() - 1)[1] == WEEK;
        // Open on both sides of Sunday's midnight is no edge; open on one side is one, at the week's first second.
        LongStream inside = stretches.stream().flatMapToLong(LongStream::of).filter(edge -> edge > 0 && edge < WEEK);
        this.edges = opensAtStart == openBefore
                ? inside.toArray()
                : LongStream.concat(LongStream.of(0), inside).toArray();
    }

    /** Hours that are open inside any of the windows; never open where there are none. */
    public static WeeklyHours of(Collection<Window> windows) {
        return new WeeklyHours(List.copyOf(windows));
    }

    /**
     * Reads windows as people write them, such as {@code mon-fri 07:00-22:30} or {@code sat,sun 09:00-00:30}; the union of all texts.
     *
     * @throws IllegalArgumentException with what is wrong and what would be right, where a text is not one
     */
    public static WeeklyHours parse(String... texts) {
        List<Window> windows = new ArrayList<>();
        for (String text : texts) {
            windows.addAll(WindowText.parse(text));
        }
        return of(windows);
    }

    /** The windows it was made of, in their order. */
    public List<Window> windows() {
        return windows;
    }

    /** Whether it is open at an instant by the wall clock of a zone. */
    public boolean openAt(Instant at, ZoneId zone) {
        return openAt(secondOfWeek(at.getEpochSecond(), zone.getRules().getOffset(at)));
    }

    /**
     * The first instant after the given one at which {@link #openAt} differs from what it is then.
     *
     * @return {@link Instant#MAX} where it never does
     */
    public Instant nextChange(Instant after, ZoneId zone) {
        if (edges.length == 0) {
            return Instant.MAX;
        }
        ZoneRules rules = zone.getRules();
        boolean was = openAt(after, zone);
        Instant at = after;
        for (int step = 0; step < MOST_STEPS; step++) {
            Instant edge = nextEdge(at, rules.getOffset(at));
            ZoneOffsetTransition shift = rules.isFixedOffset() ? null : rules.nextTransition(at);
            // Up to the clock change the offset stands still and the next edge is where arithmetic says; at the change,
            // look again.
            at = shift != null && !edge.isBefore(shift.getInstant()) ? shift.getInstant() : edge;
            if (at.equals(Instant.MAX) || openAt(at, zone) != was) {
                return at;
            }
        }
        return at;
    }

    private Instant nextEdge(Instant at, ZoneOffset offset) {
        long second = secondOfWeek(at.getEpochSecond(), offset);
        long wait = edges[0] + WEEK - second;
        for (long edge : edges) {
            if (edge > second) {
                wait = edge - second;
                break;
            }
        }
        long epochSecond = at.getEpochSecond() + wait;
        return epochSecond >= Instant.MAX.getEpochSecond() ? Instant.MAX : Instant.ofEpochSecond(epochSecond);
    }

    private boolean openAt(long secondOfWeek) {
        boolean open = openBefore;
        for (long edge : edges) {
            if (edge > secondOfWeek) {
                break;
            }
            open = !open;
        }
        return open;
    }

    private static long secondOfWeek(long epochSecond, ZoneOffset offset) {
        return Math.floorMod(epochSecond + offset.getTotalSeconds() + EPOCH_IN_WEEK, WEEK);
    }

    /** The windows as stretches of the week that neither overlap nor touch, ascending; one that runs past Sunday is cut in two. */
    private static List<long[]> merged(List<Window> windows) {
        List<long[]> cut = new ArrayList<>();
        for (Window window : windows) {
            long from = window.startOfWeek() * 60L;
            long to = from + window.minutes() * 60L;
            cut.add(new long[] {from, Math.min(to, WEEK)});
            if (to > WEEK) {
                cut.add(new long[] {0, to - WEEK});
            }
        }
        cut.sort(Comparator.comparingLong(s -> s[0]));
        List<long[]> merged = new ArrayList<>();
        for (long[] stretch : cut) {
            long[] last = merged.isEmpty() ? null : merged.get(merged.size() - 1);
            if (last != null && stretch[0] <= last[1]) {
                last[1] = Math.max(last[1], stretch[1]);
            } else {
                merged.add(stretch);
            }
        }
        return merged;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof WeeklyHours that && windows.equals(that.windows);
    }

    @Override
    public int hashCode() {
        return windows.hashCode();
    }

    /** The windows as they would be written, comma and space between. */
    @Override
    public String toString() {
        return String.join(", ", windows.stream().map(Window::toString).toList());
    }
}
