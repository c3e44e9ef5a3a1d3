package org.earmuff.config;

import java.nio.file.Path;
import java.util.List;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.mute.MuteOrder;

/**
 * A whole configuration, checked: every reference in it leads somewhere. Defaults stand for absent keys alone, and each is named where the
 * value is.
 *
 * @param file the file it was read from, as it was named
 * @param sha256 of that file's bytes, 64 lower-case hexadecimal digits
 * @param state the state folder, absolute; /var/lib/earmuff where the file does not say
 * @param lanInterfaces where speakers are; never empty while {@code listen.tproxy} is a port
 * @param speakers in the file's order; no two match the same address
 * @param rules with the verdicts for unknown devices and for an unset clock, both withhold where the file does not say
 * @param muteStyle what a mute does that does not say itself; withhold where the file does not say
 */
public record Configuration(
        Path file,
        String sha256,
        Household household,
        Path state,
        Listen listen,
        List<String> lanInterfaces,
        List<SpeakerDef> speakers,
        RuleBook rules,
        MuteOrder.Style muteStyle,
        Admin admin) {
    public Configuration {
        lanInterfaces = List.copyOf(lanInterfaces);
        speakers = List.copyOf(speakers);
    }
}
