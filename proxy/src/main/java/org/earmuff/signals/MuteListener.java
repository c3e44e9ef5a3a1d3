package org.earmuff.signals;

import org.earmuff.rules.mute.MuteOrder;

/** Told of every change of the mutes, after every event loop acts on it, in the order of the changes. Called on the desk's thread. */
public interface MuteListener {

    /** The {@code by} of a mute that ended because its time had come. */
    String BY_ITS_END = "end";

    /** A mute was set, or replaced another on its scope. */
    default void muted(MuteOrder order) {}

    /**
     * A mute is over.
     *
     * @param by who lifted it, or {@link #BY_ITS_END}
     * @param reason free text, may be empty
     */
    default void lifted(MuteOrder order, String by, String reason) {}
}
