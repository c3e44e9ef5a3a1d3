package org.earmuff.policy;

import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.earmuff.flow.CloseCause;
import org.earmuff.flow.Flow;
import org.earmuff.flow.FlowObserver;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Verdict.Allow;
import org.earmuff.rules.Verdict.Limit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts open flows of each speaker and keeps which of them have sound leaving. Any thread. */
public final class Activity implements FlowObserver {

    private static final Logger LOG = LoggerFactory.getLogger(Activity.class);

    private final Map<String, Set<Long>> open = new ConcurrentHashMap<>();
    private final Map<String, Set<Long>> uploading = new ConcurrentHashMap<>();
    private volatile @Nullable CountDownLatch quiet;

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
        ended(upload.flow());
    }

    @Override
    public void closed(Flow flow, CloseCause cause) {
        ended(flow);
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

    /** Waits until no sound is leaving, for as long as is given at most. */
    void awaitQuiet(Duration limit) {
        CountDownLatch latch = new CountDownLatch(1);
        quiet = latch;
        if (quietNow()) {
            return;
        }
        try {
            boolean inTime = latch.await(limit.toMillis(), TimeUnit.MILLISECONDS);
            LOG.debug("uploads ended in time: {}", inTime);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean quietNow() {
        return uploading.values().stream().allMatch(Set::isEmpty);
    }

    private void ended(Flow flow) {
        of(uploading, flow).remove(flow.id());
        CountDownLatch waiting = quiet;
        if (waiting != null && quietNow()) {
            waiting.countDown();
        }
    }

    private static Set<Long> of(Map<String, Set<Long>> map, Flow flow) {
        return map.computeIfAbsent(flow.speaker(), s -> ConcurrentHashMap.newKeySet());
    }
}
