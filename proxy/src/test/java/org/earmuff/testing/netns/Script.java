package org.earmuff.testing.netns;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/**
 * What to send and when. Each step waits its delay after the step before it was due, so lateness does not add up.
 *
 * <p>In words, one step a line: {@code DELAY_NANOSECONDS RECIPE} (see {@link Payload#cook}).
 */
public final class Script {

    private final List<String> lines = new ArrayList<>();
    private final List<byte[]> parts = new ArrayList<>();
    private long nanos;

    /** Adds random bytes. */
    public Script random(Duration delay, int length, long seed) {
        return step(delay, String.format(Locale.ROOT, "r:%d:%d", length, seed));
    }

    /** Adds one TLS record with a random body. */
    public Script tls(Duration delay, int type, int bodyLength, long seed) {
        return step(delay, String.format(Locale.ROOT, "t:%d:%d:%d", type, bodyLength, seed));
    }

    /** Adds these bytes. */
    public Script bytes(Duration delay, byte[] bytes) {
        return step(delay, "x:" + HexFormat.of().formatHex(bytes));
    }

    private Script step(Duration delay, String recipe) {
        lines.add(delay.toNanos() + " " + recipe);
        parts.add(Payload.cook(recipe));
        nanos += delay.toNanos();
        return this;
    }

    /** From its beginning to when the last step is due. */
    public Duration length() {
        return Duration.ofNanos(nanos);
    }

    /** How many bytes it sends. */
    public long size() {
        return parts.stream().mapToLong(part -> part.length).sum();
    }

    /** SHA-256 of everything it sends. */
    public String sha256() {
        return Payload.sha256(parts.toArray(byte[][]::new));
    }

    List<String> lines() {
        return lines;
    }
}
