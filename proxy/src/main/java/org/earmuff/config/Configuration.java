package org.earmuff.config;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.earmuff.home.SpeakerDef;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Facts;
import org.earmuff.rules.Rule;
import org.earmuff.rules.RuleBook;
import org.earmuff.rules.Usage;
import org.earmuff.rules.mute.MuteOrder;
import org.earmuff.rules.mute.MuteState;

/**
 * A whole configuration, checked: every reference in it leads somewhere. Defaults stand for absent keys alone, and each is named where the
 * value is.
 *
 * @param file the configuration file, as it was named
 * @param sha256 of every file's bytes, 64 lower-case hexadecimal digits: the file's own digest where it is the only one, else that of
 *     the lines that {@code sha256sum earmuff.yaml rules.d/*.yaml} prints
 * @param state the state folder, absolute; /var/lib/earmuff where the file does not say
 * @param lanInterfaces where speakers are; never empty while {@code listen.tproxy} is a port
 * @param udp what becomes of speakers' UDP
 * @param speakers in the files' order; no two match the same address
 * @param rules with the verdicts for unknown devices and for an unset clock, both withhold where the file does not say
 * @param muteStyle what a mute does that does not say itself; withhold where the file does not say
 * @param notices whom to tell of what; none where the file does not say
 * @param files what it was read from, for whoever keeps or compares it
 */
public record Configuration(
        Path file,
        String sha256,
        Household household,
        Path state,
        Listen listen,
        List<String> lanInterfaces,
        Udp udp,
        List<SpeakerDef> speakers,
        RuleBook rules,
        MuteOrder.Style muteStyle,
        MuteSources muteSources,
        List<Notify> notices,
        Account account,
        Admin admin,
        FileSet files) {
    public Configuration {
        lanInterfaces = List.copyOf(lanInterfaces);
        speakers = List.copyOf(speakers);
        notices = List.copyOf(notices);
    }

    /** What a speaker may do at an instant by the rules alone: nothing muted, no budget used, the clock set, a flow without a name. */
    public Decision foresee(SpeakerDef speaker, Instant at) {
        Facts facts = new Facts(speaker.name(), speaker.room(), speaker.groups(), true, true);
        return rules.decide(facts, Usage.NONE, MuteState.NONE, at);
    }

    /** The same household with one rule of shadow mode in force like any other; those beside it stay what they are. */
    public Configuration inForce(Rule shadow) {
        return under(
                rules.rules().stream()
                        .map(rule -> rule.equals(shadow) ? rule.inForce() : rule)
                        .toList(),
                speakers);
    }

    /** The same household with other rules and speakers; what else the rules depend on stays. */
    Configuration under(List<Rule> others, List<SpeakerDef> who) {
        return new Configuration(
                file,
                sha256,
                household,
                state,
                listen,
                lanInterfaces,
                udp,
                who,
                new RuleBook(others, rules.zone(), rules.unknownDevices(), rules.clockUnsynced()),
                muteStyle,
                muteSources,
                notices,
                account,
                admin,
                files);
    }
}
