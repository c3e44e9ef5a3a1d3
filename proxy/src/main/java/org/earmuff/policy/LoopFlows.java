package org.earmuff.policy;

import io.netty.channel.EventLoop;
import java.net.InetAddress;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Service;
import org.earmuff.home.Identity;
import org.earmuff.home.IpText;
import org.earmuff.relay.RelayedFlow;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The flows of one event loop, each with the terms it is under. Everything on that loop. */
final class LoopFlows {

    private static final Logger LOG = LoggerFactory.getLogger(LoopFlows.class);

    /** Asks for a flow's standing now. */
    interface Asker {
        Standing ask(Identity who, Service service, List<String> names);
    }

    private record Entry(RelayedFlow flow, Identity who, Standing standing) {}

    private record Asked(Identity who, Service service, List<String> names) {}

    private final EventLoop loop;
    private final Map<Long, Entry> entries = new LinkedHashMap<>();
    private volatile Instant earliest = Instant.MAX;

    LoopFlows(EventLoop loop) {
        this.loop = loop;
    }

    EventLoop loop() {
        return loop;
    }

    /** No flow's terms are others before this. Any thread. */
    Instant earliest() {
        return earliest;
    }

    void add(RelayedFlow flow, Identity who, Standing standing) {
        assert loop.inEventLoop();
        entries.put(flow.flow().id(), new Entry(flow, who, standing));
        earliest = Snapshot.earlier(earliest, standing.until());
    }

    void remove(RelayedFlow flow) {
        assert loop.inEventLoop();
        entries.remove(flow.flow().id());
    }

    /** Asks again for every flow; those whose terms stay are not touched. */
    void reconsider(Asker asker) {
        assert loop.inEventLoop();
        Map<Asked, Standing> asked = new HashMap<>();
        earliest = Instant.MAX;
        for (Entry entry : List.copyOf(entries.values())) {
            Asked about = new Asked(
                    entry.who(), entry.flow().flow().service(), entry.flow().names());
            change(entry, asked.computeIfAbsent(about, a -> asker.ask(a.who(), a.service(), a.names())));
        }
    }

    /** Asks again for one flow, which has told its name. */
    void reconsider(RelayedFlow flow, Asker asker) {
        assert loop.inEventLoop();
        Entry entry = entries.get(flow.flow().id());
        if (entry != null) {
            change(entry, asker.ask(entry.who(), flow.flow().service(), flow.names()));
        }
    }

    private void change(Entry entry, Standing next) {
        RelayedFlow flow = entry.flow();
        earliest = Snapshot.earlier(earliest, next.until());
        if (next.equals(entry.standing())) {
            return;
        }
        entries.replace(flow.flow().id(), new Entry(flow, entry.who(), next));
        try {
            flow.apply(next.terms());
        } catch (RuntimeException e) {
            LOG.error(
                    "flow {} could not be put under {}: it is aborted",
                    flow.flow().id(),
                    next.terms().decision().verdict().word(),
                    e);
            flow.abort(CloseCause.INTERNAL);
        }
    }

    /** An address belongs to somebody now: what another had open from it is over. */
    void belongs(InetAddress address, Identity to) {
        assert loop.inEventLoop();
        for (Entry entry : List.copyOf(entries.values())) {
            InetAddress source = entry.flow().flow().source().getAddress();
            if (!entry.who().speaker().equals(to.speaker())
                    && IpText.plain(source).equals(address)) {
                LOG.info(
                        "flow {} of {} is aborted: its address is {}'s now",
                        entry.flow().flow().id(),
                        entry.who().speaker(),
                        to.speaker());
                entry.flow().abort(CloseCause.MOVED);
            }
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
