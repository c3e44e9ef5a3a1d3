package org.earmuff.firewall;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * The speakers' own addresses, as nftables writes them, sorted, so that the same configuration gives the same text.
 *
 * @param macs lower case with colons
 * @param ip4 addresses and CIDR blocks
 * @param ip6 addresses and CIDR blocks
 * @param warnings speakers whose traffic of a whole IP version cannot be recognised
 */
record Sources(SortedSet<String> macs, SortedSet<String> ip4, SortedSet<String> ip6, List<Finding> warnings) {

    private static final Pattern MAC = Pattern.compile("[0-9a-f]{2}(:[0-9a-f]{2}){5}");
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IP4 = Pattern.compile(OCTET + "(\\." + OCTET + "){3}");
    private static final Pattern IP6 = Pattern.compile("[0-9a-f:.]*:[0-9a-f:.]*");
    private static final Pattern PREFIX = Pattern.compile("[1-9][0-9]{0,2}");

    /** @throws IllegalArgumentException naming the speaker and the match that is neither */
    static Sources of(List<FirewallSettings.Speaker> speakers) {
        Sources all = new Sources(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
        for (FirewallSettings.Speaker speaker : speakers) {
            Sources one = new Sources(new TreeSet<>(), new TreeSet<>(), new TreeSet<>(), new ArrayList<>());
            for (String match : speaker.match()) {
                one.add(speaker.name(), match);
            }
            one.unseenVersion()
                    .ifPresent(version -> all.warnings.add(Finding.warning(
                            "speaker " + speaker.name() + " is matched by no MAC address, so what it sends over "
                                    + version + " is not recognised and goes past Earmuff",
                            "add its MAC address to match")));
            all.macs.addAll(one.macs);
            all.ip4.addAll(one.ip4);
            all.ip6.addAll(one.ip6);
        }
        return all;
    }

    private void add(String speaker, String match) {
        String text = match.toLowerCase(Locale.ROOT);
        int slash = text.indexOf('/');
        String address = slash < 0 ? text : text.substring(0, slash);
        if (slash < 0 && MAC.matcher(text.replace('-', ':')).matches()) {
            macs.add(text.replace('-', ':'));
        } else if (IP4.matcher(address).matches()) {
            ip4.add(address + prefix(speaker, match, slash, 32));
        } else if (isIp6(address)) {
            ip6.add(address + prefix(speaker, match, slash, 128));
        } else {
            throw bad(speaker, match);
        }
    }

    /** A prefix of 0 would take every device of the house, so it is not one. */
    private static String prefix(String speaker, String match, int slash, int most) {
        if (slash < 0) {
            return "";
        }
        String bits = match.substring(slash + 1);
        if (!PREFIX.matcher(bits).matches() || Integer.parseInt(bits) > most) {
            throw bad(speaker, match);
        }
        return "/" + bits;
    }

    private static boolean isIp6(String address) {
        if (!IP6.matcher(address).matches()) {
            return false;
        }
        try {
            // A text with a colon is never looked up, only parsed; an IPv4-mapped one comes back as IPv4.
            return InetAddress.getByName(address) instanceof Inet6Address;
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private Optional<String> unseenVersion() {
        if (!macs.isEmpty() || ip4.isEmpty() == ip6.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(ip4.isEmpty() ? "IPv4" : "IPv6");
    }

    private static IllegalArgumentException bad(String speaker, String match) {
        return new IllegalArgumentException("speaker " + speaker + ": match \"" + match
                + "\" is not a MAC address (44:65:0D:12:34:56), an IP address or a CIDR block (192.168.1.64/28)");
    }
}
