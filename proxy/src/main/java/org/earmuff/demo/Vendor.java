package org.earmuff.demo;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Where a made-up speaker believes it connects, and its housekeeping there. The names are real ones that real speakers ask
 * for; in the demo each of them leads to the demo's own cloud.
 */
@SuppressWarnings("ImmutableEnumChecker") // List.of and Stream.toList: immutable, though their type does not say so
public enum Vendor {
    AMAZON(
            "avs-alexa-eu.amazon.com",
            "unagi-eu.amazon.com",
            "device-metrics-us.amazon.com",
            41,
            List.of(229, 131, 4035, 77, 33)),
    /** Any maker's speaker with Amazon's assistant built in. */
    ALEXA_INSIDE(
            "alexa.eu.gateway.devices.a2z.com",
            "api.amazonalexa.com",
            "arcus-uswest.amazon.com",
            41,
            List.of(229, 131, 4035, 77, 33)),
    GOOGLE(
            "embeddedassistant.googleapis.com",
            "clientservices.googleapis.com",
            "clients4.google.com",
            57,
            List.of(612)),
    APPLE("guzzoni.apple.com", "probe.siri.apple.com", "dejavu.apple.com", 63, List.of(845));

    /** Notes after an answer: so many times the vendor's bodies, about half a second in all. */
    static final int NOTES = 3;

    private final String voiceName;
    private final String smallPostName;
    private final String largePostName;
    private final int keepAlive;
    private final List<Integer> note;

    Vendor(String voiceName, String smallPostName, String largePostName, int keepAlive, List<Integer> note) {
        this.voiceName = voiceName;
        this.smallPostName = smallPostName;
        this.largePostName = largePostName;
        this.keepAlive = keepAlive;
        this.note = note;
    }

    /** The server name of the connection that sound goes to. */
    public String voiceName() {
        return voiceName;
    }

    /** The server name of telemetry, by its size. */
    public String telemetryName(Telemetry kind) {
        return kind == Telemetry.SMALL ? smallPostName : largePostName;
    }

    /** The body of a keep-alive's record. */
    public int keepAlive() {
        return keepAlive;
    }

    /** Bodies of the records of one state note. */
    public List<Integer> note() {
        return note;
    }

    /** Every name that the cloud answers to. */
    static List<String> names() {
        return Arrays.stream(values())
                .flatMap(v -> Stream.of(v.voiceName, v.smallPostName, v.largePostName))
                .distinct()
                .toList();
    }
}
