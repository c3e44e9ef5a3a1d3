package org.earmuff.policy;

import io.netty.channel.EventLoop;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.flow.CloseCause;
import org.earmuff.home.Identity;
import org.earmuff.relay.RelayedFlow;
import org.earmuff.rules.Decision;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flows of one event loop, each with the decision it is under. Everything on that loop. */
final class LoopFlows {

    private static final Logger LOG = LoggerFactory.getLogger(LoopFlows.class);

    private record Entry(RelayedFlow flow, Identity who, Decision decision) {}

    private final EventLoop loop;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();

    LoopFlows(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    void add(RelayedFlow flow, Identity who, Decision decision) {
        assert loop.inEventLoop();
        entries.put(flow.flow().id(), new Entry(flow, who, decision));
    }

    void remove(RelayedFlow flow) {
        assert loop.inEventLoop();
        entries.remove(flow.flow().id());
    }

    /** Asks again for every flow; those whose decision stays are not touched. */
    void reconsider(Snapshot snapshot, boolean clockSet, Instant now) {
        assert loop.inEventLoop();
        Map<Identity, Decision> asked = new HashMap<>();
        for (Entry entry : List.copyOf(entries.values())) {
            Decision next = asked.computeIfAbsent(entry.who(), who -> snapshot.decide(who, clockSet, now));
            if (!next.equals(entry.decision())) {
                change(entry, next);
            }
        }
    }

    private void change(Entry entry, Decision next) {
        RelayedFlow flow = entry.flow();
        entries.replace(flow.flow().id(), new Entry(flow, entry.who(), next));
        try {
            flow.apply(next);
        } catch (RuntimeException e) {
            LOG.error(
                    "flow {} could not be put under {}: it is aborted",
                    flow.flow().id(),
                    next.verdict().word(),
                    e);
            flow.abort(CloseCause.INTERNAL);
        }
    }

    void sweep(long nowNanos) {
        assert loop.inEventLoop();
        List.copyOf(entries.values()).forEach(e -> e.flow().sweep(nowNanos));
    }

    void abortAll(CloseCause cause) {
        assert loop.inEventLoop();
        new ArrayList<>(entries.values()).forEach(e -> e.flow().abort(cause));
    }

    int size() {
        assert loop.inEventLoop();
        return entries.size();
    }
}
