package org.earmuff.firewall;

import java.util.Locale;

/** What to do about the kernel's and its tools' refusals, which name neither the cause nor the cure. */
final class Remedy {

    private static final String AS_ROOT = "this needs root: run it with sudo (or give it CAP_NET_ADMIN)";

    private Remedy() {}

    static String forIp(String error) {
        String text = error.toLowerCase(Locale.ROOT);
        if (isPermission(text)) {
            return AS_ROOT;
        }
        if (text.contains("network is down")) {
            return "the loopback interface is down: ip link set lo up";
        }
        if (text.contains("ipv6 is disabled on nexthop")) {
            return "IPv6 is off on the loopback interface, and speakers' IPv6 would find no way to Earmuff once it is on:"
                    + " sysctl -w net.ipv6.conf.lo.disable_ipv6=0, and in /etc/sysctl.d to keep it";
        }
        if (text.contains("address family not supported") || text.contains("operation not supported")) {
            return "this kernel has no policy routing: it needs CONFIG_IP_MULTIPLE_TABLES and, for IPv6,"
                    + " CONFIG_IPV6_MULTIPLE_TABLES (Debian's kernels have both)";
        }
        if (text.contains("unknown") || text.contains("not found") || text.contains("usage:")) {
            return "this `ip` is not iproute2's: apt-get install iproute2";
        }
        return "run the command by hand to see more; `earmuff firewall remove` undoes what was set so far";
    }

    /**
     * @param tproxyWorks whether the kernel took a rule with nothing but {@code tproxy} in it
     * @param fibWorks the same of {@code fib}
     */
    static String forNft(String error, boolean tproxyWorks, boolean fibWorks) {
        String text = error.toLowerCase(Locale.ROOT);
        if (isPermission(text)) {
            return AS_ROOT;
        }
        if (text.contains("syntax error") || text.contains("unknown")) {
            return "this nft is too old: 1.0 or newer is needed (nft --version; Debian 12 has 1.0.6)";
        }
        if (!tproxyWorks) {
            return missingModule("nft_tproxy", "CONFIG_NFT_TPROXY");
        }
        if (!fibWorks) {
            return missingModule("nft_fib_inet", "CONFIG_NFT_FIB_INET");
        }
        return "nothing was changed; `earmuff firewall print | nft -c -f -` shows the rule that the kernel will not take";
    }

    static boolean isPermission(String error) {
        String text = error.toLowerCase(Locale.ROOT);
        return text.contains("not permitted") || text.contains("permission denied") || text.contains("must be root");
    }

    private static String missingModule(String module, String option) {
        return "the kernel has no " + module + ": modprobe " + module
                + "; where that fails, this kernel was built without "
                + option + " and needs to be replaced (Debian's and OpenWrt's have it, the latter as kmod-nft-tproxy);"
                + " in a container, load it on the host";
    }
}
