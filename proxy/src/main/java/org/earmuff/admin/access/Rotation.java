package org.earmuff.admin.access;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The secrets of one session's cookie, as hashes: the one in force, those offered to take its place, those it took the place of.
 *
 * <p>Two holders must end up with different secrets, so that the one left behind shows it: each offer goes into one answer only, only
 * to who shows the secret in force, and the first that comes back ends the turn. A minute later nothing else is good, and whatever
 * else is shown means a copy. A thief who collects offers so that the owner gets none has the session ended by {@link #isIgnored}.
 *
 * <p>No false alarms, as far as can be: a page's requests that were under way come with the old secret, for a minute. An answer may be
 * lost, so another offer follows after some seconds; it may also only be late, so each offer of a turn is as good as the other until
 * one was used, and in the minute after it the browser may yet have been left with another of them, which then is in force. Nobody
 * is offered anything for what is not in force: two holders could help each other along for ever. What remains is a browser whose
 * jar falls back by minutes, after a power cut say: then its owner logs in again. Not thread-safe.
 */
final class Rotation {

    /** How long a secret is used. */
    static final Duration TURN = Duration.ofMinutes(10);

    /** Requests and answers that were under way when the secret changed. */
    static final Duration GRACE = Duration.ofSeconds(60);

    /** An offer that has not come back by then may have been lost. */
    static final Duration AGAIN = Duration.ofSeconds(15);

    /** No browser loses so many answers one after another while its requests arrive. */
    static final int MOST_OFFERS = 8;

    private String current;
    private Instant since;
    private Instant offered;
    private final List<String> offers = new ArrayList<>();
    private final List<String> siblings = new ArrayList<>();
    private final List<String> spent = new ArrayList<>();

    /** What a secret is worth. */
    enum Worth {
        /** It is in force, from now on where it was an offer. */
        CURRENT,
        /** It was in force a moment ago. */
        LATE,
        /** Somebody else has been given another in its place. */
        COPY
    }

    /** @param offers not used yet */
    Rotation(String current, Instant since, List<String> offers) {
        this.current = current;
        this.since = since;
        this.offered = since;
        this.offers.addAll(offers.subList(0, Math.min(offers.size(), MOST_OFFERS)));
    }

    String current() {
        return current;
    }

    Instant since() {
        return since;
    }

    List<String> offers() {
        return List.copyOf(offers);
    }

    boolean isCurrent(String secret) {
        return Secrets.same(secret, current);
    }

    /** Takes a secret that was shown; one that was offered comes into force by it. */
    Worth show(String secret, Instant now) {
        noLaterThan(now);
        if (isCurrent(secret)) {
            return Worth.CURRENT;
        }
        boolean settling = !spent.isEmpty() && now.isBefore(since.plus(GRACE));
        if (take(offers, secret)) {
            siblings.clear();
            siblings.addAll(offers);
            offers.clear();
            spent.clear();
            since = now;
        } else if (settling && has(spent, secret)) {
            return Worth.LATE;
        } else if (!settling || !take(siblings, secret)) {
            return Worth.COPY;
        }
        spent.add(current);
        current = secret;
        return Worth.CURRENT;
    }

    /** Whether a secret is or was good in this turn: for a request that was admitted at its beginning, minutes ago. */
    boolean knows(String secret) {
        return isCurrent(secret) || has(offers, secret) || has(siblings, secret) || has(spent, secret);
    }

    /** Whether it was offered another secret again and again and never took it. */
    boolean isIgnored(Instant now) {
        return offers.size() >= MOST_OFFERS && isTimeForAnother(now);
    }

    /** A new secret to be offered in one answer, to who has just shown the one in force; null where it is not time. */
    @Nullable
    String offer(Instant now, String fresh) {
        if (now.isBefore(since.plus(TURN)) || offers.size() >= MOST_OFFERS || !isTimeForAnother(now)) {
            return null;
        }
        offers.add(Secrets.digest(fresh));
        offered = now;
        return fresh;
    }

    private boolean isTimeForAnother(Instant now) {
        return offers.isEmpty() || !now.isBefore(offered.plus(AGAIN));
    }

    /** A clock that was put back must not make a turn, or its grace, last for hours. */
    private void noLaterThan(Instant now) {
        since = since.isAfter(now) ? now : since;
        offered = offered.isAfter(now) ? now : offered;
    }

    private static boolean has(List<String> secrets, String secret) {
        return secrets.stream().anyMatch(s -> Secrets.same(s, secret));
    }

    private static boolean take(List<String> secrets, String secret) {
        return secrets.removeIf(s -> Secrets.same(s, secret));
    }
}
