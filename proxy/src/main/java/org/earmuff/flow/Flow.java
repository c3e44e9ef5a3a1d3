package org.earmuff.flow;

import java.net.InetSocketAddress;
import java.time.Instant;

/**
 * One TCP connection or UDP association of a speaker: who it is and where it wanted to go. What is learnt later (a name, a verdict)
 * comes with the events about it.
 *
 * @param id unique since start, from 1
 * @param openedAt wall-clock time of its first packet here
 * @param speaker the speaker's name; for an unknown device {@code unknown}, so that strangers cannot make names
 * @param room its room, empty where it has none
 * @param source the device's address
 * @param destination where it wanted to go
 */
public record Flow(
        long id,
        Instant openedAt,
        String speaker,
        String room,
        Transport transport,
        InetSocketAddress source,
        InetSocketAddress destination) {

    /** The speaker's name that every unknown device is counted under. */
    public static final String UNKNOWN = "unknown";

    /** What it is for. */
    public Service service() {
        return Service.of(transport, destination.getPort());
    }
}
