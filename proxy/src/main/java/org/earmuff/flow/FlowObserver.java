package org.earmuff.flow;

import org.earmuff.rules.Decision;
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

    /** A burst that was sound has ended. */
    default void uploaded(Upload upload) {}

    /** The flow is over; nothing more is said of it. */
    default void closed(Flow flow, CloseCause cause) {}
}
