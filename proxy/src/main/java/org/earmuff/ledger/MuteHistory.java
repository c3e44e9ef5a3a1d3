package org.earmuff.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;
import org.earmuff.rules.mute.Scope;
import org.jspecify.annotations.Nullable;

/**
 * Which mutes held when, as the account's rows tell. Orders are given by people, so that all of them fit into memory. A row whose words were
 * erased no longer says whom it was about, and is left out. Immutable.
 */
public final class MuteHistory {

    /**
     * A mute from its order to its end.
     *
     * @param to its end, lifted or by itself, or the next order on the same scope; null where it still holds or never ends
     * @param why who gave it and what was said
     */
    public record Span(Scope scope, Instant from, @Nullable Instant to, String why) {}

    private final TreeMap<Instant, MuteState> states = new TreeMap<>();
    private final List<Span> spans = new ArrayList<>();

    private MuteHistory() {}

    /** Reads all of it. Blocks on the disk. */
    public static MuteHistory read(LedgerRows ledger) throws LedgerUnavailableException {
        List<LedgerRow> rows = new ArrayList<>();
        ledger.written(Set.of(RowKind.MUTE, RowKind.UNMUTE), rows::add);
        rows.removeIf(row -> row.reason() == null);
        rows.sort(Comparator.comparing(LedgerRow::at));
        MuteHistory history = new MuteHistory();
        history.fold(rows);
        return history;
    }

    private void fold(List<LedgerRow> rows) {
        MuteState state = MuteState.NONE;
        Map<Scope, MuteOrder> open = new LinkedHashMap<>();
        for (LedgerRow row : rows) {
            Scope scope = scope(row);
            MuteOrder before = open.remove(scope);
            if (before != null) {
                close(before, row.at());
            }
            state = state.at(row.at());
            if (row.kind() == RowKind.MUTE) {
                MuteOrder order = order(row, scope);
                open.put(scope, order);
                state = state.with(order);
            } else {
                state = state.without(scope);
            }
            states.put(row.at(), state);
        }
        open.values().forEach(order -> close(order, null));
        spans.sort(Comparator.comparing(Span::from));
    }

    private void close(MuteOrder order, @Nullable Instant lifted) {
        Instant until = order.until();
        Instant to = until == null || (lifted != null && lifted.isBefore(until)) ? lifted : until;
        spans.add(new Span(order.scope(), order.since(), to, order.by()));
    }

    private static Scope scope(LedgerRow row) {
        String speaker = row.speaker();
        String room = row.room();
        return speaker != null ? new Scope.Speaker(speaker) : room != null ? new Scope.Room(room) : Scope.ALL;
    }

    private static MuteOrder order(LedgerRow row, Scope scope) {
        Double seconds = row.duration();
        Instant until = seconds == null ? null : row.at().plus(Duration.ofMillis(Math.round(seconds * 1000)));
        MuteOrder.Style style =
                MuteOrder.Style.REFUSE.word().equals(row.verdict()) ? MuteOrder.Style.REFUSE : MuteOrder.Style.WITHHOLD;
        return new MuteOrder(scope, style, until, String.valueOf(row.reason()), "", row.at());
    }

    /** The mutes in force at an instant; those whose end has come may still be among them. */
    public MuteState at(Instant instant) {
        Map.Entry<Instant, MuteState> before = states.floorEntry(instant);
        return before == null ? MuteState.NONE : before.getValue();
    }

    /** The first order, of setting or lifting one, after an instant; {@link Instant#MAX} where none comes. */
    public Instant next(Instant instant) {
        Instant next = states.higherKey(instant);
        return next == null ? Instant.MAX : next;
    }

    /** Every mute that held at some time in {@code [from, to)}, oldest first. */
    public List<Span> within(Instant from, Instant to) {
        return spans.stream()
                .filter(s -> s.from().isBefore(to) && (s.to() == null || s.to().isAfter(from)))
                .toList();
    }
}
