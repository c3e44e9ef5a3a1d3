package org.earmuff.flow;

import java.util.List;
import org.earmuff.rules.Decision;
import org.earmuff.rules.ShadowFinding;
import org.jspecify.annotations.Nullable;

/**
 * Watches flows. Called on each flow's event loop: implementations return at once, never block and never throw.
 */
public interface FlowObserver {

    /** A flow was accepted. */
    default void opened(Flow flow) {}

    /** A flow met a decision, its first or another one. */
    default void decided(Flow flow, Decision decision) {}

    /** Bytes were handed on, or thrown away. */
    default void moved(Flow flow, Direction direction, Outcome outcome, long bytes) {}

    /** The number of bytes held back changed. */
    default void held(Flow flow, long delta) {}

    /** Reading was put off to keep a rate. */
    default void shaped(Flow flow, long delayNanos) {}

    /** Sound was recognised in a burst that is still going on. */
    default void soundBegan(Flow flow, @Nullable String name, Decision decision) {}

    /**
     * More of the sound that was recognised has left, or waits for its turn at the rate: so many milliseconds more than were told before.
     * The first time that is all since the burst began, the sound from before the wake word included; then every 50 ms of sound or so.
     */
    default void spoken(Flow flow, long millis) {}

    /** Rules in shadow mode would have said this of a flow, at its first decision or since their answer changed. */
    default void shadowed(Flow flow, List<ShadowFinding> findings) {}

    /** A burst that was sound has ended. */
    default void uploaded(Upload upload) {}

    /** Packets of a speaker were refused that belong to no flow. */
    default void refused(String speaker, PacketKind kind, long packets) {}

    /** The flow is over; nothing more is said of it. */
    default void closed(Flow flow, CloseCause cause) {}
}
