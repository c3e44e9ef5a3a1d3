package org.earmuff.flow;

import java.time.Instant;
import org.earmuff.rules.Decision;
import org.earmuff.rules.voice.Burst;
import org.jspecify.annotations.Nullable;

/**
 * A burst that was sound, or was withheld because it might be, once it has ended. It left, in part or whole ({@code forwardedBytes > 0}),
 * or only tried to.
 *
 * @param name the name in clear that the flow was opened with; null where there was none
 * @param start wall-clock time of its first byte
 * @param end wall-clock time of its last byte
 * @param burst sizes and what made it sound; its {@code sound()} is null where it was withheld before it could show itself
 * @param forwardedBytes how many of its bytes on the wire were given to the cloud's connection
 * @param decision the verdict that it met; of one that left in part because something cut it short, the verdict under which it left, with
 *     the reason and the rule of what cut it
 */
public record Upload(
        Flow flow,
        @Nullable String name,
        Instant start,
        Instant end,
        Burst burst,
        long forwardedBytes,
        Decision decision) {}
