package org.earmuff.admin;

import java.net.InetSocketAddress;
import java.time.ZoneId;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import org.earmuff.home.Cidr;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.tls.TlsMode;

/**
 * What the configuration says about the admin interface.
 *
 * @param listen where to listen; port 0 takes any free one
 * @param allow who may connect at all; nobody else is answered
 * @param names Host headers accepted besides addresses and {@code localhost}; kept in lower case
 * @param household the home's name, as the page shows it
 * @param zone the household's time zone
 * @param muteStyle the style of mutes that do not name one
 * @param tls how it is encrypted
 */
public record AdminSettings(
        InetSocketAddress listen,
        List<Cidr> allow,
        Set<String> names,
        String household,
        ZoneId zone,
        MuteOrder.Style muteStyle,
        TlsMode tls) {

    public AdminSettings {
        allow = List.copyOf(allow);
        names = names.stream().map(n -> n.toLowerCase(Locale.ROOT)).collect(Collectors.toUnmodifiableSet());
    }

    /** Without encryption. */
    public AdminSettings(
            InetSocketAddress listen,
            List<Cidr> allow,
            Set<String> names,
            String household,
            ZoneId zone,
            MuteOrder.Style muteStyle) {
        this(listen, allow, names, household, zone, muteStyle, new TlsMode.Off());
    }

    /** The blocks that may connect where the configuration names none: this machine alone. */
    public static List<Cidr> loopback() {
        return List.of(Cidr.parse("127.0.0.0/8"), Cidr.parse("::1"));
    }
}
