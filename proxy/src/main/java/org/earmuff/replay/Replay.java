package org.earmuff.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.earmuff.config.Configuration;
import org.earmuff.json.JsonObject;
import org.earmuff.ledger.LedgerRow;
import org.earmuff.ledger.LedgerRows;
import org.earmuff.ledger.LedgerUnavailableException;
import org.earmuff.ledger.MuteHistory;
import org.earmuff.ledger.RowKind;
import org.earmuff.rules.budget.BudgetWindow;
import org.jspecify.annotations.Nullable;

/**
 * The account's uploads and attempts under other rules. Rows go by one at a time, in the order in which they began; what is kept grows with
 * speakers and rules alone.
 *
 * <p>A device that is withheld tries again at once: attempts that follow one another within ten seconds count as one, here as in
 * the day's totals.
 */
public final class Replay {

    private static final Duration RETRY = Duration.ofSeconds(10);
    /** More groups than a household's rules make; what is beyond goes into one. */
    private static final int MOST_GROUPS = 2_000;

    private final Past past;
    private final Judge judge;
    private final Consumer<Changed> listener;
    private final @Nullable Instant since;
    private final Map<String, Instant> tries = new HashMap<>();
    private final Map<String, Sums> then = new TreeMap<>();
    private final Map<String, Sums> now = new TreeMap<>();
    private final Map<Key, Group> groups = new HashMap<>();
    private final TreeSet<String> strangers = new TreeSet<>();
    private @Nullable Instant first;
    private @Nullable Instant last;
    private long erased;
    private long retries;

    private record Key(String speaker, Change change, String reason, String because) {}

    private Replay(Configuration other, MuteHistory mutes, @Nullable Instant since, Consumer<Changed> listener) {
        this.past = new Past(other, mutes);
        this.judge = new Judge(past);
        this.since = since;
        this.listener = listener;
    }

    /**
     * Goes through all of it. Blocks on the disk.
     *
     * @param other the rules, with the speakers and the zone that go with them
     * @param since only what began then or later counts; what was used of budgets before is taken into account. Null for all
     * @param listener is told of each difference as it is found
     */
    public static Replay of(
            LedgerRows ledger,
            Configuration other,
            @Nullable Instant since,
            @Nullable Instant until,
            Consumer<Changed> listener)
            throws LedgerUnavailableException {
        Replay replay = new Replay(other, MuteHistory.read(ledger), since, listener);
        Instant from = since == null
                ? null
                : BudgetWindow.WEEK.start(since, other.rules().zone());
        ledger.inTime(EnumSet.of(RowKind.UPLOAD, RowKind.ATTEMPT), from, until, replay::row);
        return replay;
    }

    private void row(LedgerRow row) {
        String speaker = row.speaker();
        if (speaker == null) {
            erased += counts(row) ? 1 : 0;
            return;
        }
        if (row.kind() == RowKind.ATTEMPT) {
            Instant before = tries.put(speaker, row.at());
            if (before != null && !row.at().isAfter(before.plus(RETRY))) {
                retries += counts(row) ? 1 : 0;
                return;
            }
        }
        Outcome outcome = judge.judge(row);
        if (counts(row)) {
            add(row, speaker, outcome);
        }
    }

    private boolean counts(LedgerRow row) {
        return since == null || !row.at().isBefore(since);
    }

    private void add(LedgerRow row, String speaker, Outcome outcome) {
        first = first == null ? row.at() : first;
        last = row.at();
        if (!past.knows(speaker)) {
            strangers.add(speaker);
        }
        then.computeIfAbsent(speaker, s -> new Sums())
                .add(row.kind() == RowKind.UPLOAD, row.secondsLeft(), row.bytesLeft());
        now.computeIfAbsent(speaker, s -> new Sums()).add(outcome.leaves(), outcome.seconds(), outcome.bytes());
        if (outcome.change() != Change.NONE) {
            Changed changed = new Changed(row, outcome);
            Key key = new Key(speaker, outcome.change(), changed.reason(), changed.because());
            if (groups.size() >= MOST_GROUPS && !groups.containsKey(key)) {
                key = new Key("(others)", outcome.change(), "", "");
            }
            groups.computeIfAbsent(key, k -> new Group(k.speaker(), k.change(), k.reason(), k.because()))
                    .add(changed);
            listener.accept(changed);
        }
    }

    /** What happened, by speaker. */
    public Map<String, Sums> then() {
        return then;
    }

    /** What would have, by speaker. */
    public Map<String, Sums> now() {
        return now;
    }

    /** The differences, by speaker and by what makes them. */
    public List<Group> groups() {
        return groups.values().stream()
                .sorted(Comparator.comparing(Group::speaker)
                        .thenComparing(Group::change)
                        .thenComparing(Group::because))
                .toList();
    }

    /** Speakers of the account that the other configuration does not have. */
    public List<String> strangers() {
        return List.copyOf(strangers);
    }

    /** When the first of what was looked at began; null where there was nothing. */
    public @Nullable Instant first() {
        return first;
    }

    /** When the last did. */
    public @Nullable Instant last() {
        return last;
    }

    /** Rows that were erased, so that nobody knows whose they were. */
    public long erased() {
        return erased;
    }

    /** How often a speaker that was withheld had tried again at once. */
    public long retries() {
        return retries;
    }

    /** The sum of one side. */
    public static Sums total(Map<String, Sums> side) {
        Sums total = new Sums();
        side.values().forEach(total::add);
        return total;
    }

    /** The last line of {@code replay --json}. */
    public JsonObject json() {
        List<JsonObject> speakers = then.keySet().stream()
                .map(s -> new JsonObject()
                        .put("speaker", s)
                        .put("known", past.knows(s))
                        .put("then", sums(then, s))
                        .put("now", sums(now, s)))
                .toList();
        return new JsonObject()
                .put("first", first)
                .put("last", last)
                .put(
                        "total",
                        new JsonObject()
                                .put("then", total(then).json())
                                .put("now", total(now).json()))
                .put("speakers", speakers)
                .put("changes", groups().stream().map(Group::json).toList())
                .put("retries", retries)
                .put("erased", erased);
    }

    private static JsonObject sums(Map<String, Sums> side, String speaker) {
        return side.getOrDefault(speaker, new Sums()).json();
    }
}
