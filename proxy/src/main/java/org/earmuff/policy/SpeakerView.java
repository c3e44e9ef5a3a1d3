package org.earmuff.policy;

import java.util.Set;
import org.earmuff.rules.Decision;

/**
 * What pages, commands and metrics are told of a speaker.
 *
 * @param profile its vendor's habits, as configured
 * @param decision the verdict for a new flow of it at this moment
 * @param flows open flows
 * @param uploading whether sound is leaving on any of its flows now
 */
public record SpeakerView(
        String name,
        String room,
        Set<String> groups,
        String profile,
        Decision decision,
        int flows,
        boolean uploading) {}
