package org.earmuff.admin;

import java.time.Instant;
import java.util.List;

/**
 * How the appliance is, besides its speakers.
 *
 * @param version of Earmuff
 * @param started when it started
 * @param configFile the configuration's path as the user would open it
 * @param configSha256 digest of the configuration in force
 * @param configLoaded when that came into force
 * @param configProblem why the file on disk is not what is in force, as a sentence; empty where it is
 * @param firewallProblem why speakers' connections do not come here, as a sentence; empty where they do or nothing is known
 * @param deviceProblems why devices are not told apart as they should be, as sentences; empty where they are
 * @param notReady what keeps it from deciding or listening, as sentences; empty where it is ready
 */
public record Condition(
        String version,
        Instant started,
        String configFile,
        String configSha256,
        Instant configLoaded,
        String configProblem,
        String firewallProblem,
        List<String> deviceProblems,
        List<String> notReady) {

    /** Without a word about the firewall, for homes that it has nothing to do with. */
    public Condition(
            String version,
            Instant started,
            String configFile,
            String configSha256,
            Instant configLoaded,
            String configProblem,
            List<String> notReady) {
        this(version, started, configFile, configSha256, configLoaded, configProblem, "", List.of(), notReady);
    }

    public Condition {
        deviceProblems = List.copyOf(deviceProblems);
        notReady = List.copyOf(notReady);
    }
}
