package org.earmuff.testing;

import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
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

/** Keeps what is told of flows. */
public final class Recorder implements FlowObserver {

    public final List<Flow> opened = new CopyOnWriteArrayList<>();
    public final List<Flow> open = new CopyOnWriteArrayList<>();
    public final List<CloseCause> closed = new CopyOnWriteArrayList<>();
    public final List<Upload> uploads = new CopyOnWriteArrayList<>();
    public final List<String> soundBegan = new CopyOnWriteArrayList<>();
    public final List<Decision> decided = new CopyOnWriteArrayList<>();
    public final Map<Long, Decision> first = new ConcurrentHashMap<>();
    public final Map<Long, Decision> under = new ConcurrentHashMap<>();
    public final List<ShadowFinding> shadowed = new CopyOnWriteArrayList<>();
    public final Map<String, Long> refused = new ConcurrentHashMap<>();
    public final AtomicLong spoken = new AtomicLong();
    public final AtomicLong held = new AtomicLong();
    public final AtomicLong upForwarded = new AtomicLong();
    public final AtomicLong upDiscarded = new AtomicLong();
    public final AtomicLong downForwarded = new AtomicLong();

    @Override
    public void opened(Flow flow) {
        opened.add(flow);
        open.add(flow);
    }

    @Override
    public void decided(Flow flow, Decision decision) {
        decided.add(decision);
        first.putIfAbsent(flow.id(), decision);
        under.put(flow.id(), decision);
    }

    @Override
    public void spoken(Flow flow, long millis) {
        spoken.addAndGet(millis);
    }

    @Override
    public void shadowed(Flow flow, List<ShadowFinding> findings) {
        shadowed.addAll(findings);
    }

    @Override
    public void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {
        if (direction == Direction.DOWN) {
            downForwarded.addAndGet(bytes);
        } else {
            (outcome == Outcome.FORWARDED ? upForwarded : upDiscarded).addAndGet(bytes);
        }
    }

    @Override
    public void held(Flow flow, long delta) {
        held.addAndGet(delta);
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        soundBegan.add(flow.speaker());
    }

    @Override
    public void uploaded(Upload upload) {
        uploads.add(upload);
    }

    @Override
    public void refused(String speaker, PacketKind kind, long packets) {
        refused.merge(speaker + " " + kind.word(), packets, Long::sum);
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        open.remove(flow);
        closed.add(cause);
    }
}
