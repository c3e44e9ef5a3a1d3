package org.earmuff.admin.setup;

import java.time.ZoneId;
import java.util.List;

/**
 * What was answered so far.
 *
 * @param passwordHash in the PHC string format; empty until one is chosen
 * @param household the home's name
 * @param hours windows in which sound may leave, as the configuration writes them; empty for no rule
 * @param interfaces where speakers are
 * @param redirected whether the firewall brings speakers here; else a SOCKS door on this machine, to try it
 */
record Draft(
        String passwordHash,
        String household,
        ZoneId zone,
        List<Chosen> speakers,
        List<String> hours,
        List<String> interfaces,
        boolean redirected) {

    /**
     * A speaker that was picked.
     *
     * @param match its hardware address or IP address, as typed or found
     */
    record Chosen(String room, String match, String profile) {}

    Draft {
        speakers = List.copyOf(speakers);
        hours = List.copyOf(hours);
        interfaces = List.copyOf(interfaces);
    }

    static Draft empty() {
        return new Draft("", "Our home", ZoneId.systemDefault(), List.of(), List.of(), List.of(), true);
    }

    Draft password(String hash) {
        return new Draft(hash, household, zone, speakers, hours, interfaces, redirected);
    }

    Draft speakers(List<Chosen> chosen, List<String> on, boolean byFirewall) {
        return new Draft(passwordHash, household, zone, chosen, hours, on, byFirewall);
    }

    Draft hours(String name, ZoneId where, List<String> windows) {
        return new Draft(passwordHash, name, where, speakers, windows, interfaces, redirected);
    }
}
