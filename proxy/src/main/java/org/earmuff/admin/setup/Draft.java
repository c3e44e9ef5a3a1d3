package org.earmuff.admin.setup;

import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * What was answered so far, wrong answers included: nothing that somebody typed is to be typed twice.
 *
 * @param passwordHash in the PHC string format; empty until one is chosen
 * @param household the home's name
 * @param speakers what was said of each device and speaker of the page
 * @param interfaces where speakers are
 * @param redirected whether the firewall brings speakers here; else a SOCKS port on this machine, to try it
 * @param placed whether the questions about speakers were answered, be it wrongly
 * @param timed whether those about hours were, so that the time zone is somebody's choice and not the machine's
 */
record Draft(
        String passwordHash,
        String household,
        ZoneId zone,
        List<Chosen> speakers,
        Hours hours,
        List<String> interfaces,
        boolean redirected,
        boolean placed,
        boolean timed) {

    /** Whether a device is a speaker: ticked, left out, or typed because it was not among those seen. */
    enum Kind {
        TICKED,
        LEFT,
        TYPED
    }

    /**
     * What was said of a device.
     *
     * @param match its hardware address or IP address, as typed or found
     */
    record Chosen(String room, String match, String profile, Kind kind) {

        boolean isSpeaker() {
            return kind != Kind.LEFT;
        }
    }

    Draft {
        speakers = List.copyOf(speakers);
        interfaces = List.copyOf(interfaces);
    }

    static Draft empty() {
        return new Draft("", "Our home", ZoneId.systemDefault(), List.of(), Hours.USUAL, List.of(), true, false, false);
    }

    Draft password(String hash) {
        return new Draft(hash, household, zone, speakers, hours, interfaces, redirected, placed, timed);
    }

    Draft speakers(List<Chosen> said, List<String> on, boolean byFirewall) {
        return new Draft(passwordHash, household, zone, said, hours, on, byFirewall, true, timed);
    }

    Draft hours(String name, ZoneId where, Hours windows) {
        return new Draft(passwordHash, name, where, speakers, windows, interfaces, redirected, placed, true);
    }

    /** UTC is what a machine has that nobody told; the browser is in the home and knows better. */
    boolean isZoneUntold() {
        return !timed && zone.normalized().equals(ZoneOffset.UTC);
    }

    /** Those that the configuration is to know. */
    List<Chosen> chosen() {
        return speakers.stream()
                .filter(s -> s.isSpeaker() && !s.match().isEmpty())
                .toList();
    }

    /** What is wrong with the answers about hours and the home's name. */
    List<Complaint> complaintsOfHours() {
        List<Complaint> all = new ArrayList<>(hours.complaints());
        Complaint.ofName("household", household, "setup.household").ifPresent(all::add);
        return all;
    }
}
