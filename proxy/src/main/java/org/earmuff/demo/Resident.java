package org.earmuff.demo;

import java.time.Duration;
import java.util.List;

/**
 * One speaker of the made-up home: who it is to the appliance, and how it behaves.
 *
 * @param address its address on loopback, by which the appliance knows it
 * @param profile the configuration's word for its vendor's habits
 */
record Resident(String room, String address, String profile, SpeakerPlan plan) {

    /** Three vendors, three codings; their first requests come one after the other. */
    static final List<Resident> ALL = List.of(
            new Resident(
                    "Kitchen",
                    "127.0.10.11",
                    "amazon-echo",
                    new SpeakerPlan(
                            "kitchen", Vendor.AMAZON, Shape.ECHO_32K, Timing.lively(Duration.ofSeconds(2)), 11)),
            new Resident(
                    "Living room",
                    "127.0.10.12",
                    "sonos",
                    new SpeakerPlan(
                            "living-room",
                            Vendor.ALEXA_INSIDE,
                            Shape.ECHO_PCM,
                            Timing.lively(Duration.ofSeconds(9)),
                            12)),
            new Resident(
                    "Bedroom",
                    "127.0.10.13",
                    "google-nest",
                    new SpeakerPlan(
                            "bedroom", Vendor.GOOGLE, Shape.GOOGLE_PAIRS, Timing.lively(Duration.ofSeconds(16)), 13)));
}
