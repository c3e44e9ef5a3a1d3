package org.earmuff.inspect;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.Arrays;

/** Where an address is, as far as it tells by itself. */
final class Addresses {

    private Addresses() {}

    /** Of a home: private, link-local, unique local, shared (RFC 6598) or loopback. */
    static boolean local(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean uniqueLocal = bytes.length == 16 && (bytes[0] & 0xfe) == 0xfc;
        boolean shared = address instanceof Inet4Address && bytes[0] == 100 && (bytes[1] & 0xc0) == 64;
        return address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isLoopbackAddress()
                || uniqueLocal
                || shared;
    }

    /** One host: neither multicast nor broadcast nor unspecified. */
    static boolean unicast(InetAddress address) {
        byte[] bytes = address.getAddress();
        boolean broadcast = bytes.length == 4 && bytes[3] == -1 && (bytes[0] == -1 || local(address));
        return !address.isMulticastAddress() && !address.isAnyLocalAddress() && !broadcast;
    }

    /** In the same small network (/24 or /64): such traffic does not pass the box that forwards. */
    static boolean neighbours(InetAddress one, InetAddress other) {
        byte[] a = one.getAddress();
        byte[] b = other.getAddress();
        int prefix = a.length == 4 ? 3 : 8;
        return a.length == b.length && Arrays.equals(a, 0, prefix, b, 0, prefix);
    }
}
