package org.earmuff.admin.access;

import java.net.InetAddress;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.earmuff.flow.HouseClock;

/**
 * How often a password may be tried: five times from one address, then once a minute; from one IPv6 network and from everywhere together
 * more, but not without end. An address that has logged in before is not held back by what others do, so that the right password works
 * while somebody else guesses. Only failures count. Bounded in memory. Any thread.
 */
public final class LoginLimits {

    static final int OF_ONE = 5;
    private static final int OF_NETWORK = 15;
    static final int OF_ALL = 60;
    private static final long MINUTE = 60_000_000_000L;
    private static final long ALL_REFILL = MINUTE / 20;
    private static final int MOST_KNOWN = 64;
    private static final int MOST_BUCKETS = 1024;

    private final HouseClock clock;
    private final Bucket all;
    private final Map<String, Bucket> buckets = oldestOut(MOST_BUCKETS);
    private final Map<String, Boolean> known = oldestOut(MOST_KNOWN);

    /** Tries left; one comes back at each interval. */
    private final class Bucket {
        final int most;
        final long interval;
        double left;
        long at = clock.nanos();

        Bucket(int most, long interval) {
            this.most = most;
            this.interval = interval;
            this.left = most;
        }

        void refill() {
            long now = clock.nanos();
            left = Math.min(most, left + (double) (now - at) / interval);
            at = now;
        }

        long nanosToWait() {
            refill();
            return left >= 1 ? 0 : (long) ((1 - left) * interval) + 1;
        }
    }

    public LoginLimits(HouseClock clock) {
        this.clock = clock;
        this.all = new Bucket(OF_ALL, ALL_REFILL);
    }

    /** Takes one try; where none is left, how many seconds to wait for the next. */
    public synchronized OptionalLong take(InetAddress from) {
        String address = from.getHostAddress();
        boolean trusted = known.containsKey(address);
        Bucket one = bucket(address, OF_ONE, MINUTE);
        Bucket network = bucket(Network.of(from), OF_NETWORK, MINUTE / 3);
        long wait = one.nanosToWait();
        if (!trusted) {
            wait = Math.max(wait, Math.max(network.nanosToWait(), all.nanosToWait()));
        }
        if (wait > 0) {
            return OptionalLong.of(wait / 1_000_000_000L + 1);
        }
        one.left--;
        if (!trusted) {
            network.left--;
            all.left--;
        }
        return OptionalLong.empty();
    }

    /** The password was right: gives the try back, and trusts the address from now on. */
    public synchronized void succeeded(InetAddress from) {
        String address = from.getHostAddress();
        if (known.put(address, true) == null) {
            bucket(Network.of(from), OF_NETWORK, MINUTE / 3).left++;
            all.left++;
        }
        bucket(address, OF_ONE, MINUTE).left = OF_ONE;
    }

    /** The address is known to have logged in before. */
    synchronized void trust(String address) {
        known.put(address, true);
    }

    private Bucket bucket(String key, int most, long interval) {
        Bucket bucket = buckets.remove(key);
        if (bucket == null) {
            bucket = new Bucket(most, interval);
        }
        // Put back as the newest: who keeps trying is not forgotten.
        buckets.put(key, bucket);
        return bucket;
    }

    private static <V> Map<String, V> oldestOut(int most) {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<String, V> eldest) {
                return size() > most;
            }
        };
    }
}
