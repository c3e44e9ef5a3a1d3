package org.earmuff.home.leases;

import java.net.InetAddress;
import org.earmuff.home.Mac;
import org.jspecify.annotations.Nullable;

/**
 * An address that a DHCP server gave away.
 *
 * @param mac of the device; null where the file does not tell (IPv6)
 * @param name what the device calls itself, of letters, digits, hyphens, dots and underscores, 63 at most; never empty
 */
public record Lease(@Nullable Mac mac, InetAddress address, String name) {

    private static final int LONGEST = 63;

    /** A name that strangers chose, made fit for terminals, pages and logs; empty where nothing is left of it. */
    public static String clean(String name) {
        StringBuilder kept = new StringBuilder();
        name.codePoints()
                .limit(LONGEST)
                .map(c -> c == '-' || c == '.' || c == '_' || (c < 0x80 && Character.isLetterOrDigit(c)) ? c : '?')
                .forEach(kept::appendCodePoint);
        return kept.toString().matches("[?.*]*") ? "" : kept.toString();
    }
}
