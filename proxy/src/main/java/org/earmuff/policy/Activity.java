package org.earmuff.policy;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Verdict.Allow;
import org.earmuff.rules.Verdict.Limit;
import org.jspecify.annotations.Nullable;

/** Counts open flows of each speaker and keeps which of them have sound leaving. Any thread. */
public final class Activity implements FlowObserver {

    private final Map<String, Set<Long>> open = new ConcurrentHashMap<>();
    private final Map<String, Set<Long>> uploading = new ConcurrentHashMap<>();

    @Override
    public void opened(Flow flow) {
        of(open, flow).add(flow.id());
    }

    @Override
    public void soundBegan(Flow flow, @Nullable String name, Decision decision) {
        if (decision.verdict() instanceof Allow || decision.verdict() instanceof Limit) {
            of(uploading, flow).add(flow.id());
        }
    }

    @Override
    public void uploaded(Upload upload) {
        of(uploading, upload.flow()).remove(upload.flow().id());
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        of(uploading, flow).remove(flow.id());
        of(open, flow).remove(flow.id());
    }

    int flows(String speaker) {
        return open.getOrDefault(speaker, Set.of()).size();
    }

    boolean uploading(String speaker) {
        return !uploading.getOrDefault(speaker, Set.of()).isEmpty();
    }

    /** Whether a device of this name has had a flow since start. */
    boolean seen(String speaker) {
        return open.containsKey(speaker);
    }

    private static Set<Long> of(Map<String, Set<Long>> map, Flow flow) {
        return map.computeIfAbsent(flow.speaker(), s -> ConcurrentHashMap.newKeySet());
    }
}
