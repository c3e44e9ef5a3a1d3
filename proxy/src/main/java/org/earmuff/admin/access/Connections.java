package org.earmuff.admin.access;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * How many connections there may be, altogether and from one network, and how much of our answers may wait for clients to take it. Nobody
 * is turned away because of clients that only sit there: where it is full, the one that has kept us waiting the longest makes way, and
 * first one of whoever holds the most. So hundreds of slow clients get in each other's way, and a request that comes whole is answered.
 * Confined to the admin loop, whose ticker is its clock.
 */
public final class Connections {

    /** Who came so lately makes way only where all did: it has kept nobody waiting yet. */
    static final long FRESH_NANOS = 250_000_000L;

    private final int most;
    private final int mostOfOne;
    private final long mostUnsent;
    private final Map<Channel, Client> all = new LinkedHashMap<>();
    /** Those that owe us a request, or are slow to take an answer; the longest first. */
    private final Map<Channel, Client> waiting = new LinkedHashMap<>();

    private long unsent;

    private static final class Client {
        final String network;
        final long since;
        long unsent;

        Client(String network, long since) {
            this.network = network;
            this.since = since;
        }
    }

    /** @param mostUnsent bytes of answers that may wait for all clients together; a single answer may be larger */
    public Connections(int most, int mostOfOne, long mostUnsent) {
        this.most = most;
        this.mostOfOne = mostOfOne;
        this.mostUnsent = mostUnsent;
    }

    /** Makes room for a client and counts it until it closes; false where there is none, since all are being served. */
    public boolean enter(Channel client, InetAddress from) {
        Client known = new Client(Network.of(from), client.eventLoop().ticker().nanoTime());
        if (count(known.network) >= mostOfOne
                && !close(longest(c -> c.network.equals(known.network) ? 1 : 0, known.since))) {
            return false;
        }
        if (all.size() >= most && !close(longest(c -> 1, known.since))) {
            return false;
        }
        all.put(client, known);
        waiting.put(client, known);
        client.closeFuture().addListener(closed -> forget(client));
        return true;
    }

    /** It is our turn: the client is safe until {@link #owes}. */
    public void served(Channel client) {
        Client known = waiting.remove(client);
        if (known != null) {
            holds(known, 0);
        }
    }

    /** It is the client's turn, from now on: to ask, or to take so many bytes. */
    public void owes(Channel client, long bytes) {
        Client known = all.get(client);
        if (known == null) {
            return;
        }
        waiting.remove(client);
        // Not counted while room is made for it: it has had no time to take anything.
        holds(known, 0);
        while (unsent > 0 && unsent + bytes > mostUnsent) {
            // Everybody who holds anything is in question here: memory is short for all of us.
            close(longest(c -> c.unsent, Long.MAX_VALUE));
        }
        waiting.put(client, known);
        holds(known, bytes);
    }

    private void holds(Client known, long bytes) {
        unsent += bytes - known.unsent;
        known.unsent = bytes;
    }

    private long count(String network) {
        return all.values().stream().filter(c -> network.equals(c.network)).count();
    }

    /**
     * Who has kept us waiting the longest, of the network that has the most weight. Where networks weigh the same, as where an attacker
     * has an address for each connection, the longest of all.
     *
     * @param weight who weighs nothing is not asked to go
     */
    private @Nullable Channel longest(ToLongFunction<Client> weight, long now) {
        Map<String, Long> held = new HashMap<>();
        waiting.values().forEach(c -> held.merge(c.network, weight.applyAsLong(c), Long::sum));
        Channel settled = null;
        Channel any = null;
        long heaviestSettled = 0;
        long heaviest = 0;
        for (Map.Entry<Channel, Client> entry : waiting.entrySet()) {
            Client client = entry.getValue();
            long weighs = weight.applyAsLong(client) == 0 ? 0 : held.getOrDefault(client.network, 0L);
            if (weighs > heaviest) {
                heaviest = weighs;
                any = entry.getKey();
            }
            if (weighs > heaviestSettled && now - client.since >= FRESH_NANOS) {
                heaviestSettled = weighs;
                settled = entry.getKey();
            }
        }
        return settled == null ? any : settled;
    }

    private boolean close(@Nullable Channel client) {
        if (client == null) {
            return false;
        }
        Client known = all.get(client);
        boolean holds = known != null && known.unsent > 0;
        forget(client);
        closeAtOnce(client, holds);
        return true;
    }

    /**
     * Closes a connection past TLS, which would wait seconds for the client to take its farewell.
     *
     * @param reset whether it is given up with what it was sent: else the kernel would keep that for a client that takes nothing
     */
    public static void closeAtOnce(Channel client, boolean reset) {
        if (reset) {
            client.config().setOption(ChannelOption.SO_LINGER, 0);
        }
        ChannelHandlerContext outermost = client.pipeline().firstContext();
        if (outermost == null) {
            client.close();
        } else {
            outermost.close();
        }
    }

    private void forget(Channel client) {
        waiting.remove(client);
        Client known = all.remove(client);
        if (known != null) {
            holds(known, 0);
        }
    }
}
