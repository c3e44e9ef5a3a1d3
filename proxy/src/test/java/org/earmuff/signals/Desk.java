package org.earmuff.signals;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.HouseClock;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.Scope;

/** A desk whose orders come into force at once, and what it told of them. */
public final class Desk implements AutoCloseable {

    public final MuteDesk desk;
    public final List<String> told = Collections.synchronizedList(new ArrayList<>());
    private final HouseClock clock;

    public Desk(Path state, HouseClock clock) {
        this.clock = clock;
        this.desk = new MuteDesk(state, clock, muted -> CompletableFuture.completedFuture(null), nanos -> {});
        desk.listen(new MuteListener() {
            @Override
            public void muted(MuteOrder order) {
                told.add("muted " + order.scope() + " by " + order.by());
            }

            @Override
            public void lifted(MuteOrder order, String by, String reason) {
                told.add("lifted " + order.scope() + " by " + by);
            }
        });
        desk.start();
    }

    public List<String> muted() {
        return desk.state().at(clock.now()).orders().stream()
                .map(o -> o.scope() + " by " + o.by())
                .toList();
    }

    public MuteOrder on(Scope scope) {
        return desk.state().on(scope).orElseThrow();
    }

    public void mute(Scope scope, String by) throws Exception {
        desk.order(new MuteOrder(scope, MuteOrder.Style.WITHHOLD, null, by, "", clock.now()))
                .toCompletableFuture()
                .get(5, TimeUnit.SECONDS);
    }

    public void lift(Scope scope, String by) throws Exception {
        desk.lift(scope, by, "").toCompletableFuture().get(5, TimeUnit.SECONDS);
    }

    @Override
    public void close() {
        desk.close();
    }
}
