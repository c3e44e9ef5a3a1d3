package org.earmuff.home;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses from text and into the one form that they are compared in. Never asks a resolver. */
public final class IpText {

    private static final String OCTET = "(?:25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "(?:\\." + OCTET + "){3}");
    private static final Pattern MAYBE_IPV6 = Pattern.compile("[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*");

    private IpText() {}

    /**
     * Reads an address: four decimal numbers without leading zeros, or IPv6 without a scope.
     *
     * @return the address, IPv4 where it is IPv4 mapped into IPv6; null where the text is not one
     */
    public static @Nullable InetAddress parse(String text) {
        if (!IPV4.matcher(text).matches() && !MAYBE_IPV6.matcher(text).matches()) {
            return null;
        }
        try {
            return InetAddress.getByName(text);
        } catch (UnknownHostException e) {
            return null;
        }
    }

    /** The same address without a scope and, where it is IPv4 mapped into IPv6, as IPv4: equal to any other spelling of it. */
    public static InetAddress plain(InetAddress address) {
        return fromBytes(address.getAddress());
    }

    /** An address of 4 or 16 bytes; mapped IPv4 becomes IPv4. */
    static InetAddress fromBytes(byte[] bytes) {
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("an address has 4 or 16 bytes", e);
        }
    }
}
