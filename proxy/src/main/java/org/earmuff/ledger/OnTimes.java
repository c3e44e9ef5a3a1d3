package org.earmuff.ledger;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * When the appliance was on, as its own rows tell. A time counts as on where the household's clock <em>showed</em> it while the appliance
 * ran. So a clock that went forward leaves out what it skipped, a machine that slept leaves out its sleep, and a clock that
 * went back makes an hour that was shown twice count once. What is on is therefore never claimed for a time that no row could carry.
 *
 * <p>After a power cut there is no {@code stop} row: the last sign of life ends the time, which is the newest row before, or the instant
 * that the next {@code start} row tells ({@link LifeSign}), whichever is later.
 *
 * @param on stretches in which it was on, in order and apart from one another
 * @param gaps stretches in which it was on and rows were lost, in order
 */
public record OnTimes(List<Span> on, List<Span> gaps) {

    /** What is known of an instant. */
    public enum State {
        /** On, and every row was kept. */
        ON,
        /** On, but rows of that time could not be kept. */
        GAP,
        /** Off, asleep, or before the oldest row that is kept. */
        OFF
    }

    /** A stretch of time, {@code from} inclusive, {@code until} inclusive. */
    public record Span(Instant from, Instant until) {
        boolean holds(Instant instant) {
            return !instant.isBefore(from) && !instant.isAfter(until);
        }
    }

    private static final String LAST_SEEN = "last seen on at ";
    private static final Pattern LAST = Pattern.compile(LAST_SEEN + "(\\S+)");

    public OnTimes {
        on = List.copyOf(on);
        gaps = List.copyOf(gaps);
    }

    /** The reason of a {@code start} row. */
    static String startReason(String version, @Nullable Instant lastSeenOn) {
        return "version " + version + (lastSeenOn == null ? "" : "; " + LAST_SEEN + LedgerColumns.at(lastSeenOn));
    }

    /** What is known of one instant. */
    public State at(Instant instant) {
        if (holds(gaps, instant)) {
            return State.GAP;
        }
        return holds(on, instant) ? State.ON : State.OFF;
    }

    /** Whether it was on, with every row kept, from one instant to another. */
    public boolean throughout(Instant from, Instant until) {
        return at(from) == State.ON
                && on.stream().anyMatch(s -> s.holds(from) && s.holds(until))
                && gaps.stream()
                        .noneMatch(g -> !g.from().isAfter(until) && !g.until().isBefore(from));
    }

    private static boolean holds(List<Span> spans, Instant instant) {
        int low = 0;
        int high = spans.size() - 1;
        while (low <= high) {
            int middle = (low + high) >>> 1;
            Span span = spans.get(middle);
            if (span.holds(instant)) {
                return true;
            }
            if (instant.isBefore(span.from())) {
                high = middle - 1;
            } else {
                low = middle + 1;
            }
        }
        return false;
    }

    /** Takes the rows in the order of their ids. Not thread-safe. */
    public static final class Builder {

        /** Rows that one look at the clock made: sleep and jump are told one after the other. */
        private static final Duration ONE_LOOK = Duration.ofSeconds(1);

        private final List<Span> on = new ArrayList<>();
        private final List<Span> gaps = new ArrayList<>();
        private boolean first = true;
        private @Nullable Instant from;
        private Instant sign = Instant.MIN;
        private @Nullable Instant jumped;
        private int beforeJump;

        /**
         * One row.
         *
         * @param kind the word of its kind; unknown ones count as signs of life
         * @param duration the column of this name, in seconds
         */
        public void row(String kind, Instant at, @Nullable Double duration, @Nullable String reason) {
            switch (kind) {
                case "start" -> start(at, reason == null ? "" : reason);
                case "stop" -> end(at);
                case "clock" -> clock(at, duration, reason == null ? "" : reason);
                case "gap" -> {
                    Instant until = plus(at, duration);
                    gaps.add(new Span(at, until));
                    alive(at, until);
                }
                case "upload", "attempt" -> alive(at, plus(at, duration));
                default -> alive(at, at);
            }
            first = false;
        }

        /**
         * The answer.
         *
         * @param lastSign when the appliance was last known to be on, besides its rows: now where it runs; null where that is not known
         */
        public OnTimes build(@Nullable Instant lastSign) {
            Instant open = from;
            List<Span> all = new ArrayList<>(on);
            if (open != null) {
                Instant until = lastSign != null && lastSign.isAfter(sign) ? lastSign : sign;
                add(all, open, until);
            }
            return new OnTimes(joined(all), joined(gaps));
        }

        private void start(Instant at, String reason) {
            if (from != null) {
                Instant told = lastSeen(reason);
                // A sign later than this start was made by a clock that has been put right since.
                end(told != null && told.isAfter(sign) && !told.isAfter(at) ? told : sign);
            }
            open(at);
        }

        private void clock(Instant at, @Nullable Double duration, String reason) {
            if (duration == null || from == null) {
                alive(at, at);
                return;
            }
            boolean sameLook = jumped != null
                    && Duration.between(jumped, at).abs().compareTo(ONE_LOOK) <= 0
                    && beforeJump == on.size() - 1;
            Duration shift = seconds(reason.startsWith("went back") ? -duration : duration);
            if (sameLook) {
                Span last = on.remove(beforeJump);
                add(on, last.from(), last.until().minus(shift));
            } else {
                beforeJump = on.size();
                end(at.minus(shift));
            }
            open(at);
            jumped = at;
        }

        /** A row while nothing is open belongs to an appliance that is off, unless its start is no longer kept. */
        private void alive(Instant at, Instant until) {
            if (from == null && first) {
                open(at);
            }
            if (until.isAfter(sign)) {
                sign = until;
            }
        }

        private void open(Instant at) {
            from = at;
            sign = at;
        }

        private void end(Instant until) {
            if (from != null) {
                add(on, from, until);
                from = null;
            } else if (first) {
                // Its start is no longer kept: nothing is known of how long it was on.
                add(on, until, until);
            }
        }

        private static void add(List<Span> spans, Instant from, Instant until) {
            if (!until.isBefore(from)) {
                spans.add(new Span(from, until));
            }
        }

        private static @Nullable Instant lastSeen(String reason) {
            Matcher m = LAST.matcher(reason);
            try {
                return m.find() ? Instant.parse(m.group(1)) : null;
            } catch (DateTimeParseException e) {
                return null;
            }
        }

        private static Instant plus(Instant at, @Nullable Double duration) {
            return duration == null ? at : at.plus(seconds(duration));
        }

        /** Bounded, so that a damaged row does not overflow the calendar. */
        private static Duration seconds(double seconds) {
            double most = Duration.ofDays(36_500).toSeconds();
            return Duration.ofMillis(Math.round(Math.max(-most, Math.min(most, seconds)) * 1000));
        }

        private static List<Span> joined(List<Span> spans) {
            List<Span> sorted = new ArrayList<>(spans);
            sorted.sort(Comparator.comparing(Span::from));
            List<Span> joined = new ArrayList<>();
            for (Span span : sorted) {
                int last = joined.size() - 1;
                if (last >= 0 && !span.from().isAfter(joined.get(last).until())) {
                    Span before = joined.get(last);
                    Instant until = before.until().isAfter(span.until()) ? before.until() : span.until();
                    joined.set(last, new Span(before.from(), until));
                } else {
                    joined.add(span);
                }
            }
            return joined;
        }
    }
}
