package org.earmuff.admin.access;

import io.netty.channel.Channel;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, altogether and from one address. Nobody is turned away because of clients that only sit there:
 * where it is full, the one that has kept us waiting for its request the longest makes way, and first one of whoever holds the most.
 * So hundreds of slow clients get in each other's way, and a request that comes whole is answered. Confined to the admin loop.
 */
public final class Connections {

    private final int most;
    private final int mostOfOne;
    private final Map<Channel, InetAddress> all = new LinkedHashMap<>();
    /** Those that owe us a request, or are slow to take an answer; the longest first. */
    private final Map<Channel, InetAddress> waiting = new LinkedHashMap<>();

    public Connections(int most, int mostOfOne) {
        this.most = most;
        this.mostOfOne = mostOfOne;
    }

    /** Makes room for a client and counts it until it closes; false where there is none, since all are being served. */
    public boolean enter(Channel client, InetAddress from) {
        if (count(from) >= mostOfOne && !close(longestOf(from))) {
            return false;
        }
        if (all.size() >= most && !close(longestOf(greediest()))) {
            return false;
        }
        all.put(client, from);
        waiting.put(client, from);
        client.closeFuture().addListener(closed -> forget(client));
        return true;
    }

    /** It is our turn: the client is safe until {@link #owes}. */
    public void served(Channel client) {
        waiting.remove(client);
    }

    /** It is the client's turn, from now on. */
    public void owes(Channel client) {
        InetAddress from = all.get(client);
        if (from != null) {
            waiting.remove(client);
            waiting.put(client, from);
        }
    }

    private long count(InetAddress from) {
        return all.values().stream().filter(from::equals).count();
    }

    private @Nullable InetAddress greediest() {
        Map<InetAddress, Integer> held = new HashMap<>();
        waiting.values().forEach(from -> held.merge(from, 1, Integer::sum));
        return held.entrySet().stream()
                .max(Map.Entry.comparingByValue())
                .map(Map.Entry::getKey)
                .orElse(null);
    }

    private @Nullable Channel longestOf(@Nullable InetAddress from) {
        return waiting.entrySet().stream()
                .filter(e -> e.getValue().equals(from))
                .map(Map.Entry::getKey)
                .findFirst()
                .orElse(null);
    }

    private boolean close(@Nullable Channel client) {
        if (client == null) {
            return false;
        }
        forget(client);
        client.close();
        return true;
    }

    private void forget(Channel client) {
        all.remove(client);
        waiting.remove(client);
    }
}
