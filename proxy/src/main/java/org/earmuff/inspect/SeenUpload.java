package org.earmuff.inspect;

import org.earmuff.flow.Transport;
import org.earmuff.rules.voice.Burst;
import org.jspecify.annotations.Nullable;

/**
 * An upload in a capture.
 *
 * @param startNanos nanoseconds since 1970-01-01T00:00:00Z
 * @param endNanos likewise
 * @param destination address and port
 * @param name the name in clear that the flow was opened with; null where the capture has none
 * @param burst {@code burst.sound()} is never null here
 * @param verdict the word of the simulated verdict
 * @param forwardedBytes application bytes of the burst that would have reached the cloud
 */
public record SeenUpload(
        long startNanos,
        long endNanos,
        String speaker,
        String destination,
        @Nullable String name,
        Transport transport,
        Burst burst,
        String verdict,
        long forwardedBytes) {}
