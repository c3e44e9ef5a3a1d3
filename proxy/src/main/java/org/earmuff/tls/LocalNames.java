package org.earmuff.tls;

import io.netty.util.NetUtil;
import java.net.InetAddress;
import java.net.InterfaceAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;

/** What this machine is reached by, as text: host names, and addresses without scope or brackets. */
public final class LocalNames {

    /** A server with many containers has hundreds of addresses, which nobody types. */
    private static final int MOST_ADDRESSES = 32;

    private LocalNames() {}

    /**
     * Names for a certificate: {@code localhost}, those given, where it listens, and this machine's addresses of home networks. Others come
     * and go with the Internet provider.
     */
    public static Set<String> of(Collection<String> given, InetAddress listen) {
        Set<String> names = new TreeSet<>(given);
        names.add("localhost");
        names.add("127.0.0.1");
        names.add(plain("::1"));
        if (!listen.isAnyLocalAddress()) {
            names.add(text(listen));
        }
        try {
            NetworkInterface.networkInterfaces()
                    .filter(LocalNames::isUp)
                    .flatMap(each -> each.getInterfaceAddresses().stream())
                    .map(InterfaceAddress::getAddress)
                    .filter(address -> isOfHome(address) && !address.isLinkLocalAddress())
                    .map(LocalNames::text)
                    .sorted()
                    .limit(MOST_ADDRESSES)
                    .forEach(names::add);
        } catch (SocketException e) {
            // Those that are known by other means have to do.
        }
        return names;
    }

    private static boolean isUp(NetworkInterface one) {
        try {
            return one.isUp();
        } catch (SocketException e) {
            return false;
        }
    }

    static boolean isOfHome(InetAddress address) {
        boolean four = address.getAddress().length == 4;
        boolean uniqueLocal = !four && (address.getAddress()[0] & 0xfe) == 0xfc;
        boolean own = address.isLoopbackAddress() || address.isLinkLocalAddress();
        return own || uniqueLocal || (four && address.isSiteLocalAddress());
    }

    static boolean isAddress(String text) {
        return NetUtil.isValidIpV4Address(text) || NetUtil.isValidIpV6Address(text);
    }

    /** An address's one spelling; names as they are. */
    static String plain(String text) {
        return isAddress(text) ? text(address(text)) : text;
    }

    static InetAddress address(String text) {
        try {
            return InetAddress.getByAddress(NetUtil.createByteArrayFromIpAddressString(text));
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text + " is no address", e);
        }
    }

    private static String text(InetAddress address) {
        String text = address.getHostAddress();
        int scope = text.indexOf('%');
        return scope < 0 ? text : text.substring(0, scope);
    }
}
