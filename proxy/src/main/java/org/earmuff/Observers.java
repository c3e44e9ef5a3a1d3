package org.earmuff;

import java.util.List;
import java.util.function.Consumer;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Direction;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.Outcome;
import org.earmuff.flow.PacketKind;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.ShadowFinding;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells several observers; one that fails is complained of and does not keep the others, nor the flow, from going on. */
record Observers(List<FlowObserver> all) implements FlowObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Observers.class);

    Observers {
        all = List.copyOf(all);
    }

    private void each(Consumer<FlowObserver> event) {
        for (FlowObserver observer : all) {
            try {
                event.accept(observer);
            } catch (RuntimeException e) {
                LOG.error("{} failed", observer.getClass().getSimpleName(), e);
            }
        }
    }

    @Override
    public void opened(Flow flow) {
        each(o -> o.opened(flow));
    }

    @Override
    public void decided(Flow flow, Decision decision) {
        each(o -> o.decided(flow, decision));
    }

    @Override
    public void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {
        each(o -> o.moved(flow, direction, outcome, bytes));
    }

    @Override
    public void held(Flow flow, long delta) {
        each(o -> o.held(flow, delta));
    }

    @Override
    public void shaped(Flow flow, long delayNanos) {
        each(o -> o.shaped(flow, delayNanos));
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        each(o -> o.soundBegan(flow, name, decision));
    }

    @Override
    public void spoken(Flow flow, long millis) {
        each(o -> o.spoken(flow, millis));
    }

    @Override
    public void shadowed(Flow flow, List<ShadowFinding> findings) {
        each(o -> o.shadowed(flow, findings));
    }

    @Override
    public void uploaded(Upload upload) {
        each(o -> o.uploaded(upload));
    }

    @Override
    public void refused(String speaker, PacketKind kind, long packets) {
        each(o -> o.refused(speaker, kind, packets));
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        each(o -> o.closed(flow, cause));
    }
}
