package org.earmuff.testing;

import java.util.List;
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

/** Tells two observers. */
record Both(FlowObserver one, FlowObserver other) implements FlowObserver {

    @Override
    public void opened(Flow flow) {
        one.opened(flow);
        other.opened(flow);
    }

    @Override
    public void decided(Flow flow, Decision decision) {
        one.decided(flow, decision);
        other.decided(flow, decision);
    }

    @Override
    public void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {
        one.moved(flow, direction, outcome, bytes);
        other.moved(flow, direction, outcome, bytes);
    }

    @Override
    public void held(Flow flow, long delta) {
        one.held(flow, delta);
        other.held(flow, delta);
    }

    @Override
    public void shaped(Flow flow, long delayNanos) {
        one.shaped(flow, delayNanos);
        other.shaped(flow, delayNanos);
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        one.soundBegan(flow, name, decision);
        other.soundBegan(flow, name, decision);
    }

    @Override
    public void spoken(Flow flow, long millis) {
        one.spoken(flow, millis);
        other.spoken(flow, millis);
    }

    @Override
    public void shadowed(Flow flow, List<ShadowFinding> findings) {
        one.shadowed(flow, findings);
        other.shadowed(flow, findings);
    }

    @Override
    public void uploaded(Upload upload) {
        one.uploaded(upload);
        other.uploaded(upload);
    }

    @Override
    public void refused(String speaker, PacketKind kind, long packets) {
        one.refused(speaker, kind, packets);
        other.refused(speaker, kind, packets);
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        one.closed(flow, cause);
        other.closed(flow, cause);
    }
}
