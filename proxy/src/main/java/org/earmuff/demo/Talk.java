package org.earmuff.demo;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * One request from its first record to its answer. Belongs to its event loop.
 *
 * <pre>
 * waiting for a line → sending → awaiting the answer → ended (answered, or cut off)
 * </pre>
 */
final class Talk {

    private final DemoSpeaker speaker;
    private final Shape shape;
    private final RandomGenerator random;
    private final Duration length;
    private final long steps;
    private final CompletableFuture<Utterance> result;
    private @Nullable VoiceLine line;
    private @Nullable ScheduledFuture<?> steady;
    private int stream;
    private long stepsDone;
    private long soundBytes;
    private int soundRecords;

    Talk(
            DemoSpeaker speaker,
            Shape shape,
            RandomGenerator random,
            Duration length,
            CompletableFuture<Utterance> result) {
        this.speaker = speaker;
        this.shape = shape;
        this.random = random;
        this.length = length;
        this.steps = Math.max(1, length.toNanos() / shape.pace().toNanos());
        this.result = result;
    }

    boolean begun() {
        return line != null;
    }

    /** Whether it is an answer to this request. */
    boolean awaits(VoiceLine on, int answered) {
        return line == on && stream == answered;
    }

    boolean runsOn(VoiceLine on) {
        return line == on;
    }

    void begin(VoiceLine on, EventLoop loop) {
        line = on;
        stream = on.nextStream();
        shape.context().forEach(body -> on.write(Message.Type.HOUSEKEEPING, false, stream, body));
        shape.preRoll().forEach(body -> sound(on, body));
        on.flush();
        long pace = shape.pace().toNanos();
        steady = loop.scheduleAtFixedRate(() -> step(on), pace, pace, TimeUnit.NANOSECONDS);
    }

    private void step(VoiceLine on) {
        shape.steps().forEach(step -> sound(on, step.draw(random)));
        stepsDone++;
        if (stepsDone == steps) {
            on.write(Message.Type.SOUND, true, stream, shape.tls().shortest());
            stopSending();
        }
        on.flush();
    }

    private void sound(VoiceLine on, int body) {
        int length = shape.tls().fillingOf(body);
        on.write(Message.Type.SOUND, false, stream, body);
        soundBytes += length;
        soundRecords++;
        speaker.count(Count.SOUND_BYTES, length);
    }

    private void stopSending() {
        if (steady != null) {
            steady.cancel(false);
        }
    }

    /** Ends it, once: it is what its speaker is no longer busy with. */
    void end(boolean answered) {
        stopSending();
        result.complete(new Utterance(length, soundBytes, soundRecords, answered));
    }
}
