package org.earmuff.home;

import java.net.InetAddress;

/**
 * A block of addresses; a single one is a block of itself.
 *
 * @param network its first address, in plain form
 * @param prefix leading bits that all its addresses share, 0 to 32 or to 128
 */
public record Cidr(InetAddress network, int prefix) implements Matcher {

    public Cidr {
        network = IpText.plain(network);
        int bits = network.getAddress().length * 8;
        if (prefix < 0 || prefix > bits) {
            throw new IllegalArgumentException("has a prefix length that is not 0 to " + bits + "; write one like "
                    + (bits == 32 ? "192.168.1.0/28" : "fd00:1::/64"));
        }
        InetAddress first = masked(network, prefix);
        if (!first.equals(network)) {
            throw new IllegalArgumentException("is not the first address of its block; write " + first.getHostAddress()
                    + "/" + prefix + " for the block or " + network.getHostAddress() + " for the one address");
        }
    }

    /**
     * Reads {@code ADDRESS} or {@code ADDRESS/BITS}.
     *
     * @throws IllegalArgumentException with a clause for the user
     */
    public static Cidr parse(String text) {
        int slash = text.indexOf('/');
        String base = slash < 0 ? text : text.substring(0, slash);
        InetAddress address = IpText.parse(base);
        if (address == null) {
            throw new IllegalArgumentException(
                    base.indexOf('%') > 0
                            ? "has a scope; write the address without \"" + base.substring(base.indexOf('%')) + "\""
                            : "is neither an IP address nor a CIDR block; write one like 192.168.1.20, 192.168.1.0/28 or fd00:1::/64");
        }
        int bits = address.getAddress().length * 8;
        if (slash < 0) {
            return new Cidr(address, bits);
        }
        String prefix = text.substring(slash + 1);
        return new Cidr(address, prefix.matches("[0-9]{1,3}") ? Integer.parseInt(prefix) : -1);
    }

    /** Whether an address lies in the block; one of the other family never does. */
    public boolean contains(InetAddress address) {
        InetAddress plain = IpText.plain(address);
        return plain.getAddress().length == network.getAddress().length
                && masked(plain, prefix).equals(network);
    }

    private static InetAddress masked(InetAddress address, int prefix) {
        byte[] bytes = address.getAddress();
        for (int i = 0; i < bytes.length; i++) {
            int keep = Math.max(0, Math.min(8, prefix - 8 * i));
            bytes[i] &= (byte) (0xFF00 >> keep);
        }
        return IpText.fromBytes(bytes);
    }

    /** As it would be written: a single address without its prefix. */
    @Override
    public String toString() {
        String host = network.getHostAddress();
        return prefix == network.getAddress().length * 8 ? host : host + "/" + prefix;
    }
}
