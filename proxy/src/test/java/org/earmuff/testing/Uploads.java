package org.earmuff.testing;

import java.net.InetSocketAddress;
import java.time.Instant;
import org.earmuff.flow.Flow;
import org.earmuff.flow.Transport;
import org.earmuff.flow.Upload;
import org.earmuff.rules.Decision;
import org.earmuff.rules.Reason;
import org.earmuff.rules.RuleRef;
import org.earmuff.rules.Verdict;
import org.earmuff.rules.voice.Burst;
import org.earmuff.rules.voice.Coding;
import org.earmuff.rules.voice.Kind;
import org.earmuff.rules.voice.Sound;

/** Flows and uploads as the relay tells of them. */
public final class Uploads {

    private Uploads() {}

    public static Flow flow(String speaker, String room) {
        return new Flow(
                7,
                Instant.parse("2026-11-22T11:00:00Z"),
                speaker,
                room,
                Transport.TCP,
                new InetSocketAddress("192.168.1.20", 40000),
                new InetSocketAddress("52.46.136.99", 443));
    }

    /** Sound of {@code seconds} that met no rule and left. */
    public static Upload left(String speaker, String room, Instant start, double seconds) {
        return upload(
                speaker, room, start, seconds, 65154, new Decision(Verdict.ALLOW, Reason.DEFAULT, null, Instant.MAX));
    }

    /** The same, stopped by the rule day-time; none of it left. */
    public static Upload withheld(String speaker, String room, Instant start, double seconds) {
        RuleRef rule = new RuleRef("day-time", "/etc/earmuff/earmuff.yaml", 31);
        return upload(
                speaker, room, start, seconds, 0, new Decision(Verdict.WITHHOLD, Reason.HOURS, rule, Instant.MAX));
    }

    public static Upload upload(
            String speaker, String room, Instant start, double seconds, long forwarded, Decision decision) {
        Sound sound = new Sound(Kind.VOICE, Coding.CBR_64K, seconds, 432, 20, 0.21);
        Burst burst = new Burst(0, 5_700_000_000L, 64_400, 65_154, 150, true, sound);
        return new Upload(
                flow(speaker, room),
                "avs-alexa-4-eu.amazon.com",
                start,
                start.plusMillis(5700),
                burst,
                forwarded,
                decision);
    }
}
