package org.earmuff.replay;

import java.time.Duration;
import java.time.Instant;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.RowKind;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.UploadLimit;
import org.earmuff.rules.Verdict;
import org.jspecify.annotations.Nullable;

/**
 * Judges rows in the order in which they began. The account knows an upload's sound as a whole and not moment by moment, so where
 * something may change while it leaves, the sound is spread evenly over its time.
 */
final class Judge {

    /** What a cut leaves untold is taken as so much sound: enough to reach again, under the same rules, what cut it. */
    private static final long UNTOLD_MILLIS = 500;
    /** Less sound than this is no difference: it is within what estimates and looks at the clock are apart. */
    private static final double SAME_SECONDS = 0.5;
    /** After the last byte of an upload that was cut: by then it had been. */
    private static final Duration CUT_BY = Duration.ofSeconds(1);

    private static final long STEP_MILLIS = 50;
    private static final long MOST_STEPS = 400;

    private final Past past;

    Judge(Past past) {
        this.past = past;
    }

    /** Where something would have stopped an upload, and how much of it, from 0 to 1, would have left by then. */
    private record Stop(double share, Verdict verdict, Decision why) {}

    Outcome judge(LedgerRow row) {
        // Nobody's rules said that: the box had too much to do.
        if (Reason.OVERLOAD.word().equals(row.reason())) {
            return stopped(Change.NONE, new Decision(Verdict.WITHHOLD, Reason.OVERLOAD, null, Instant.MAX));
        }
        Past.About about = past.about(row);
        Sound sound = Sound.of(row);
        Decision first = about.decide(row.at());
        if (row.kind() == RowKind.ATTEMPT) {
            return attempt(row, about, sound, first);
        }
        if (Outcome.stops(first.verdict())) {
            return stopped(Change.WITHHELD, first);
        }
        Stop stop = let(about, sound, first);
        return stop == null ? whole(row, sound, first) : cut(row, sound, first, stop);
    }

    /** An attempt's verdict is that of the moment at which it was stopped, which is its end. */
    private Outcome attempt(LedgerRow row, Past.About about, Sound sound, Decision first) {
        Decision last = about.decide(sound.end());
        if (Outcome.stops(last.verdict())) {
            return stopped(Change.NONE, last);
        }
        if (Outcome.stops(first.verdict())) {
            return stopped(Change.NONE, first);
        }
        UploadLimit limit = about.limit(row.at());
        if (limit != null && Reason.LONGEST_UPLOAD.word().equals(row.reason())) {
            return stopped(
                    Change.NONE,
                    new Decision(Verdict.WITHHOLD, Reason.LONGEST_UPLOAD, limit.rule(), first.validUntil()));
        }
        Stop stop = let(about, sound, first);
        double share = stop == null ? 1 : stop.share();
        return new Outcome(
                Change.LEFT,
                first.verdict(),
                first.reason(),
                first.rule(),
                sound.seconds() * share,
                Math.round(sound.bytes() * share));
    }

    private static Outcome stopped(Change change, Decision why) {
        return new Outcome(change, why.verdict(), why.reason(), why.rule(), 0, 0);
    }

    private static Outcome whole(LedgerRow row, Sound sound, Decision first) {
        boolean slowed = first.verdict() instanceof Verdict.Limit
                && !first.verdict().word().equals(row.verdict());
        Change change = sound.cut() ? Change.LONGER : slowed ? Change.SLOWED : Change.NONE;
        return new Outcome(change, first.verdict(), first.reason(), first.rule(), sound.seconds(), sound.bytes());
    }

    private static Outcome cut(LedgerRow row, Sound sound, Decision first, Stop stop) {
        double then = row.secondsLeft();
        double seconds = sound.seconds() * stop.share();
        boolean same = seconds > then - SAME_SECONDS;
        return new Outcome(
                same ? Change.NONE : Change.CUT,
                first.verdict(),
                stop.why().reason(),
                stop.why().rule(),
                same ? then : seconds,
                same ? row.bytesLeft() : Math.round(sound.bytes() * stop.share()));
    }

    /** Lets it leave, and what it uses of budgets be used, until something stops it; null where nothing does. */
    private static @Nullable Stop let(Past.About about, Sound sound, Decision first) {
        Instant start = sound.start();
        Instant over = sound.cut() ? sound.end().plus(CUT_BY) : sound.end();
        UploadLimit limit = about.limit(start);
        boolean steady = about.steadyUntil(start, first).isAfter(over)
                && (limit == null || sound.longAtLast() <= limit.longest().toMillis())
                && about.fits(sound.millis() + sound.unspent(), sound.bytes(), start);
        if (steady) {
            about.use(sound.millis(), sound.bytes(), start);
            return null;
        }
        Stop stop = stepwise(about, sound, first);
        return stop != null || !sound.cut() ? stop : atItsCut(about, sound, first);
    }

    private static @Nullable Stop stepwise(Past.About about, Sound sound, Decision first) {
        long lasts = Duration.between(sound.start(), sound.end()).toMillis();
        long steps = Math.max(1, Math.min(MOST_STEPS, Math.max(lasts, sound.millis()) / STEP_MILLIS));
        for (long i = 0; i < steps; i++) {
            Instant at = sound.start().plusMillis(lasts * i / steps);
            Decision why = i == 0 ? first : stopping(about, at, sound.longSoFar(i / (double) steps));
            if (why != null && i > 0) {
                return new Stop(i / (double) steps, first.verdict(), why);
            }
            about.use(
                    sound.millis() * (i + 1) / steps - sound.millis() * i / steps,
                    sound.bytes() * (i + 1) / steps - sound.bytes() * i / steps,
                    at);
        }
        return null;
    }

    /** Just after the last byte of one that was cut: whether the other rules would have cut it there, too. */
    private static @Nullable Stop atItsCut(Past.About about, Sound sound, Decision first) {
        if (!about.fits(sound.unspent(), 0, sound.end())) {
            about.use(sound.unspent(), 0, sound.end());
        }
        Decision why = stopping(about, sound.end().plus(CUT_BY), sound.longAtLast());
        return why == null ? null : new Stop(1, first.verdict(), why);
    }

    /** What stops, at an instant, an upload with so much sound; null where nothing does. */
    private static @Nullable Decision stopping(Past.About about, Instant at, long millis) {
        Decision decision = about.decide(at);
        if (Outcome.stops(decision.verdict())) {
            return decision;
        }
        UploadLimit limit = about.limit(at);
        return limit == null || millis <= limit.longest().toMillis()
                ? null
                : new Decision(Verdict.WITHHOLD, Reason.LONGEST_UPLOAD, limit.rule(), decision.validUntil());
    }

    /**
     * What a row tells of its sound.
     *
     * @param left seconds of it that did leave
     * @param cut whether it was stopped before its end, which was then later than is known
     * @param tooLong whether that was because of its length
     */
    private record Sound(
            Instant start, Instant end, double seconds, double left, long bytes, boolean cut, boolean tooLong) {

        static Sound of(LedgerRow row) {
            double lasts = row.duration() == null ? 0 : row.duration();
            long bytes = row.bytes() == null ? 0 : row.bytes();
            boolean tooLong = Reason.LONGEST_UPLOAD.word().equals(row.reason());
            return new Sound(
                    row.at(),
                    row.at().plusMillis(Math.round(lasts * 1000)),
                    row.audioSeconds() == null ? 0 : row.audioSeconds(),
                    row.secondsLeft(),
                    bytes,
                    row.bytesLeft() < bytes || row.cutShort(),
                    tooLong);
        }

        long millis() {
            return (long) Math.ceil(seconds * 1000);
        }

        /** Milliseconds for a limit of length, at a share of it. One that something else cut was no longer than what had left. */
        long longSoFar(double share) {
            double most = cut && !tooLong && left > 0 ? left : seconds;
            return (long) Math.floor(Math.min(most, seconds * share) * 1000 + 1e-6);
        }

        /** The same with what a cut for its length leaves untold. */
        long longAtLast() {
            return longSoFar(1) + (tooLong ? UNTOLD_MILLIS : 0);
        }

        /** Milliseconds that a cut leaves untold, for a budget; none where its length was why. */
        long unspent() {
            return cut && !tooLong ? UNTOLD_MILLIS : 0;
        }
    }
}
