package org.earmuff.admin.access;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Whom an address stands for where somebody is counted. */
public final class Network {

    private Network() {}

    /** An IPv6 host has addresses without number in its /64; an IPv4 host has the one. */
    public static String of(InetAddress from) {
        return from instanceof Inet6Address
                ? "net " + Arrays.toString(Arrays.copyOf(from.getAddress(), 8))
                : "one " + from.getHostAddress();
    }
}
