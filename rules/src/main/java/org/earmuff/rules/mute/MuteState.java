package org.earmuff.rules.mute;

import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The mutes in force, at most one a scope; immutable. The last order on a scope wins. */
public final class MuteState {

    public static final MuteState NONE = new MuteState(Map.of());

    private final Map<Scope, MuteOrder> orders;

    private MuteState(Map<Scope, MuteOrder> orders) {
        this.orders = orders;
    }

    /** The state that a list of orders adds up to, later ones replacing earlier ones on the same scope. */
    public static MuteState of(Collection<MuteOrder> orders) {
        Map<Scope, MuteOrder> map = new LinkedHashMap<>();
        orders.forEach(o -> map.put(o.scope(), o));
        return new MuteState(map);
    }

    public MuteState with(MuteOrder order) {
        Map<Scope, MuteOrder> map = new LinkedHashMap<>(orders);
        map.put(order.scope(), order);
        return new MuteState(map);
    }

    public MuteState without(Scope scope) {
        Map<Scope, MuteOrder> map = new LinkedHashMap<>(orders);
        map.remove(scope);
        return new MuteState(map);
    }

    /** The state without the orders whose end has come. */
    public MuteState at(Instant now) {
        return of(orders.values().stream().filter(o -> o.activeAt(now)).toList());
    }

    public List<MuteOrder> orders() {
        return List.copyOf(orders.values());
    }

    public Optional<MuteOrder> on(Scope scope) {
        return Optional.ofNullable(orders.get(scope));
    }

    /** The orders in force on a speaker at an instant. */
    public List<MuteOrder> covering(String speaker, String room, Instant now) {
        return orders.values().stream()
                .filter(o -> o.activeAt(now) && o.scope().covers(speaker, room))
                .toList();
    }

    @Override
    public boolean equals(Object other) {
        return this == other || (other instanceof MuteState state && state.orders.equals(orders));
    }

    @Override
    public int hashCode() {
        return orders.hashCode();
    }
}
