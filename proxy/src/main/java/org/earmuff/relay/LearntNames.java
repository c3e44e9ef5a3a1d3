package org.earmuff.relay;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What one speaker's lookups have called addresses, so that a flow which hides its name can be shown with one. Each speaker has its own:
 * what one is told cannot change another's.
 *
 * <p>Many names share an address, and whoever asked last names it here: a label, on which nothing may be decided. Bounded: the
 * {@value #MOST} addresses that were told of last. Any thread.
 */
public final class LearntNames {

    static final int MOST = 1024;

    /** A connection often begins minutes after its lookup, from the device's own cache. */
    private static final long LEAST_SECONDS = TimeUnit.MINUTES.toSeconds(10);

    private static final long MOST_SECONDS = TimeUnit.DAYS.toSeconds(1);

    private record Learnt(String name, long untilNanos) {}

    private final Map<InetAddress, Learnt> names = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<InetAddress, Learnt> eldest) {
            return size() > MOST;
        }
    };

    /**
     * Keeps what an answer said.
     *
     * @param ttlSeconds as the answer says; taken for ten minutes at least and a day at most
     */
    public synchronized void learn(InetAddress address, String name, long ttlSeconds, long nowNanos) {
        long seconds = Math.min(Math.max(ttlSeconds, LEAST_SECONDS), MOST_SECONDS);
        names.put(address, new Learnt(name, nowNanos + TimeUnit.SECONDS.toNanos(seconds)));
    }

    /** The name that was asked for when the address was told; null where that is not known, or too long ago. */
    public synchronized @Nullable String of(InetAddress address, long nowNanos) {
        Learnt learnt = names.get(address);
        if (learnt == null || nowNanos - learnt.untilNanos() > 0) {
            return null;
        }
        return learnt.name();
    }
}
